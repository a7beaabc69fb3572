//! The specification's table `sessions`.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{ANN, declared};

/// The smallest session there can be.
const LOGIN: &str = "INSERT INTO sessions (id, user_id, expires_at) \
    VALUES ('token_1', 'cuid_1', '2030-01-01 00:00:00+00')";

#[rstest]
#[case("id", "TEXT NOT NULL")]
#[case("user_id", "TEXT NOT NULL")]
#[tokio::test]
async fn a_column_is_declared_as_specified(#[case] column: &str, #[case] expected: &str) {
    let db = TestDb::head().await;
    assert_eq!(declared(&db, "sessions", column).await, expected);
}

#[rstest]
// TIMESTAMP in the specification. Without a zone, two servers read the same row as two moments.
#[case::expires_at("expires_at", "TIMESTAMP WITH TIME ZONE NOT NULL")]
#[case::created_at("created_at", "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()")]
// Absent from its table, though its own convention says that every table has one.
#[case::updated_at("updated_at", "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()")]
#[tokio::test]
async fn a_column_is_declared_otherwise(#[case] column: &str, #[case] expected: &str) {
    let db = TestDb::head().await;
    assert_eq!(declared(&db, "sessions", column).await, expected);
}

#[tokio::test]
async fn a_session_belongs_to_a_user_who_exists() {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
    db.rejects(
        "INSERT INTO sessions (id, user_id, expires_at) VALUES ('token_2', 'nobody', '2030-01-01 00:00:00+00')",
        SqlState::FOREIGN_KEY_VIOLATION,
        "sessions_user_id_fkey",
    )
    .await;
}

#[rstest]
#[case::id(
    "INSERT INTO sessions (user_id, expires_at) VALUES ('cuid_1', '2030-01-01 00:00:00+00')",
    "sessions.id"
)]
#[case::user_id(
    "INSERT INTO sessions (id, expires_at) VALUES ('token_1', '2030-01-01 00:00:00+00')",
    "sessions.user_id"
)]
#[case::expires_at(
    "INSERT INTO sessions (id, user_id) VALUES ('token_1', 'cuid_1')",
    "sessions.expires_at"
)]
#[tokio::test]
async fn nothing_of_a_session_has_a_default_but_its_times(#[case] sql: &str, #[case] column: &str) {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.rejects(sql, SqlState::NOT_NULL_VIOLATION, column).await;
    db.accepts(LOGIN).await;
}

#[tokio::test]
async fn two_sessions_never_share_an_id() {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
    db.rejects(LOGIN, SqlState::UNIQUE_VIOLATION, "sessions_pkey")
        .await;
}

#[tokio::test]
async fn deleting_a_user_deletes_the_sessions_of_that_user_alone() {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
    db.run("INSERT INTO users (id, email, name) VALUES ('cuid_2', 'bob@example.com', 'Bob'); \
            INSERT INTO sessions (id, user_id, expires_at) VALUES ('token_2', 'cuid_2', '2030-01-01 00:00:00+00')")
        .await;
    db.accepts("DELETE FROM users WHERE id = 'cuid_1'").await;
    let left: Vec<String> = db.values("SELECT id FROM sessions").await;
    assert_eq!(left, ["token_2"]);
}

/// The specification is silent on it; an id that was lost on the way must not become a login.
#[tokio::test]
async fn an_empty_id_is_no_session() {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    let empty = LOGIN.replace("token_1", "");
    db.rejects(&empty, SqlState::CHECK_VIOLATION, "sessions_id_not_empty")
        .await;
    db.accepts(LOGIN).await;
}

#[rstest]
#[case::a_user("users", "name = 'Ann Lee'")]
#[case::a_session("sessions", "expires_at = '2031-01-01 00:00:00+00'")]
#[tokio::test]
async fn an_update_moves_updated_at_and_holds_created_at(
    #[case] table: &str,
    #[case] change: &str,
) {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
    db.run(&format!("CREATE TABLE before AS SELECT * FROM {table}"))
        .await;
    db.accepts(&format!(
        "UPDATE {table} SET {change}, created_at = '1999-01-01 00:00:00+00'"
    ))
    .await;
    let kept: bool = db
        .value(&format!(
            "SELECT t.updated_at > b.updated_at AND t.created_at = b.created_at \
             FROM {table} t JOIN before b USING (id)"
        ))
        .await;
    assert!(kept);
}
