//! A row that cannot be read is refused with the name of the column.

use pgconform::model::{NewUser, Session, Task, UnreadableColumn, User};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Row;

use super::FULL_ROWS;

/// Reads a row into its type, and keeps only what was wrong with it.
type Complaint = fn(&Row) -> Option<UnreadableColumn>;

const USER: Complaint = |row| User::try_from(row).err();
const SESSION: Complaint = |row| Session::try_from(row).err();
const TASK: Complaint = |row| Task::try_from(row).err();

#[rstest]
#[case::a_missing_column("SELECT id, email FROM users", USER, "users", "name")]
#[case::another_type("SELECT * FROM sessions", SESSION, "sessions", "expires_at")]
#[case::a_null("SELECT id, user_id, NULL AS title FROM tasks", TASK, "tasks", "title")]
#[tokio::test]
async fn a_row_that_cannot_be_read_names_the_column(
    #[case] sql: &str,
    #[case] complaint: Complaint,
    #[case] table: &str,
    #[case] column: &str,
) {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    db.run("ALTER TABLE sessions ALTER expires_at TYPE TEXT")
        .await;
    let row = db.client().query_one(sql, &[]).await.expect("one row");
    let error = complaint(&row).expect("the row lacks something");
    assert_eq!((error.table, error.column), (table, column));
    assert!(
        error.to_string().contains(&format!("{table}.{column}")),
        "{error}"
    );
}

#[tokio::test]
async fn a_role_that_the_code_does_not_know_is_refused_and_named() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    db.run("ALTER TABLE users DROP CONSTRAINT users_role_known; UPDATE users SET role = 'owner'")
        .await;
    let row = db.client().query_one("SELECT * FROM users", &[]).await;
    let error = User::try_from(&row.expect("one user")).expect_err("no such role");
    assert_eq!((error.table, error.column), ("users", "role"));
    assert!(
        error.to_string().contains("'owner' is not a role"),
        "{error}"
    );
}

/// The row is there by then; whoever inserted it must learn why it cannot be read.
#[tokio::test]
async fn a_row_that_was_written_and_cannot_be_read_is_an_error_of_the_insert() {
    let db = TestDb::head().await;
    db.run("ALTER TABLE users DROP CONSTRAINT users_role_known, ALTER role SET DEFAULT 'owner'")
        .await;
    let new = NewUser {
        id: Some("u1".to_owned()),
        email: "ann@example.com".to_owned(),
        name: "Ann".to_owned(),
        ..NewUser::default()
    };
    let error = new.insert(db.client()).await.expect_err("no such role");
    assert!(error.as_db_error().is_none(), "{error:?}");
    assert!(format!("{error:?}").contains("owner"), "{error:?}");
}
