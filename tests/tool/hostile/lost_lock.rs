//! The runners' lock is still held before each step and at its end, and whoever knows one of its keys is kept out.

use std::time::Duration;

use pgconform::migrations::{Migrations, Target};
use pgconform::runner::{self, Breach, Error, Lock, Stands};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use super::steps;
use crate::support::moves::{assert_unchanged, history, state, to, try_down, try_up, up, versions};

/// What every runner took before there was a key for each history.
const OF_ALL: &str = "x'7067636f6e66'::bigint";
/// What a runner takes after it, as the server computes it: see `src/runner/lock_key.rs`.
const OF_HISTORY: &str = r"('x' || encode(substr(sha256('pgconform\000public\000refinery_schema_history'::bytea), 1, 8), 'hex'))::bit(64)::bigint";
/// Released at the end of the transaction, after everything that a step looks at.
const AT_COMMIT: &str = "CREATE TABLE late (id integer); \
    CREATE FUNCTION release() RETURNS trigger LANGUAGE plpgsql AS \
    'BEGIN PERFORM pg_advisory_unlock_all(); RETURN NULL; END'; \
    CREATE CONSTRAINT TRIGGER release AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED \
    FOR EACH ROW EXECUTE FUNCTION release(); INSERT INTO late VALUES (1);";

fn released(error: Option<Error>) -> (String, Vec<i64>) {
    match error {
        Some(Error::Breach {
            file,
            breach: Breach::ReleasesLock,
            stands: Stands::Nothing,
            done,
        }) => (file, versions(&done)),
        other => panic!("it ended otherwise: {other:?}"),
    }
}

/// Another session that holds this key, with its backend's process id.
async fn holder(db: &TestDb, key: &str) -> (Client, i32) {
    let client = db.connect().await;
    let lock = format!("SELECT pg_backend_pid() FROM (SELECT pg_advisory_lock({key})) q");
    let row = client.query_one(&lock, &[]).await.expect("it is free");
    let pid = row.get(0);
    (client, pid)
}

async fn up_at_once(db: &mut TestDb, migrations: &Migrations) -> Result<Vec<i64>, Error> {
    let head = Some(migrations.head());
    let moved = runner::up(db.client_mut(), migrations, head, Duration::ZERO, |_| {}).await;
    moved.map(|steps| versions(&steps))
}

#[rstest]
#[case::every_lock("SELECT pg_advisory_unlock_all();")]
#[case::the_key_of_all(&format!("SELECT pg_advisory_unlock({OF_ALL});"))]
#[case::the_key_of_the_history(&format!("SELECT pg_advisory_unlock({OF_HISTORY});"))]
#[tokio::test]
async fn an_up_that_releases_the_lock_is_rolled_back(#[case] releases: &str) {
    let folder = steps();
    folder.write("V2__b.sql", &format!("CREATE TABLE b (); {releases}\n"));
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    let moved = try_up(&mut db, &migrations, Target::Head).await;
    assert_eq!(released(moved.err()), ("V2__b.sql".to_owned(), vec![1]));
    assert_eq!(history(&db).await.len(), 1);
    assert!(db.value::<bool>("SELECT to_regclass('b') IS NULL").await);
    folder.replace("V2__b.sql", releases, "");
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [2, 3]);
}

#[tokio::test]
async fn a_down_that_releases_the_lock_is_rolled_back() {
    let folder = steps();
    folder.write(
        "V2__b.down.sql",
        "DROP TABLE b; SELECT pg_advisory_unlock_all();\n",
    );
    let migrations = folder.load();
    let mut db = TestDb::at_of(&migrations, to(2)).await;
    let before = state(&db).await;
    let moved = try_down(&mut db, &migrations, Target::Base).await;
    assert_eq!(released(moved.err()), ("V2__b.down.sql".to_owned(), vec![]));
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_dry_run_says_that_a_step_releases_the_lock() {
    let folder = steps();
    folder.write("V2__b.sql", "SELECT pg_advisory_unlock_all();\n");
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    let limits = Duration::ZERO.into();
    let direction = pgconform::migrations::Direction::Up;
    let head = Some(migrations.head());
    let tried = runner::dry_run(db.client_mut(), &migrations, direction, head, limits).await;
    assert_eq!(released(tried.err()), ("V2__b.sql".to_owned(), vec![]));
}

#[tokio::test]
async fn an_up_that_would_release_the_lock_at_its_commit_is_rolled_back() {
    let folder = steps();
    folder.write("V3__c.sql", AT_COMMIT);
    let mut db = TestDb::empty().await;
    let moved = try_up(&mut db, &folder.load(), Target::Head).await;
    assert_eq!(released(moved.err()), ("V3__c.sql".to_owned(), vec![1, 2]));
    assert_eq!(history(&db).await.len(), 2);
    let is_gone = "SELECT to_regclass('late') IS NULL";
    assert!(db.value::<bool>(is_gone).await);
}

/// The same, but for the first time that it runs: what is seen before the commit is no proof of what runs at it.
fn at_second_time() -> String {
    let first = "CREATE SEQUENCE times;";
    let only = "BEGIN IF nextval(''times'') > 1 THEN PERFORM pg_advisory_unlock_all(); END IF;";
    let late = AT_COMMIT.replace("BEGIN PERFORM pg_advisory_unlock_all();", only);
    format!("{first} {late}")
}

/// Outside a transaction.
const DISCARDS: &str = "-- pgconform: no-transaction\nCREATE TABLE late ();\nDISCARD ALL;\n";

/// Its own step stands by then: the next one is not made.
#[tokio::test]
async fn nothing_more_is_done_once_the_lock_is_lost() {
    let folder = steps();
    folder.write("V1__a.sql", DISCARDS);
    let mut db = TestDb::empty().await;
    match try_up(&mut db, &folder.load(), Target::Head).await {
        Err(error @ Error::LockLost { .. }) => {
            let words = error.to_string();
            assert!(
                words.contains("another runner may be running too"),
                "{words}"
            );
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    let is_missing = "SELECT to_regclass('c') IS NULL";
    assert!(db.value::<bool>(is_missing).await);
}

#[tokio::test]
async fn a_lock_that_the_last_step_gives_up_is_reported_too() {
    let folder = steps();
    folder.write("V3__c.sql", &at_second_time());
    let mut db = TestDb::empty().await;
    match try_up(&mut db, &folder.load(), Target::Head).await {
        Err(Error::LockLost { .. }) => {}
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_eq!(history(&db).await.len(), 3);
}

/// A runner of an earlier version knows the first only, one of a later version will know the second only.
#[rstest]
#[case::of_an_earlier_version(OF_ALL)]
#[case::of_a_later_version(OF_HISTORY)]
#[tokio::test]
async fn a_runner_that_holds_one_key_keeps_others_out_and_is_named(#[case] key: &str) {
    let migrations = steps().load();
    let mut db = TestDb::empty().await;
    let (other, other_pid) = holder(&db, key).await;
    match up_at_once(&mut db, &migrations).await {
        Err(Error::Locked { holder }) => assert_eq!(holder.pid, other_pid),
        ended => panic!("it ended otherwise: {ended:?}"),
    }
    drop(other);
    // What it had taken before it gave up is free again.
    let third = db.connect().await;
    let lock = Lock::acquire(&third, Duration::from_mins(1)).await;
    let lock = lock.expect("nobody holds a key");
    lock.release(&third).await.expect("it is held");
    assert_eq!(up(&mut db, &migrations, Target::Head).await, [1, 2, 3]);
}

/// The second key is of one history: schema and name.
#[tokio::test]
async fn the_key_of_another_history_keeps_nobody_out() {
    let migrations = steps().load();
    let mut db = TestDb::empty().await;
    let other = OF_HISTORY.replace("public", "other");
    let _holder = holder(&db, &other).await;
    db.run("CREATE SCHEMA other").await;
    let moved = up_at_once(&mut db, &migrations).await;
    assert_eq!(moved.expect("its key is free"), [1, 2, 3]);

    db.run("ALTER TABLE refinery_schema_history SET SCHEMA other; SET search_path = public, other")
        .await;
    match up_at_once(&mut db, &migrations).await {
        Err(Error::Locked { .. }) => {}
        ended => panic!("it ended otherwise: {ended:?}"),
    }
}

/// The runner keeps a statement of its own in the session.
#[rstest]
#[case::in_a_transaction("DEALLOCATE ALL;")]
#[case::with_the_session("-- pgconform: no-transaction\nDEALLOCATE ALL;")]
#[tokio::test]
async fn a_step_that_deallocates_every_statement_stops_no_other(#[case] sql: &str) {
    let folder = steps();
    folder.write("V2__b.sql", &format!("{sql}\nCREATE TABLE b ();\n"));
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &migrations, Target::Head).await, [1, 2, 3]);
}
