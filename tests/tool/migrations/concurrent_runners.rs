//! One runner at a time on one database: of many started at once one does the work, and whoever
//! cannot wait learns who is at it.

use std::time::Duration;

use futures_util::future::join_all;
use pgconform::migrations::{Migrations, Target, Version};
use pgconform::runner::{self, Error, Lock, Step};
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use crate::support::folder::Folder;
use crate::support::moves::{LOCK_WAIT, assert_unchanged, history, state};

/// Longer than any of these tests may take.
const LONG: Duration = Duration::from_mins(1);

async fn run(mut client: Client, migrations: &Migrations, to: Option<Version>) -> Vec<Step> {
    let moved = match to {
        Some(version) => runner::up(&mut client, migrations, Some(version), LONG, |_| {}).await,
        None => runner::down(&mut client, migrations, None, LONG, |_| {}).await,
    };
    moved.unwrap_or_else(|error| panic!("a runner failed: {error}"))
}

/// How many steps each of `count` runners made that were started at once, the fewest first.
async fn steps_of(
    db: &TestDb,
    count: usize,
    migrations: &Migrations,
    to: Option<Version>,
) -> Vec<usize> {
    let clients = join_all((0..count).map(|_| db.connect())).await;
    let runs = clients
        .into_iter()
        .map(|client| run(client, migrations, to));
    let mut steps: Vec<usize> = join_all(runs).await.iter().map(Vec::len).collect();
    steps.sort_unstable();
    steps
}

#[rstest]
#[case(2)]
#[case(16)]
#[tokio::test]
async fn of_runners_started_at_once_exactly_one_moves_the_database(#[case] count: usize) {
    let migrations = migrations();
    let all = migrations.all().len();
    let mut one_works = vec![0; count];
    one_works[count - 1] = all;

    let db = TestDb::empty().await;
    let head = Some(migrations.head());
    assert_eq!(steps_of(&db, count, &migrations, head).await, one_works);
    assert_eq!(history(&db).await.len(), all);
    assert_eq!(db.catalog().await, TestDb::head().await.catalog().await);

    assert_eq!(steps_of(&db, count, &migrations, None).await, one_works);
    assert_eq!(history(&db).await, [""; 0]);
}

/// A runner that waited inside `pg_advisory_lock` would hold the snapshot for which the index waits.
#[tokio::test]
async fn a_waiting_runner_does_not_hold_up_an_index_that_is_made_concurrently() {
    let migrations = Folder::of("concurrently").load();
    let db = TestDb::empty().await;
    let head = Some(migrations.head());
    let runs = steps_of(&db, 3, &migrations, head);
    let steps = tokio::time::timeout(LONG, runs).await;
    assert_eq!(steps.expect("the runners block each other"), [0, 0, 3]);
}

/// A session that holds the runners' lock, and its process id on the server.
async fn holder(db: &TestDb) -> (Client, Lock, i32) {
    let client = db.connect().await;
    let setting = "SET application_name = 'nightly deploy'";
    client
        .batch_execute(setting)
        .await
        .expect("any name is allowed");
    let lock = Lock::acquire(&client, LOCK_WAIT).await.expect("it is free");
    let row = client.query_one("SELECT pg_backend_pid()", &[]).await;
    let pid = row.expect("the session stands").get(0);
    (client, lock, pid)
}

#[tokio::test]
async fn a_lock_that_is_not_let_go_is_reported_with_who_holds_it() {
    let mut db = TestDb::at(3).await;
    let (_client, _lock, holder_pid) = holder(&db).await;
    let before = state(&db).await;
    let migrations = migrations();
    let head = migrations.resolve(Target::Head).expect("it has one");
    let client = db.client_mut();
    let up = runner::up(client, &migrations, head, Duration::ZERO, |_| {}).await;
    let down = runner::down(client, &migrations, None, Duration::ZERO, |_| {}).await;
    for moved in [up, down] {
        match moved {
            Err(Error::Locked { holder }) => {
                assert_eq!(holder.pid, holder_pid);
                assert_eq!(holder.application, "nightly deploy");
                assert!(holder.since.starts_with("20"), "{}", holder.since);
            }
            other => panic!("it ended otherwise: {other:?}"),
        }
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_runner_waits_as_long_as_it_may_and_no_longer() {
    let mut db = TestDb::at(3).await;
    let (_client, _lock, _) = holder(&db).await;
    let limit = Duration::from_millis(300);
    // The server's clock: the test's own machine may be another one.
    let now = "SELECT extract(epoch FROM clock_timestamp())::float8";
    let began: f64 = db.value(now).await;
    let client = db.client_mut();
    let migrations = migrations();
    let waiting = runner::down(client, &migrations, None, limit, |_| {});
    let moved = tokio::time::timeout(LONG, waiting).await;
    let moved = moved.expect("the limit was not kept");
    assert!(matches!(moved, Err(Error::Locked { .. })), "{moved:?}");
    let waited = db.value::<f64>(now).await - began;
    assert!(waited >= limit.as_secs_f64(), "only {waited} s");
}

#[tokio::test]
async fn a_runner_that_waits_goes_on_when_the_lock_is_let_go() {
    let mut db = TestDb::at(3).await;
    let (client, lock, _) = holder(&db).await;
    let watcher = db.connect().await;
    let migrations = migrations();
    let waiting = runner::down(db.client_mut(), &migrations, None, LONG, |_| {});
    let release = async {
        // Only once the runner was refused the lock does letting it go show anything.
        let tried = "SELECT count(*) FROM pg_stat_activity \
                      WHERE query LIKE 'SELECT pg_catalog.pg_try_advisory_lock%' AND application_name = 'pgconform'";
        loop {
            let row = watcher.query_one(tried, &[]).await.expect("it may look");
            if row.get::<_, i64>(0) > 0 {
                break;
            }
        }
        lock.release(&client).await.expect("it is held");
    };
    let both = async { tokio::join!(waiting, release) };
    let both = tokio::time::timeout(LONG, both).await;
    let (steps, ()) = both.expect("the runner never waited");
    assert_eq!(steps.expect("the lock was free in the end").len(), 3);
}

#[tokio::test]
async fn the_lock_is_free_again_after_a_move_that_failed() {
    let mut db = TestDb::empty().await;
    let migrations = Folder::of("syntax_error_in_an_up").load();
    let head = Some(migrations.head());
    let moved = runner::up(db.client_mut(), &migrations, head, LONG, |_| {}).await;
    assert!(matches!(moved, Err(Error::Sql { .. })), "{moved:?}");
    let other = db.connect().await;
    Lock::acquire(&other, Duration::ZERO)
        .await
        .expect("it is let go")
        .release(&other)
        .await
        .expect("it is held");
}
