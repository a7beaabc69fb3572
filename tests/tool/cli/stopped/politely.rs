//! In the middle of a statement.

use nix::sys::signal::Signal;
use pgconform::migrations::Target;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::running::{Running, SIGNALS, assert_lock_is_free, assert_no_statement, second};
use crate::support::command::Pgconform;
use crate::support::moves::{assert_unchanged, history, state, to};

const SLEEP: &str = "CREATE TABLE b (id integer);\nSELECT pg_sleep(600);\n";
const SLEEPS: &str = "wait_event = 'PgSleep'";

#[rstest]
#[tokio::test]
async fn an_upgrade_rolls_back_the_step_and_says_what_stands(#[values(0, 1, 2)] which: usize) {
    let (signal, status) = SIGNALS[which];
    let folder = second(SLEEP);
    let db = TestDb::empty().await;
    let up = Running::start(&db, &folder, &["up"]).until(SLEEPS).await;
    let ended = up.stopped_by(signal).ends_with(status);
    assert_no_statement(&db).await;
    assert_lock_is_free(&db).await;
    let says = format!(
        "error: stopped by {signal}: the up of 2 second was rolled back; the database is at 1; \
         'pgconform up' continues from there\n"
    );
    assert_eq!((ended.stdout.as_str(), ended.remarks()), ("", says));
    assert_eq!(history(&db).await.len(), 1);
    assert!(db.value::<bool>("SELECT to_regclass('b') IS NULL").await);
}

#[tokio::test]
async fn a_downgrade_does_so_too() {
    let folder = second("CREATE TABLE b (id integer);\n");
    let db = TestDb::head_of(&folder.load()).await;
    folder.write(
        "V1__create_a.down.sql",
        "DROP TABLE a;\nSELECT pg_sleep(600);\n",
    );
    let down = Running::start(&db, &folder, &["down", "--to", "base", "--format", "json"]);
    let ended = down
        .until(SLEEPS)
        .await
        .stopped_by(Signal::SIGTERM)
        .ends_with(143);
    assert_lock_is_free(&db).await;
    let says = ended.json()["error"]
        .as_str()
        .map(str::to_owned)
        .unwrap_or_default();
    assert!(
        says.contains("the down of 1 create_a was rolled back"),
        "{says}"
    );
    assert!(says.contains("the database is at 1"), "{says}");
    assert_eq!(history(&db).await.len(), 1);
    assert!(
        db.value::<bool>("SELECT to_regclass('a') IS NOT NULL")
            .await
    );
}

#[rstest]
#[case::up(&["up", "--dry-run"], Target::Base)]
#[case::down(&["down", "--to", "base", "--dry-run"], Target::Head)]
#[tokio::test]
async fn a_dry_run_says_that_it_changed_nothing(#[case] words: &[&str], #[case] from: Target) {
    let folder = second("CREATE TABLE b (id integer);\n");
    let db = TestDb::at_of(&folder.load(), from).await;
    folder.write(
        "V2__second.down.sql",
        "DROP TABLE b;\nSELECT pg_sleep(600);\n",
    );
    if from == Target::Base {
        folder.write("V2__second.sql", SLEEP);
    }
    let before = state(&db).await;
    let ended = Running::start(&db, &folder, words)
        .until(SLEEPS)
        .await
        .stopped_by(Signal::SIGINT)
        .ends_with(130);
    ended.complains(&["stopped by SIGINT: it was a dry run, and changed nothing"]);
    assert_no_statement(&db).await;
    assert_lock_is_free(&db).await;
    assert_unchanged(&db, &before, "afterwards").await;
}

/// Outside a transaction what was done stands, and the step goes on after it.
#[tokio::test]
async fn a_step_outside_a_transaction_says_how_far_it_came_and_goes_on() {
    let text =
        "-- pgconform: no-transaction\nCREATE TABLE b (id integer);\nSELECT pg_sleep(600);\n";
    let folder = second(text);
    let db = TestDb::empty().await;
    let up = Running::start(&db, &folder, &["up"]).until(SLEEPS).await;
    up.stopped_by(Signal::SIGINT).ends_with(130).complains(&[
        "the up of 2 is half done, and 1 of its 2 statements are committed",
        "the database is at 1",
    ]);
    assert_lock_is_free(&db).await;
    assert!(
        db.value::<bool>("SELECT to_regclass('b') IS NOT NULL")
            .await
    );

    folder.replace("V2__second.sql", "SELECT pg_sleep(600);", "SELECT 1;");
    let command = Pgconform::new(folder.project(), &["up"]).env("DATABASE_URL", db.url().reveal());
    command.run().ends_with(0);
    assert_eq!(history(&db).await.len(), 2);
}

/// `CREATE INDEX CONCURRENTLY` leaves an index that is not valid where it is cancelled.
#[tokio::test]
async fn an_index_that_was_being_made_concurrently_is_made_by_the_next_run() {
    let folder = second("-- pgconform: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n");
    folder.write("V2__second.down.sql", "DROP INDEX i;\n");
    let migrations = folder.load();
    let db = TestDb::at_of(&migrations, to(1)).await;
    let reader = db.connect().await;
    let holds = "BEGIN; LOCK TABLE a IN ROW EXCLUSIVE MODE";
    reader
        .batch_execute(holds)
        .await
        .expect("the table is there");
    let up = Running::start(&db, &folder, &["up"]);
    let up = up
        .until("wait_event_type = 'Lock' AND query LIKE '%CONCURRENTLY%'")
        .await;
    up.stopped_by(Signal::SIGTERM)
        .ends_with(143)
        .complains(&["the up of 2 is half done, and 0 of its 1 statements are committed"]);
    assert_no_statement(&db).await;
    reader
        .batch_execute("COMMIT")
        .await
        .expect("it is in a transaction");

    let command = Pgconform::new(folder.project(), &["up"]).env("DATABASE_URL", db.url().reveal());
    command.run().ends_with(0);
    let is_valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass";
    assert!(db.value::<bool>(is_valid).await);
}
