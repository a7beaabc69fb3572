//! `status --reachable` is a readiness probe: 0 where the database answers, 1 where it does not within
//! `--wait`, 2 where waiting would not help; it needs no migrations and no history.

use std::net::TcpListener;

use pgconform::connection::{RetryFor, connect};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres};
use crate::support::pgbouncer::PgBouncer;
use crate::support::secret::encoded;

fn probe(url: &str, more: &[&str]) -> Ended {
    let words = [&["status", "--reachable", "--wait", "1"], more].concat();
    let nothing = tempfile::tempdir().expect("a temporary folder can be made");
    Pgconform::new(nothing.path(), &words)
        .env("DATABASE_URL", url)
        .run()
}

#[tokio::test]
async fn a_database_that_answers_is_ready_migrated_or_not() {
    for db in [TestDb::empty().await, TestDb::at(7).await] {
        let url = db.url().reveal();
        let ended = probe(&url, &[]).ends_with(0);
        let start = format!("reachable: {}, PostgreSQL 16.", db.url());
        assert!(ended.stdout.starts_with(&start), "{}", ended.stdout);
        let found = probe(&url, &["--format", "json"]).ends_with(0).json();
        let all = ["database", "ms", "postgres", "reachable", "reason"];
        assert_eq!(keys(&found), all);
        assert_eq!(found["reachable"], true);
    }
}

#[test]
fn nobody_at_the_port_is_not_ready() {
    let url = format!("postgresql://app:{}@127.0.0.1:1/shop", encoded());
    let ended = probe(&url, &[]).ends_with(1);
    let start = "not reachable: postgresql://app@127.0.0.1:1/shop: ";
    assert!(ended.stdout.starts_with(start), "{}", ended.stdout);
    let found = probe(&url, &["--format", "json"]).ends_with(1).json();
    assert_eq!(found["reachable"], false);
}

/// A probe that hangs is not an answer either.
#[test]
fn a_server_that_says_nothing_is_not_ready() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let url = format!("postgresql://app@127.0.0.1:{port}/shop?sslmode=disable");
    let ended = probe(&url, &[]).ends_with(1);
    assert!(
        ended.stdout.contains("no session started within 1.0 s"),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn a_server_without_room_is_not_ready() {
    let small = ["max_connections=2", "superuser_reserved_connections=0"].map(str::to_owned);
    let server = OwnServer::start_with(&postgres().await, &small, 5432, &[]).await;
    let _others = [server.client().await, server.client().await];
    let ended = probe(&server.url().reveal(), &[]).ends_with(1);
    assert!(ended.stdout.contains("(53300)"), "{}", ended.stdout);
}

#[rstest]
#[case::clients("max_client_conn = 1", "no more connections allowed (max_client_conn)")]
#[case::pool("default_pool_size = 1\nquery_wait_timeout = 1", "query_wait_timeout")]
#[tokio::test]
#[ignore = "needs PgBouncer: just test-programs"]
async fn a_pooler_without_room_is_not_ready(#[case] settings: &str, #[case] why: &str) {
    let db = TestDb::empty().await;
    let pooler = PgBouncer::with_settings(&db, "session", settings).await;
    let url = pooler.url().parse().expect("it is sound");
    let other = connect(&url, RetryFor::default()).await;
    let other = other.expect("the pooler has room for one");
    other.batch_execute("SELECT 1").await.expect("it is let in");
    let words = ["status", "--reachable", "--wait", "3"];
    let nothing = tempfile::tempdir().expect("a temporary folder can be made");
    let ended = Pgconform::new(nothing.path(), &words)
        .env("DATABASE_URL", pooler.url())
        .run()
        .ends_with(1);
    assert!(ended.stdout.contains(why), "{}", ended.stdout);
}

#[tokio::test]
async fn what_waiting_does_not_help_against_is_status_2() {
    let db = TestDb::empty().await;
    let nowhere = db.url().clone().with_database("nowhere").reveal();
    probe(&nowhere, &[]).fails_with(&["no database 'nowhere'"]);
}

#[rstest]
#[case::malformed("KESTREL", "not a PostgreSQL URL")]
#[case::empty("", "no database")]
fn without_an_address_it_is_status_2(#[case] url: &str, #[case] why: &str) {
    probe(url, &[]).fails_with(&[why]);
}

#[test]
fn help_calls_it_by_its_names() {
    let folder = Folder::empty();
    let all = Pgconform::new(folder.project(), &["--help"]).run();
    assert!(all.stdout.contains("Health check"), "{}", all.stdout);
    let own = Pgconform::new(folder.project(), &["status", "--help"]).run();
    assert!(own.stdout.contains("readiness probe"), "{}", own.stdout);
}
