//! A statement that breaks a rule fails at once, inside a transaction too, and not at its COMMIT.

use pgconform::testing::{SqlState, TestDb};
use rstest::rstest;

use crate::support::row::{OTHER_USER, SESSION, TASK};
use crate::support::times::insert_smallest_rows;

#[rstest]
#[case::a_session_of_nobody(
    SESSION.insert_with("id", "'s2'").replace("'u1'", "'nobody'"),
    SqlState::FOREIGN_KEY_VIOLATION,
    "sessions_user_id_fkey"
)]
#[case::a_task_of_nobody(
    TASK.insert_with("user_id", "'nobody'"),
    SqlState::FOREIGN_KEY_VIOLATION,
    "tasks_user_id_fkey"
)]
#[case::another_id_of_a_user_who_has_sessions(
    "UPDATE users SET id = 'u9'".to_owned(),
    SqlState::FOREIGN_KEY_VIOLATION,
    "sessions_user_id_fkey"
)]
#[case::a_user_id_that_is_taken(
    OTHER_USER.insert_with("id", "'u1'"),
    SqlState::UNIQUE_VIOLATION,
    "users_pkey"
)]
#[case::an_address_that_is_taken(
    OTHER_USER.insert_with("email", "'ann@example.com'"),
    SqlState::UNIQUE_VIOLATION,
    "idx_users_email"
)]
#[case::an_id_at_clerk_that_is_taken(
    OTHER_USER.insert_with("clerk_id", "'c1'"),
    SqlState::UNIQUE_VIOLATION,
    "idx_users_clerk_id"
)]
#[case::a_session_id_that_is_taken(
    SESSION.insert(),
    SqlState::UNIQUE_VIOLATION,
    "sessions_pkey"
)]
#[case::a_task_id_that_is_taken(
    "INSERT INTO tasks OVERRIDING SYSTEM VALUE TABLE tasks".to_owned(),
    SqlState::UNIQUE_VIOLATION,
    "tasks_pkey"
)]
#[tokio::test]
async fn a_transaction_cannot_put_off(
    #[case] statement: String,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    db.run("UPDATE users SET clerk_id = 'c1'").await;
    db.run("BEGIN; SET CONSTRAINTS ALL DEFERRED").await;
    db.rejects(&statement, state, rule).await;
}
