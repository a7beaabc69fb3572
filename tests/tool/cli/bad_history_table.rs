//! A history that does not fit the files, or that somebody edited by hand, is refused with the cure.

use std::time::Duration;

use pgconform::runner::Lock;
use pgconform::testing::TestDb;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

const MOVES: [&[&str]; 3] = [
    &["up"],
    &["down", "--to", "base"],
    &["reset", "--force=postgres"],
];

async fn refused(db: &TestDb, folder: &Folder, commands: &[&[&str]], words: &[&str]) {
    let before = state(db).await;
    for command in commands {
        Pgconform::new(folder.project(), &[*command, &["--allow-gaps"]].concat())
            .env("DATABASE_URL", db.url().reveal())
            .run()
            .fails_with(words);
        assert_unchanged(db, &before, command[0]).await;
    }
}

#[rstest]
#[case::checksum("UPDATE refinery_schema_history SET checksum = 'abc' WHERE version = 2",
    &["version 2 has the checksum 'abc'"])]
#[case::applied_on("UPDATE refinery_schema_history SET applied_on = 'now' WHERE version = 2",
    &["version 2 has the applied_on 'now'"])]
#[case::null("UPDATE refinery_schema_history SET name = NULL WHERE version = 2",
    &["version 2 has no name"])]
#[case::column("ALTER TABLE refinery_schema_history DROP COLUMN checksum", &["checksum"])]
#[case::kind("ALTER TABLE refinery_schema_history ALTER version TYPE integer", &["version", "int4", "bigint"])]
#[tokio::test]
async fn a_history_edited_by_hand_is_refused_by_status_too(
    #[case] sql: &str,
    #[case] words: &[&str],
) {
    let db = TestDb::at(3).await;
    db.run(sql).await;
    let commands = [MOVES[0], MOVES[1], MOVES[2], &["status"]];
    let common = [
        "public.refinery_schema_history is damaged",
        "correct the row by hand",
    ];
    let words = [&common, words].concat();
    refused(&db, &Folder::first_nine(), &commands, &words).await;
}

#[tokio::test]
async fn an_edited_migration_is_named_with_the_fix() {
    let folder = Folder::first_nine();
    folder.replace("V0004__create_tasks.sql", "Work", "work");
    let db = TestDb::at(9).await;
    let words = [
        "migration 4 changed after it was applied",
        "in a new migration",
    ];
    refused(&db, &folder, &MOVES, &words).await;
}

#[tokio::test]
async fn missing_migrations_are_named_with_the_fix() {
    let folder = Folder::first_nine();
    for name in ["V0003__create_sessions", "V0005__index_lookups"] {
        folder.remove(&format!("{name}.sql"));
        folder.remove(&format!("{name}.down.sql"));
    }
    let db = TestDb::at(9).await;
    let words = ["each of the migrations 3, 5 is applied", "restore the file"];
    refused(&db, &folder, &MOVES, &words).await;
}

#[tokio::test]
async fn a_migration_out_of_order_is_named_with_the_fix() {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.sql");
    folder.remove("V0005__index_lookups.down.sql");
    let db = TestDb::head_of(&folder.load_with_gaps()).await;
    let words = ["migration 5 was never applied", "give it a number above 9"];
    refused(&db, &Folder::first_nine(), &MOVES, &words).await;
}

#[tokio::test]
async fn a_lock_held_by_somebody_is_reported_with_its_holder_and_the_fix() {
    let db = TestDb::at(3).await;
    let runner = db.connect().await;
    let lock = Lock::acquire(&runner, Duration::ZERO).await;
    let lock = lock.expect("it is free");
    let pid: i32 = runner
        .query_one("SELECT pg_backend_pid()", &[])
        .await
        .expect("the session stands")
        .get(0);
    let end = format!("SELECT pg_terminate_backend({pid})");
    let who = format!("pid {pid} ('pgconform', connected since ");
    for command in MOVES {
        let words = [command, &["--lock-wait", "0"]].concat();
        refused(&db, &Folder::first_nine(), &[&words], &[&who, &end]).await;
    }
    lock.release(&runner).await.expect("it is held");
}
