//! Without being asked, it runs only in a database that is marked, on this machine. Everywhere else it wants
//! the database's name.

use std::net::TcpListener;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use super::{ANN, MARK, run};
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};
use crate::support::own_server::{OwnServer, postgres};

const WAYS: [&[&str]; 2] = [&["reset"], &["reset", "--fresh"]];

#[rstest]
#[tokio::test]
async fn a_marked_database_behind_a_socket_is_reset_unasked(#[values(0, 1)] way: usize) {
    let db = TestDb::head().await;
    db.run(&format!("{ANN}; {MARK}")).await;
    run(&db, &Folder::ours(), WAYS[way]).ends_with(0);
    assert_eq!(db.value::<i64>("SELECT count(*) FROM users").await, 0);
    let comment =
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'postgres'";
    let comment = db.value::<String>(comment).await;
    assert_eq!(
        comment, "pgconform development database",
        "it is asked the next time"
    );
}

/// The wrong URL: whatever is there, with tables of its own or like ours, is somebody else's.
#[rstest]
#[case::no_comment("SELECT 1")]
#[case::another_comment("COMMENT ON DATABASE postgres IS 'the shop'")]
#[case::nearly_the_comment("COMMENT ON DATABASE postgres IS 'pgconform development database.'")]
#[case::another_databases_comment(
    "CREATE DATABASE dev; COMMENT ON DATABASE dev IS 'pgconform development database'"
)]
#[case::the_schemas_comment("COMMENT ON SCHEMA public IS 'pgconform development database'")]
#[tokio::test]
async fn one_that_is_not_marked_is_not(#[case] comment: &str) {
    let db = TestDb::head().await;
    db.run(ANN).await;
    db.run("CREATE TABLE orders AS SELECT i FROM generate_series(1, 3) i")
        .await;
    for statement in comment.split("; ") {
        db.run(statement).await;
    }
    let before = state(&db).await;
    for words in WAYS {
        run(&db, &Folder::ours(), words).fails_with(&[
            "is not marked as a development database on this machine",
            "pass --force=postgres",
            "4 rows in 4 tables",
            "3  orders",
            "1  users",
        ]);
        assert_unchanged(&db, &before, "refused").await;
    }
    run(
        &db,
        &Folder::ours(),
        &["reset", "--fresh", "--force=postgres"],
    )
    .ends_with(0);
    assert_eq!(
        db.value::<Option<String>>("SELECT to_regclass('orders')::text")
            .await,
        None
    );
}

#[rstest]
#[case::another_databases("template1")]
#[case::in_capitals("POSTGRES")]
#[case::a_part("postgre")]
#[tokio::test]
async fn a_name_that_is_not_the_databases_changes_nothing(#[case] name: &str) {
    let db = TestDb::head().await;
    // Even where nobody would have asked: who gives a name means that one.
    db.run(&format!("{ANN}; {MARK}")).await;
    let before = state(&db).await;
    for words in WAYS {
        let force = format!("--force={name}");
        let words = [words, &[&force]].concat();
        let says = format!("the database is 'postgres', not '{name}'");
        run(&db, &Folder::ours(), &words).fails_with(&[&says, "nothing was changed"]);
        assert_unchanged(&db, &before, name).await;
    }
}

#[rstest]
#[case::at_the_end(&["reset", "--force"])]
#[case::before_another_option(&["reset", "--force", "--fresh"])]
#[case::empty(&["reset", "--force="])]
#[tokio::test]
async fn force_alone_is_no_answer(#[case] words: &[&str]) {
    let db = TestDb::head().await;
    db.run(&format!("{ANN}; {MARK}")).await;
    let before = state(&db).await;
    run(&db, &Folder::ours(), words).fails_with(&["--force=postgres"]);
    assert_unchanged(&db, &before, "refused").await;
}

/// A server that listens on a loopback address, which is all that one sees of the far end of a tunnel.
struct Tunnel {
    server: OwnServer,
    port: u16,
}

impl Tunnel {
    async fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = port.expect("a port is free").port();
        let settings = ["listen_addresses=127.0.0.1".to_owned()];
        let server = OwnServer::start_with(&postgres().await, &settings, port, &[]).await;
        let tunnel = Self { server, port };
        let table = "CREATE TABLE orders AS SELECT 1 AS id";
        tunnel
            .client()
            .await
            .batch_execute(table)
            .await
            .expect("it is new");
        tunnel
    }

    async fn client(&self) -> Client {
        self.server.client().await
    }

    fn reset(&self, host: &str) -> Ended {
        let url = format!("{host} port={} user=postgres dbname=postgres", self.port);
        Pgconform::new(Folder::ours().project(), &["reset", "--fresh"])
            .env("DATABASE_URL", url)
            .run()
    }

    async fn orders(&self) -> i64 {
        let count = "SELECT count(*) FROM pg_class WHERE relname = 'orders'";
        let row = self.client().await.query_one(count, &[]).await;
        row.expect("it answers").get(0)
    }
}

#[tokio::test]
async fn an_address_of_this_machine_alone_proves_nothing() {
    let tunnel = Tunnel::new().await;
    for host in ["host=127.0.0.1", "host=localhost"] {
        tunnel
            .reset(host)
            .fails_with(&["--force=postgres", "1  orders"]);
        assert_eq!(tunnel.orders().await, 1, "{host}");
    }
    tunnel
        .client()
        .await
        .batch_execute(MARK)
        .await
        .expect("it is a superuser's");
    tunnel.reset("host=127.0.0.1").ends_with(0);
    assert_eq!(tunnel.orders().await, 0);
}

/// A copy of a development database that was put on a server bears its mark too.
#[tokio::test]
async fn nor_does_the_mark_on_another_machine() {
    let tunnel = Tunnel::new().await;
    tunnel
        .client()
        .await
        .batch_execute(MARK)
        .await
        .expect("it is a superuser's");
    let host = "host=db.example.org hostaddr=127.0.0.1";
    tunnel
        .reset(host)
        .fails_with(&["db.example.org", "--force=postgres"]);
    assert_eq!(tunnel.orders().await, 1);
}

#[tokio::test]
async fn of_many_tables_those_with_the_most_rows_and_a_total_are_shown() {
    let db = TestDb::empty().await;
    db.run(
        "DO $$ BEGIN FOR i IN 1..12 LOOP
             EXECUTE format('CREATE TABLE t%s AS SELECT n FROM generate_series(1, %s) n', i, i * 100);
         END LOOP; END $$;
         CREATE TABLE parts (n integer) PARTITION BY LIST (n);
         CREATE TABLE part PARTITION OF parts DEFAULT;
         INSERT INTO parts SELECT * FROM generate_series(1, 5000)",
    )
    .await;
    let ended = run(&db, &Folder::ours(), &["reset", "--fresh"]).fails_with(&["--force=postgres"]);
    let remarks = ended.remarks();
    let lines: Vec<&str> = remarks.lines().map(str::trim).collect();
    assert!(
        lines[0].ends_with("holds: 12800 rows in 13 tables"),
        "{}",
        ended.stderr
    );
    assert_eq!(&lines[1..3], ["5000  parts", "1200  t12"]);
    assert_eq!(&lines[10..12], ["400  t4", "600  in 3 more"]);
}
