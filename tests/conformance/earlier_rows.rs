//! A rule that comes later holds for the rows that were there before: a step that adds it to a table with a row that
//! breaks it fails, and changes nothing.

use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::moves::{history, to, try_up};

const USER: &str = "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')";

#[rstest]
#[case::a_bad_address(
    6,
    "UPDATE users SET email = 'ann@example'",
    "UPDATE users SET email = 'ann@example.com'",
    "users_email_format"
)]
#[case::an_empty_session_id(
    11,
    "INSERT INTO sessions (id, user_id, expires_at) VALUES ('', 'u1', now())",
    "UPDATE sessions SET id = 's1'",
    "sessions_id_not_empty"
)]
#[case::an_address_in_two_spellings(
    13,
    "INSERT INTO users (id, email, name) VALUES ('u2', 'ANN@example.com', 'Ann')",
    "UPDATE users SET email = 'bob@example.com' WHERE id = 'u2'",
    "accounts differ only in the case of users.email"
)]
#[tokio::test]
async fn a_row_that_breaks_the_rule_stops_the_step(
    #[case] version: i64,
    #[case] bad: &str,
    #[case] fixed: &str,
    #[case] rule: &str,
) {
    let mut db = TestDb::at(version - 1).await;
    db.accepts(USER).await;
    db.accepts(bad).await;
    let before = history(&db).await;
    let stopped = try_up(&mut db, &migrations(), to(version)).await;
    let error = stopped.expect_err("a row breaks the rule").to_string();
    assert!(error.contains(rule), "{error}");
    assert_eq!(history(&db).await, before);

    db.accepts(fixed).await;
    let moved = try_up(&mut db, &migrations(), to(version)).await;
    moved.expect("no row breaks the rule any more");
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
