//! A server that does not take the change: a replica, a read-only database, an object that is
//! somebody else's, a connection that is cut. Each is named, and what was there stays.

use pgconform::connection::{RetryFor, connect};
use pgconform::runner::{self, Error};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{LOCK_WAIT, assert_unchanged, state, to, up, versions};
use crate::support::own_server::{OwnServer, postgres};

#[tokio::test]
async fn a_replica_can_be_asked_for_its_status_and_is_not_migrated() {
    let files = [("standby.signal", String::new())];
    let replica = OwnServer::start_with(&postgres().await, &[], 5432, &files).await;
    let folder = Folder::first_nine();
    let run = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", replica.url().reveal()).run()
    };
    let found = run(&["status", "--format", "json"]).ends_with(1).json();
    assert_eq!(found["pending"].as_array().map(Vec::len), Some(9));
    for words in [&["up"][..], &["down", "--to", "base"], &["up", "--dry-run"]] {
        run(words).fails_with(&[
            "a replica, or still recovering",
            "target_session_attrs=read-write",
        ]);
    }
}

#[tokio::test]
async fn a_read_only_database_is_named() {
    let db = TestDb::at(3).await;
    db.run("ALTER DATABASE postgres SET default_transaction_read_only = on")
        .await;
    let before = state(&db).await;
    Pgconform::new(Folder::first_nine().project(), &["up"])
        .env("DATABASE_URL", db.url().reveal())
        .run()
        .fails_with(&["the database is read-only"]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn an_object_of_somebody_else_stops_the_step_that_needs_it_and_no_other() {
    let folder = Folder::empty();
    for (version, sql) in [
        (1, "CREATE TABLE mine ()"),
        (2, "ALTER TABLE theirs ADD n integer"),
    ] {
        folder.write(&format!("V{version}__step.sql"), &format!("{sql};\n"));
        folder.write(&format!("V{version}__step.down.sql"), "SELECT 1;\n");
    }
    let db = TestDb::empty().await;
    db.run("CREATE TABLE theirs (); CREATE ROLE poor LOGIN PASSWORD 'poor'; GRANT ALL ON SCHEMA public TO poor").await;
    let url = db.url().clone().with_user("poor").with_password("poor");
    let poor = connect(&url, RetryFor::default()).await;
    let mut poor = poor.expect("it may log in");
    let migrations = folder.load();
    let head = Some(migrations.head());
    match runner::up(&mut poor, &migrations, head, LOCK_WAIT, |_| {}).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.sqlstate.as_deref(), Some("42501"));
            assert_eq!(failed.message, "must be owner of table theirs");
            assert_eq!(versions(&done), [1]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    db.run("ALTER TABLE theirs OWNER TO poor").await;
    let moved = runner::up(&mut poor, &migrations, head, LOCK_WAIT, |_| {}).await;
    assert_eq!(versions(&moved.expect("nothing is in its way now")), [2]);
}

/// The migration ends its own session, as an administrator may at any time.
#[tokio::test]
async fn a_session_that_is_ended_in_the_middle_is_said_to_be_and_changes_nothing() {
    let folder = Folder::first_nine();
    folder
        .write(
            "V0010__end.sql",
            "CREATE TABLE t ();\nSELECT pg_terminate_backend(pg_backend_pid());\n",
        )
        .write("V0010__end.down.sql", "DROP TABLE t;\n");
    let mut db = TestDb::empty().await;
    up(&mut db, &folder.load(), to(9)).await;
    let before = state(&db).await;
    Pgconform::new(folder.project(), &["up"])
        .env("DATABASE_URL", db.url().reveal())
        .run()
        .fails_with(&[
            "V0010__end.sql",
            "terminating connection due to administrator command",
            "57P01",
        ]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
#[ignore = "needs root, to make a disk small: just test-programs"]
async fn a_full_disk_stops_the_step_and_loses_nothing() {
    let server = OwnServer::start_on_small_disk(&postgres().await).await;
    let folder = Folder::empty();
    let fill =
        "CREATE TABLE b AS SELECT i, repeat('x', 1000) AS t FROM generate_series(1, 100000) i;\n";
    folder
        .write(
            "V1__a.sql",
            "CREATE TABLE a AS SELECT i FROM generate_series(1, 1000) i;\n",
        )
        .write("V1__a.down.sql", "DROP TABLE a;\n")
        .write(
            "V2__fill.sql",
            &format!("-- pgconform: no-transaction\nINSERT INTO a VALUES (0);\n{fill}"),
        )
        .write(
            "V2__fill.down.sql",
            "DROP TABLE b;\nDELETE FROM a WHERE i = 0;\n",
        );
    let run = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", server.url().reveal()).run()
    };
    // Where there is no room for the log either, the server ends all sessions and recovers.
    run(&["up"]).fails_with(&["V2__fill.sql", "the next run continues after them"]);
    let text = run(&["status"]).ends_with(1).stdout;
    assert!(
        text.contains("interrupted: up of 2, after 1 of its 2 statements"),
        "{text}"
    );
    folder.replace("V2__fill.sql", "100000", "100");
    run(&["up"]).ends_with(0);
    let counts = "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM a WHERE i = 0), (SELECT count(*) FROM b)";
    let counts = server.client().await.query_one(counts, &[]).await;
    let counts = counts.expect("the tables are there");
    let counts: [i64; 3] = [counts.get(0), counts.get(1), counts.get(2)];
    assert_eq!(counts, [1001, 1, 100]);
}
