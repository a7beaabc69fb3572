//! While it waits: for a lock on a table, for its next try, for another runner, for a server.

use std::net::TcpListener;
use std::process::Stdio;

use nix::sys::signal::Signal;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::running::{
    Running, SIGNALS, assert_lock_is_free, assert_no_statement, other_runner, reader_of_a, second,
    up_behind_a_reader,
};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state, to};

const CHANGE: &str = "ALTER TABLE a ADD n integer;\n";

#[rstest]
#[case::in_a_transaction(CHANGE)]
#[case::outside_of_one("-- pgconform: no-transaction\nALTER TABLE a ADD n integer;\n")]
#[tokio::test]
async fn a_step_that_waits_for_a_table_lock_leaves_the_queue(#[case] step: &str) {
    let folder = second(step);
    let db = TestDb::at_of(&folder.load(), to(1)).await;
    let before = state(&db).await;
    let (up, holder) = up_behind_a_reader(&db, &folder).await;
    up.stopped_by(Signal::SIGTERM)
        .ends_with(143)
        .complains(&["the up of 2 second was rolled back; the database is at 1"]);
    assert_no_statement(&db).await;
    assert_lock_is_free(&db).await;
    // It would wait behind the step for ever, were that still in the queue.
    let reader = db.connect().await;
    let read = "SET lock_timeout = '1s'; SELECT count(*) FROM a";
    reader
        .batch_execute(read)
        .await
        .expect("nobody is in its way");
    let released = holder.batch_execute("COMMIT").await;
    released.expect("it is in a transaction");
    assert_unchanged(&db, &before, "afterwards").await;
}

/// Between two tries it has no statement that could be cancelled.
#[tokio::test]
async fn a_step_that_pauses_before_its_next_try_makes_none() {
    let folder = second(CHANGE);
    let db = TestDb::at_of(&folder.load(), to(1)).await;
    let holder = reader_of_a(&db).await;
    // A tenth of the time-out is the shortest pause: it pauses for seconds.
    let up = Running::start(&db, &folder, &["up", "--lock-timeout", "3"]);
    let pauses = "state = 'idle' AND query LIKE '%ROLLBACK%'";
    let up = up.until(pauses).await;
    let released = holder.batch_execute("COMMIT").await;
    released.expect("it is in a transaction");
    up.stopped_by(Signal::SIGINT)
        .ends_with(130)
        .complains(&["the database is at 1"]);
    assert_lock_is_free(&db).await;
    let tried =
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'n'";
    assert_eq!(db.value::<i64>(tried).await, 0, "it tried again");
}

#[rstest]
#[case::up(&["up"])]
#[case::down(&["down", "--to", "base"])]
#[case::dry_run(&["up", "--dry-run"])]
#[tokio::test]
async fn a_runner_that_waits_for_another_changes_nothing(#[case] words: &[&str]) {
    let folder = second(CHANGE);
    let db = TestDb::at_of(&folder.load(), to(1)).await;
    let before = state(&db).await;
    let (client, lock) = other_runner(&db).await;
    let waits = "state = 'idle' AND query LIKE '%pg_try_advisory_lock%'";
    let waiting = Running::start(&db, &folder, words).until(waits).await;
    waiting
        .stopped_by(Signal::SIGHUP)
        .ends_with(129)
        .complains(&["stopped by SIGHUP", "changed nothing"]);
    // It didn't let go of what it never had.
    lock.release(&client).await.expect("it is still held");
    assert_unchanged(&db, &before, "afterwards").await;
}

/// A listener that never answers is a server that is starting.
#[rstest]
#[case::up(&["up"])]
#[case::down(&["down", "--to", "base"])]
#[case::reset(&["reset"])]
fn a_command_that_is_still_connecting_ends(#[case] words: &[&str]) {
    let folder = second(CHANGE);
    for (signal, status) in SIGNALS {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = silent.local_addr().expect("it has one").port();
        let url = format!("postgresql://app@127.0.0.1:{port}/shop");
        let child = Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", url)
            .start();
        let _arrived = silent.accept().expect("it connects");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(child.id().cast_signed()), signal)
            .expect("it runs");
        let output = child.wait_with_output().expect("it was started");
        Ended::new(format!("{words:?} by {signal}"), &output)
            .ends_with(status)
            .complains(&["it was not connected, and changed nothing"]);
    }
}

/// Whoever uses nohup means it.
#[tokio::test]
async fn a_signal_that_was_ignored_from_the_start_stays_ignored() {
    let folder = Folder::empty();
    let gate = "SELECT pg_advisory_xact_lock(1)";
    folder.write("V1__wait.sql", gate);
    let db = TestDb::empty().await;
    db.run("SELECT pg_advisory_lock(1)").await;
    let line = "trap '' HUP; exec pgconform up";
    let child = Pgconform::shell(folder.project(), line)
        .env("DATABASE_URL", db.url().reveal())
        .env("PGAPPNAME", "runner_to_stop")
        .stdout(Stdio::piped())
        .start();
    let running = Running::of(child, &db)
        .until("wait_event = 'advisory'")
        .await;
    running.signal(Signal::SIGHUP);
    db.run("SELECT pg_advisory_unlock(1)").await;
    running.ends().ends_with(0);
}
