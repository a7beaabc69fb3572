//! Whatever stops `reset --fresh` before its end leaves the database as it was.

use nix::sys::signal::Signal;
use pgconform::testing::TestDb;
use rstest::rstest;

use super::{ANN, MARK, run};
use crate::cli::stopped::running::{Running, assert_lock_is_free, assert_no_statement};
use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

const FRESH: [&str; 2] = ["reset", "--fresh"];

async fn marked() -> TestDb {
    let db = TestDb::at(9).await;
    db.run(&format!("{ANN}; {MARK}")).await;
    db
}

/// Mostly it is just the edited file that fails.
#[tokio::test]
async fn a_migration_that_fails() {
    let folder = Folder::first_nine();
    folder.write("V0010__typo.sql", "CREATE TABEL t (id integer);\n");
    let db = marked().await;
    let before = state(&db).await;
    run(&db, &folder, &FRESH).fails_with(&["V0010__typo.sql, line 1", "rolled back"]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[rstest]
#[case::against_dropping("ACCESS SHARE")]
#[case::against_counting("ACCESS EXCLUSIVE")]
#[tokio::test]
async fn a_lock_of_another_session(#[case] mode: &str) {
    let db = marked().await;
    let before = state(&db).await;
    let holder = db.connect().await;
    let lock = format!("BEGIN; LOCK TABLE users IN {mode} MODE");
    holder
        .batch_execute(&lock)
        .await
        .expect("nobody else has it");
    let words = [&FRESH[..], &["--lock-timeout", "1"]].concat();
    run(&db, &Folder::first_nine(), &words).fails_with(&["55P03"]);
    assert_lock_is_free(&db).await;
    let released = holder.batch_execute("COMMIT").await;
    released.expect("it is in a transaction");
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_signal() {
    let db = marked().await;
    let before = state(&db).await;
    let holder = db.connect().await;
    let lock = "BEGIN; LOCK TABLE users IN ACCESS SHARE MODE";
    holder
        .batch_execute(lock)
        .await
        .expect("nobody else has it");
    let words = [&FRESH[..], &["--lock-timeout", "0"]].concat();
    let folder = Folder::first_nine();
    let reset = Running::start(&db, &folder, &words);
    let reset = reset
        .until("wait_event_type = 'Lock' AND query LIKE '%DROP%'")
        .await;
    reset
        .stopped_by(Signal::SIGTERM)
        .ends_with(143)
        .complains(&["stopped by SIGTERM", "the database is as it was"]);
    assert_no_statement(&db).await;
    assert_lock_is_free(&db).await;
    let released = holder.batch_execute("COMMIT").await;
    released.expect("it is in a transaction");
    assert_unchanged(&db, &before, "afterwards").await;
}

/// Whoever owns a schema may drop what others have in it: PostgreSQL alone would not refuse that.
#[rstest]
#[case::a_table("CREATE TABLE theirs (id integer); ALTER TABLE theirs OWNER TO other")]
#[case::in_our_schema(
    "CREATE SCHEMA ours AUTHORIZATION owner; CREATE TABLE ours.theirs (id integer); ALTER TABLE ours.theirs OWNER TO other"
)]
#[case::a_superusers("CREATE TABLE theirs (id integer)")]
#[case::a_function("CREATE FUNCTION theirs() RETURNS integer LANGUAGE sql AS 'SELECT 1'")]
#[case::a_schema("CREATE SCHEMA theirs")]
#[case::a_large_object("SELECT lo_create(0)")]
#[tokio::test]
async fn what_belongs_to_others(#[case] theirs: &str) {
    let db = TestDb::empty().await;
    db.run("CREATE ROLE owner LOGIN PASSWORD 'owner'; CREATE ROLE other; ALTER DATABASE postgres OWNER TO owner")
        .await;
    db.run(MARK).await;
    db.run(theirs).await;
    let url = db.url().clone().with_user("owner").with_password("owner");
    let folder = Folder::first_nine();
    let command = |words: &[&str]| {
        Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", url.reveal())
            .run()
    };
    command(&["up"]).ends_with(0);
    let before = state(&db).await;
    command(&FRESH).fails_with(&["cannot drop", "it belongs to ", "nothing was dropped"]);
    assert_unchanged(&db, &before, "afterwards").await;
}

/// The owner of a database needs no more than that.
#[tokio::test]
async fn but_its_owner_may_reset_it_who_is_no_superuser() {
    let db = TestDb::empty().await;
    db.run("CREATE ROLE owner LOGIN PASSWORD 'owner'; ALTER DATABASE postgres OWNER TO owner")
        .await;
    db.run(MARK).await;
    let url = db.url().clone().with_user("owner").with_password("owner");
    let folder = Folder::first_nine();
    for words in [&["up"][..], &FRESH, &["status"]] {
        Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", url.reveal())
            .run()
            .ends_with(0);
    }
}

#[tokio::test]
async fn a_subscription_with_a_slot_on_another_server() {
    let db = marked().await;
    db.run("CREATE SUBSCRIPTION s CONNECTION 'host=one.invalid dbname=x' PUBLICATION p WITH (connect = false)")
        .await;
    let before = state(&db).await;
    run(&db, &Folder::first_nine(), &FRESH).fails_with(&["first run DROP SUBSCRIPTION s"]);
    assert_unchanged(&db, &before, "afterwards").await;
}
