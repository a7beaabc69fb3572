//! Who was granted nothing reads nothing, and changes nothing.

use pgconform::testing::{SqlState, TestDb, rejects};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::times::insert_smallest_rows;

const STATEMENTS: [&str; 7] = [
    "SELECT * FROM {table}",
    "SELECT id FROM {table}",
    "SELECT count(*) FROM {table}",
    "INSERT INTO {table} DEFAULT VALUES",
    "UPDATE {table} SET created_at = now()",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
];

#[rstest]
#[tokio::test]
async fn a_role_without_grants_is_refused_every_statement_on(
    #[values("users", "sessions", "tasks")] table: &str,
) {
    let db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    db.run("CREATE ROLE stranger").await;
    let stranger = db.connect_as("stranger").await;
    for statement in STATEMENTS {
        let statement = statement.replace("{table}", table);
        rejects(&stranger, &statement, SqlState::INSUFFICIENT_PRIVILEGE, "").await;
    }
}

/// What can be done to a column, a sequence or a function is granted one by one.
#[tokio::test]
async fn a_role_without_grants_has_no_privilege_on_anything_of_ours() {
    let db = TestDb::head().await;
    db.run("CREATE ROLE stranger").await;
    let objects: i64 = db.value(include_str!("our_relations.sql")).await;
    assert!(objects >= 4, "three tables and a sequence: {objects}");
    let granted: Vec<String> = db.values(include_str!("privileges_of_strangers.sql")).await;
    assert_eq!(granted, Vec::<String>::new());
}
