//! Tests may use another client, with a runtime or without.

use pgconform::testing::{SqlState, TestDb, blocking};
use pgconform::tokio_postgres::{NoTls, connect};

#[tokio::test]
async fn another_client_connects_with_the_connection_string() {
    let db = TestDb::empty().await;
    let (client, connection) = connect(&db.connection_string(), NoTls)
        .await
        .expect("it connects");
    tokio::spawn(connection);
    let name = client.query_one("SELECT current_user::text", &[]).await;
    assert_eq!(name.expect("a row").get::<_, String>(0), "postgres");
}

#[test]
fn a_test_without_a_runtime_has_the_same_verbs() {
    let mut db = blocking::TestDb::empty();
    db.run("CREATE TABLE seats (number int PRIMARY KEY)");
    db.accepts("INSERT INTO seats VALUES (1)");
    db.rejects(
        "INSERT INTO seats VALUES (1)",
        SqlState::UNIQUE_VIOLATION,
        "seats_pkey",
    );
    db.crash();
    assert_eq!(db.values::<i32>("SELECT number FROM seats"), [1]);
    db.restart();
    assert_eq!(db.value::<i64>("SELECT count(*) FROM seats"), 1);
}

#[test]
fn what_is_described_is_made_without_a_runtime_too() {
    let db = TestDb::builder().at(1).start_blocking();
    assert_eq!(db.value::<i64>("SELECT count(*) FROM users"), 0);
}
