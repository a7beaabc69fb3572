//! A rule that comes later holds for the rows that were there before: a step that adds it to a table with a row that
//! breaks it fails, and changes nothing.

use pgconform::migrations::Version;
use pgconform::testing::{SqlState, TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::moves::{history, to, try_up};

const USER: &str = "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')";

#[rstest]
#[case::a_bad_address(
    6,
    "UPDATE users SET email = 'ann@example'",
    "UPDATE users SET email = 'ann@example.com'",
    SqlState::CHECK_VIOLATION,
    ["users", "users_email_format"]
)]
#[case::an_empty_session_id(
    11,
    "INSERT INTO sessions (id, user_id, expires_at) VALUES ('', 'u1', now())",
    "UPDATE sessions SET id = 's1'",
    SqlState::CHECK_VIOLATION,
    ["sessions", "sessions_id_not_empty"]
)]
#[case::an_address_in_two_spellings(
    13,
    "INSERT INTO users (id, email, name) VALUES ('u2', 'ANN@example.com', 'Ann')",
    "UPDATE users SET email = 'bob@example.com' WHERE id = 'u2'",
    SqlState::UNIQUE_VIOLATION,
    ["users", "idx_users_lower_email"]
)]
#[tokio::test]
async fn a_row_that_breaks_the_rule_stops_the_step(
    #[case] version: i64,
    #[case] bad: &str,
    #[case] fixed: &str,
    #[case] state: SqlState,
    #[case] rule: [&str; 2],
) {
    let mut db = TestDb::at(version - 1).await;
    db.accepts(USER).await;
    db.accepts(bad).await;
    let before = history(&db).await;
    let refusal = refusal(&db, version).await;
    assert_eq!(refusal, (state, rule.map(str::to_owned)));
    let stopped = try_up(&mut db, &migrations(), to(version)).await;
    stopped.expect_err("a row breaks the rule");
    assert_eq!(history(&db).await, before);

    db.accepts(fixed).await;
    let moved = try_up(&mut db, &migrations(), to(version)).await;
    moved.expect("no row breaks the rule any more");
}

/// SQLSTATE, table and constraint of the error that an up ends with.
async fn refusal(db: &TestDb, version: i64) -> (SqlState, [String; 2]) {
    let migrations = migrations();
    let migration = migrations.get(Version(version)).expect("it is ours");
    let sql = format!("BEGIN; {}", migration.up.sql);
    let error = db.client().batch_execute(&sql).await;
    let error = error.expect_err("a row breaks the rule");
    db.run("ROLLBACK").await;
    let error = error.as_db_error().expect("an error of the server");
    let rule = [error.table(), error.constraint()];
    let rule = rule.map(|name| name.unwrap_or_default().to_owned());
    (error.code().clone(), rule)
}

/// Whoever was there before roles were has the one that gives least.
#[tokio::test]
async fn a_user_from_before_roles_is_a_plain_user() {
    let mut db = TestDb::at(8).await;
    db.accepts(USER).await;
    let moved = try_up(&mut db, &migrations(), to(9)).await;
    moved.expect("roles can be added to a table with rows");
    let role: String = db.value("SELECT role FROM users").await;
    assert_eq!(role, "user");
}
