//! A column without a field, and a field without a column, are found by the catalogue.

use std::collections::BTreeSet;

use pgconform::model::{NewSession, NewTask, NewUser, Session, Task, User};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use tokio_postgres::Row;

use super::FULL_ROWS;

/// Reads a row into its type, and writes that as JSON: one member for each field.
type Read = fn(&Row) -> Value;

fn user(row: &Row) -> Value {
    json(&User::try_from(row).expect("a user"))
}

fn session(row: &Row) -> Value {
    json(&Session::try_from(row).expect("a session"))
}

fn task(row: &Row) -> Value {
    json(&Task::try_from(row).expect("a task"))
}

#[rstest]
#[case::users("users", user)]
#[case::sessions("sessions", session)]
#[case::tasks("tasks", task)]
#[tokio::test]
async fn the_fields_of_a_row_type_are_the_columns_of_its_table(
    #[case] table: &str,
    #[case] read: Read,
) {
    let db = TestDb::head().await;
    let row = full_row(&db, table).await;
    assert_eq!(
        fields(&read(&row), |_| true),
        columns(&db, table, "true").await
    );
}

#[rstest]
#[case::users("users", json(&NewUser::default()))]
#[case::sessions("sessions", json(&new_session()))]
#[case::tasks("tasks", json(&NewTask::default()))]
#[tokio::test]
async fn a_new_row_s_fields_are_the_columns_that_the_database_does_not_keep_itself(
    #[case] table: &str,
    #[case] new: Value,
) {
    let db = TestDb::head().await;
    let supplied = "is_identity = 'NO' AND column_name NOT IN ('created_at', 'updated_at')";
    assert_eq!(fields(&new, |_| true), columns(&db, table, supplied).await);
}

#[rstest]
#[case::users("users", user, 4)]
#[case::sessions("sessions", session, 0)]
#[case::tasks("tasks", task, 1)]
#[tokio::test]
async fn a_null_in_every_nullable_column_reads_as_none(
    #[case] table: &str,
    #[case] read: Read,
    #[case] count: usize,
) {
    let db = TestDb::head().await;
    assert_eq!(
        fields(&read(&full_row(&db, table).await), Value::is_null),
        BTreeSet::new()
    );
    let nullable = columns(&db, table, "is_nullable = 'YES'").await;
    assert_eq!(nullable.len(), count, "{nullable:?}");
    for column in &nullable {
        db.run(&format!("UPDATE {table} SET {column} = NULL")).await;
    }
    let row = row(&db, table).await;
    assert_eq!(fields(&read(&row), Value::is_null), nullable);
}

async fn full_row(db: &TestDb, table: &str) -> Row {
    db.run(FULL_ROWS).await;
    row(db, table).await
}

async fn row(db: &TestDb, table: &str) -> Row {
    let select = format!("SELECT * FROM {table}");
    let row = db.client().query_one(&select, &[]).await;
    row.expect("full_rows.sql writes one row of each table")
}

/// The columns of a table, by the catalogue, of which the condition is true.
async fn columns(db: &TestDb, table: &str, condition: &str) -> BTreeSet<String> {
    let names: Vec<String> = db
        .values(&format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' AND {condition}"
        ))
        .await;
    names.into_iter().collect()
}

/// The fields whose value is as asked.
fn fields(json: &Value, wanted: fn(&Value) -> bool) -> BTreeSet<String> {
    let members = json.as_object().expect("a struct is a JSON object");
    members
        .iter()
        .filter(|(_, value)| wanted(value))
        .map(|(name, _)| name.clone())
        .collect()
}

fn json(row: &impl Serialize) -> Value {
    serde_json::to_value(row).expect("plain data")
}

fn new_session() -> NewSession {
    NewSession {
        id: String::new(),
        user_id: String::new(),
        expires_at: OffsetDateTime::UNIX_EPOCH,
    }
}
