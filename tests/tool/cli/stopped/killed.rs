//! Where nobody is left to cancel anything: the server notices that its client is gone.

use nix::sys::signal::Signal;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::running::{Running, assert_lock_is_free, its_sessions_end, second, up_behind_a_reader};
use crate::support::folder::Folder;
use crate::support::moves::{history, to};

const SLEEPS: &str = "wait_event = 'PgSleep'";
const INTERVAL: &str = "SELECT current_setting('client_connection_check_interval')";

/// The second statement is one that a step after another runs: the session was set back before it.
#[rstest]
#[case::in_a_transaction("SELECT pg_sleep(600);\n")]
#[case::outside_of_one("-- pgconform: no-transaction\nSELECT 1;\nSELECT pg_sleep(600);\n")]
#[tokio::test]
async fn the_statement_of_a_killed_runner_ends(#[case] step: &str) {
    let folder = second(step);
    let db = TestDb::empty().await;
    let up = Running::start(&db, &folder, &["up"]).until(SLEEPS).await;
    let ended = up.stopped_by(Signal::SIGKILL);
    assert_eq!(ended.status, None, "it ended by itself");
    its_sessions_end(&db).await;
    assert_lock_is_free(&db).await;
    assert_eq!(history(&db).await.len(), 1);
}

#[tokio::test]
async fn a_killed_runner_leaves_the_queue_for_a_table_lock() {
    let folder = second("ALTER TABLE a ADD n integer;\n");
    let db = TestDb::at_of(&folder.load(), to(1)).await;
    let (up, _holder) = up_behind_a_reader(&db, &folder).await;
    up.stopped_by(Signal::SIGKILL);
    its_sessions_end(&db).await;
}

/// The first has all the time it needs to be cancelled; the second doesn't wait for that.
#[tokio::test]
async fn a_second_signal_ends_the_command_at_once() {
    // Its cleanup takes for ever: it catches what would cancel it.
    let stubborn = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(600); \
        EXCEPTION WHEN query_canceled THEN PERFORM set_config('application_name', 'stubborn', false); \
        END; END LOOP; END $$;\n";
    let folder = second(stubborn);
    let db = TestDb::empty().await;
    let up = Running::start(&db, &folder, &["up"]).until(SLEEPS).await;
    up.signal(Signal::SIGINT);
    let up = up.until_named("stubborn", "true").await;
    up.stopped_by(Signal::SIGTERM).ends_with(143);
    let left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stubborn'";
    crate::support::process::eventually("its session ends", async || {
        db.value::<i64>(left).await == 0
    })
    .await;
}

#[tokio::test]
async fn each_step_has_the_setting_and_the_session_is_given_back_without_it() {
    let folder = second("CREATE TABLE b AS SELECT 1 AS id;\n");
    for name in ["V1__create_a.sql", "V2__second.sql"] {
        let text = std::fs::read_to_string(folder.file(name)).expect("it was written");
        let note = "CREATE TABLE IF NOT EXISTS noted (v text);\nINSERT INTO noted SELECT \
             current_setting('client_connection_check_interval');\nSET client_connection_check_interval = 0;\n";
        folder.write(name, &format!("{text}{note}"));
    }
    let mut db = TestDb::empty().await;
    crate::support::moves::up(&mut db, &folder.load(), to(2)).await;
    let noted: Vec<String> = db.values("SELECT v FROM noted").await;
    assert_eq!(noted, ["500ms", "500ms"]);
    assert_eq!(db.value::<String>(INTERVAL).await, "0");
}

/// Whoever operates the server may know better.
#[tokio::test]
async fn a_value_that_someone_chose_is_kept() {
    let folder = Folder::empty();
    folder.write(
        "V1__note.sql",
        "CREATE TABLE noted AS SELECT current_setting('client_connection_check_interval') v;\n",
    );
    let db = TestDb::empty().await;
    db.run("ALTER DATABASE postgres SET client_connection_check_interval = '7s'")
        .await;
    let running = Running::start(&db, &folder, &["up"]);
    running.ends().ends_with(0);
    assert_eq!(db.value::<String>("SELECT v FROM noted").await, "7s");
}
