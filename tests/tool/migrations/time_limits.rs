//! A move waits no longer than it may, tries again where that can help, and leaves no limit behind.

use std::cell::RefCell;
use std::time::Duration;

use pgconform::migrations::Migrations;
use pgconform::runner::{self, Error, Limits};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{LOCK_WAIT, assert_unchanged, state, up, versions};
use crate::support::process::eventually;

const SHORT: Duration = Duration::from_millis(50);
/// Enough for a wait of this length to be seen while it lasts.
const LONG: Duration = Duration::from_millis(200);

/// A table and a change to it.
fn change_of_a(change: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", "CREATE TABLE a (id integer);\n")
        .write("V1__a.down.sql", "DROP TABLE a;\n")
        .write("V2__change.sql", change)
        .write("V2__change.down.sql", "ALTER TABLE a DROP n;\n");
    folder
}

/// At the first version, and somebody who keeps its table to himself.
async fn busy(migrations: &Migrations) -> (TestDb, tokio_postgres::Client) {
    let mut db = TestDb::empty().await;
    up(&mut db, migrations, crate::support::moves::to(1)).await;
    let holder = db.connect().await;
    let lock = "BEGIN; LOCK TABLE a IN ACCESS SHARE MODE";
    holder
        .batch_execute(lock)
        .await
        .expect("nobody else has it");
    (db, holder)
}

async fn limited(
    db: &mut TestDb,
    migrations: &Migrations,
    limits: Limits,
) -> Result<Vec<i64>, Error> {
    let head = Some(migrations.head());
    let moved = runner::up(db.client_mut(), migrations, head, limits, |_| {}).await;
    moved.map(|steps| versions(&steps))
}

/// Waits until a session waits for a lock in a statement that began at another time than this one, and returns when
/// it began.
async fn next_wait(watcher: &tokio_postgres::Client, before: Option<String>) -> String {
    let waits = "SELECT query_start::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'relation' \
         AND query_start::text IS DISTINCT FROM $1";
    let began = RefCell::new(None);
    eventually("a statement waits for a lock", async || {
        let rows = watcher.query(waits, &[&before]).await;
        let rows = rows.expect("the watcher is alive");
        *began.borrow_mut() = rows.first().map(|row| row.get(0));
        began.borrow().is_some()
    })
    .await;
    began.take().expect("it was seen")
}

fn lock(limit: Duration) -> Limits {
    Limits {
        runner: LOCK_WAIT,
        lock: Some(limit),
        statement: None,
        movement: None,
    }
}

#[rstest]
#[case::in_a_transaction("ALTER TABLE a ADD n integer;\n")]
#[case::outside_of_one("-- pgconform: no-transaction\nSELECT 1;\nALTER TABLE a ADD n integer;\n")]
#[tokio::test]
async fn a_step_that_gets_no_lock_is_made_as_soon_as_it_gets_one(#[case] change: &str) {
    let migrations = change_of_a(change).load();
    let (mut db, holder) = busy(&migrations).await;
    let watcher = db.connect().await;
    let release = async {
        let first = next_wait(&watcher, None).await;
        next_wait(&watcher, Some(first)).await;
        holder.batch_execute("COMMIT").await
    };
    let (moved, released) = tokio::join!(limited(&mut db, &migrations, lock(LONG)), release);
    released.expect("the holder is alive");
    assert_eq!(moved.expect("the lock is free in time"), [2]);
    assert!(
        db.catalog()
            .await
            .objects
            .keys()
            .any(|it| it.name == "public.a.n")
    );
}

#[tokio::test]
async fn one_that_never_gets_it_gives_up_says_so_and_changes_nothing() {
    let migrations = change_of_a("ALTER TABLE a ADD n integer;\n").load();
    let (mut db, _holder) = busy(&migrations).await;
    let before = state(&db).await;
    match limited(&mut db, &migrations, lock(SHORT)).await {
        Err(Error::Sql { failed, .. }) => {
            assert_eq!(failed.sqlstate.as_deref(), Some("55P03"));
            let hint = failed.hint.unwrap_or_default();
            assert!(hint.contains("tried 5 times, 0.05 s each time"), "{hint}");
            assert!(hint.contains("--lock-timeout"), "{hint}");
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn whoever_comes_after_a_waiting_step_waits_no_longer_than_one_try() {
    let migrations = change_of_a("ALTER TABLE a ADD n integer;\n").load();
    let (mut db, holder) = busy(&migrations).await;
    let (reader, watcher) = (db.connect().await, db.connect().await);
    let read = async {
        next_wait(&watcher, None).await;
        // It stands behind the step, which stands behind the holder, who goes on for ever.
        let read = reader.query_one("SELECT count(*) FROM a", &[]).await;
        holder
            .batch_execute("COMMIT")
            .await
            .expect("the holder is alive");
        read
    };
    let (moved, read) = tokio::join!(limited(&mut db, &migrations, lock(LONG)), read);
    read.expect("it is let through between two tries");
    assert_eq!(moved.expect("the lock is free then"), [2]);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_and_not_tried_again() {
    let migrations = change_of_a("ALTER TABLE a ADD n integer;\nSELECT pg_sleep(600);\n").load();
    let mut db = TestDb::empty().await;
    up(&mut db, &migrations, crate::support::moves::to(1)).await;
    let before = state(&db).await;
    let limits = Limits {
        statement: Some(SHORT),
        ..Limits::from(LOCK_WAIT)
    };
    match limited(&mut db, &migrations, limits).await {
        Err(Error::Sql { failed, .. }) => {
            assert_eq!(failed.sqlstate.as_deref(), Some("57014"));
            assert_eq!(failed.hint, None, "it was tried again");
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

/// A migration may know better; the next one has the limits again, and the session has its own.
#[tokio::test]
async fn a_limit_that_a_migration_sets_holds_for_it_alone() {
    let folder =
        change_of_a("CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS limit;\n");
    folder.write(
        "V1__a.sql",
        "SET lock_timeout = '1h';\nCREATE TABLE a (id integer);\n",
    );
    let mut db = TestDb::empty().await;
    let moved = limited(&mut db, &folder.load(), lock(SHORT)).await;
    assert_eq!(moved.expect("nobody else is there"), [1, 2]);
    assert_eq!(
        db.value::<String>("SELECT \"limit\" FROM seen").await,
        "50ms"
    );
    let after = "SELECT current_setting('lock_timeout')";
    assert_eq!(db.value::<String>(after).await, "0");
}
