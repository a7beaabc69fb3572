//! Through a pooler that mixes sessions, whoever only reads may pass and leaves nothing behind, and
//! whoever changes something is shown how to go directly.
//!
//! With a real PgBouncer, which not every machine has: the gate runs these tests, too.

use pgconform::connection::{DatabaseUrl, Event, RetryFor, connect, connect_watched};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};
use crate::support::pgbouncer::PgBouncer;

fn run(pooler: &PgBouncer, words: &[&str]) -> Ended {
    Pgconform::new(Folder::ours().project(), words)
        .env("DATABASE_URL", pooler.url())
        .run()
}

/// Twice, because the second would meet the prepared statements of the first.
#[rstest]
#[case("status")]
#[case("verify")]
#[tokio::test]
#[ignore = "needs PgBouncer: just test-programs"]
async fn reading_passes_and_leaves_no_statement_behind(#[case] command: &str) {
    let db = TestDb::head().await;
    let pooler = PgBouncer::before(&db, "transaction").await;
    for _ in 0..2 {
        run(&pooler, &[command]).ends_with(0);
    }
    let url = pooler.url().parse().expect("it is sound");
    let client = connect(&url, RetryFor::default()).await;
    let client = client.expect("the pooler is there");
    let left = "SELECT count(*) FROM pg_prepared_statements";
    let left = client
        .query_typed(left, &[])
        .await
        .expect("it can be asked");
    assert_eq!(left[0].get::<_, i64>(0), 0);
}

#[rstest]
#[case::up(&["up"])]
#[case::down(&["down", "--to", "base"])]
#[case::reset(&["reset"])]
#[case::dry_run(&["up", "--dry-run"])]
#[tokio::test]
#[ignore = "needs PgBouncer: just test-programs"]
async fn changing_is_refused_with_the_reason_and_the_fix(
    #[case] words: &[&str],
    #[values("transaction", "statement")] mode: &str,
) {
    let db = TestDb::at(3).await;
    let pooler = PgBouncer::before(&db, mode).await;
    let before = state(&db).await;
    run(&pooler, words).fails_with(&[
        "is a pooler that gives each transaction another session",
        "use the URL of the database itself, or of a pool in session mode",
    ]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
#[ignore = "needs PgBouncer: just test-programs"]
async fn a_pooler_that_keeps_sessions_is_as_good_as_the_database() {
    let db = TestDb::empty().await;
    let pooler = PgBouncer::before(&db, "session").await;
    run(&pooler, &["up"]).ends_with(0);
    run(&pooler, &["down", "--to", "3"]).ends_with(0);
    run(&pooler, &["status"]).ends_with(1);
}

#[tokio::test]
#[ignore = "needs PgBouncer: just test-programs"]
async fn a_pooler_without_room_for_another_client_is_tried_again() {
    let db = TestDb::empty().await;
    let pooler = PgBouncer::with_settings(&db, "transaction", "max_client_conn = 1").await;
    let url: DatabaseUrl = pooler.url().parse().expect("it is sound");
    let only = connect(&url, RetryFor::default()).await;
    let mut only = Some(only.expect("it has room for one"));
    let mut reasons = Vec::new();
    let client = connect_watched(&url, RetryFor::default(), |event| {
        if let Event::Failed { reason, .. } = event {
            reasons.push(reason.clone());
            // The one that is connected leaves as soon as the other was refused.
            drop(only.take());
        }
    });
    client.await.expect("there is room now");
    assert_eq!(
        reasons.first().map(String::as_str),
        Some("no more connections allowed (max_client_conn) (08P01)")
    );
}

/// A role that may have one session, or a server that is full, is not a pooler.
#[tokio::test]
async fn where_there_is_no_room_for_a_second_session_the_first_one_does() {
    let db = TestDb::empty().await;
    db.run("CREATE ROLE one LOGIN PASSWORD 'one' CONNECTION LIMIT 1; GRANT ALL ON SCHEMA public TO one").await;
    let url = db.url().clone().with_user("one").with_password("one");
    Pgconform::new(Folder::ours().project(), &["up", "--to", "1"])
        .env("DATABASE_URL", url.reveal())
        .run()
        .ends_with(0);
}
