//! What is said of a database that is in use, and what is logged while it is moved.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{
    PIECES, assert_harmless, assert_harmless_and_shown, literal, name, our_first, without_colours,
};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

fn on(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .env("CLICOLOR_FORCE", "1")
        .run_in_colour()
}

#[tokio::test]
async fn what_a_database_holds_acts_in_no_answer() {
    let folder = our_first();
    let db = TestDb::empty().await;
    on(&db, &folder, &["up"]).ends_with(0);
    for piece in PIECES {
        let (table, index) = (name(piece), name(&piece.replacen('t', "i", 1)));
        db.run(&format!("CREATE TABLE {table} (id INT)")).await;
        db.run(&format!("INSERT INTO {table} VALUES (1), (1)"))
            .await;
        db.run(&format!("COMMENT ON TABLE t IS {}", literal(piece)))
            .await;
        // It is left invalid.
        let index = format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} (id)");
        let made = db.client().batch_execute(&index).await;
        made.expect_err("the rows are equal");
    }
    for words in [
        &["status"][..],
        &["status", "--format", "json"],
        &["verify"],
        &["verify", "--format", "json"],
    ] {
        let ended = on(&db, &folder, words).ends_with(1);
        assert_harmless_and_shown(&words.join(" "), &ended);
        let piped = Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", db.url().reveal())
            .run();
        assert_eq!(piped.stdout, without_colours(&ended.stdout), "{words:?}");
    }
}

#[rstest]
#[case::name("name", 1)]
#[case::checksum("checksum", 2)]
#[case::time("applied_on", 2)]
#[tokio::test]
async fn what_a_history_holds_acts_in_no_answer(#[case] column: &str, #[case] status: i32) {
    let folder = our_first();
    let db = TestDb::empty().await;
    on(&db, &folder, &["up"]).ends_with(0);
    let text = literal(&PIECES.concat());
    db.run(&format!(
        "UPDATE refinery_schema_history SET {column} = {text}"
    ))
    .await;
    for words in [
        &["status"][..],
        &["status", "--format", "json"],
        &["up"],
        &["down", "--to", "base"],
    ] {
        let ended = on(&db, &folder, words);
        if words[0] == "status" {
            assert_eq!(
                ended.status,
                Some(status),
                "{}{}",
                ended.stdout,
                ended.stderr
            );
        }
        assert_harmless(&words.join(" "), &ended);
    }
}

/// A try that got no lock is logged with the server's message, which a migration may raise itself.
#[tokio::test]
async fn what_a_migration_raises_acts_in_no_log() {
    let folder = Folder::empty();
    let text = literal(&PIECES.concat());
    let raise = format!("RAISE EXCEPTION USING MESSAGE = {text}, ERRCODE = '55P03'");
    folder
        .write("V1__a.sql", "SELECT 1;\n")
        .write("V2__b.sql", &format!("DO $x$ BEGIN {raise}; END $x$;\n"));
    let db = TestDb::empty().await;
    for more in [&["--log", "text"][..], &["--log", "json"], &[]] {
        let words = [&["up", "--lock-timeout", "1"], more].concat();
        let ended = on(&db, &folder, &words).ends_with(2);
        assert!(ended.stderr.contains("trying again"), "{}", ended.stderr);
        assert_harmless_and_shown(&words.join(" "), &ended);
    }
}
