//! A copy of a server holds all that the server held, and is a server of its own.

use pgconform::connection::{RetryFor, connect};
use pgconform::postgres::Server;
use pgconform::testing::Pool;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

const FILLED: &str = "
    CREATE TABLE notes (id bigserial PRIMARY KEY, text text);
    INSERT INTO notes (text) SELECT 'note ' || n FROM generate_series(1, 1000) n;
    DELETE FROM notes WHERE id > 900";

async fn session(server: &Server) -> Client {
    let session = connect(server.url(), RetryFor::default()).await;
    session.expect("the server answers")
}

/// How many notes there are, and the number that the next one gets.
async fn notes(session: &Client) -> (i64, i64) {
    let next = "SELECT (SELECT count(*) FROM notes), nextval('notes_id_seq')";
    let row = session.query_one(next, &[]).await;
    let row = row.expect("the notes are there");
    (row.get(0), row.get(1))
}

#[rstest]
#[case::beside_a_running_server("", true)]
#[case::what_a_crash_would_empty("; ALTER TABLE notes SET UNLOGGED", false)]
#[case::what_stands_in_another_database("; CREATE DATABASE other TEMPLATE template1", false)]
#[tokio::test]
async fn a_copy_holds_what_the_server_held(#[case] more: &str, #[case] runs_on: bool) {
    let source = Pool::of_process().source().await;
    if !Server::can_be_copied(&source) {
        return;
    }
    let mut server = Server::blank(&source).await.expect("it starts");
    let first = session(&server).await;
    for statement in FILLED.split(';').chain(more.split(';')) {
        let run = first.batch_execute(statement).await;
        run.expect("the server takes it");
    }
    let copy = server.copy(&first).await.expect("it can be copied");
    assert_eq!(first.batch_execute("").await.is_ok(), runs_on);
    let (here, there) = (session(&server).await, session(&copy).await);
    assert_eq!(notes(&there).await, (900, 1001));
    there
        .batch_execute("INSERT INTO notes (text) VALUES ('only there')")
        .await
        .expect("it takes rows");
    assert_eq!(notes(&here).await, (900, 1001), "the copy is another one");
}
