//! Every value is stored exactly as it was written, and a change of one column changes no other.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::conventions;
use crate::support::row::{Row, SESSION, TASK, USER};

/// Upper case, blanks at both ends and in a row, a tab, line breaks of both sorts, letters in two forms.
const TEXT: &str =
    r"E' \tMixed CASE, \u00e9 e\u0301 \u5b57 \U0001F642  two blanks\r\nand lines\n\n '";
/// What an address may have of that.
const ADDRESS: &str = "'Ann.LEE+Lists@Mail.Example.COM'";

#[rstest]
#[case::of_a_user(USER, "id", TEXT)]
#[case::of_a_user(USER, "email", ADDRESS)]
#[case::of_a_user(USER, "name", TEXT)]
#[case::of_a_user(USER, "image", TEXT)]
#[case::of_a_user(USER, "organization", TEXT)]
#[case::of_a_user(USER, "clerk_id", TEXT)]
#[case::of_a_session(SESSION, "id", TEXT)]
#[case::of_a_task(TASK, "title", TEXT)]
#[case::of_a_task(TASK, "description", TEXT)]
#[tokio::test]
async fn a_text_is_stored_as_written(#[case] row: Row, #[case] column: &str, #[case] text: &str) {
    let db = TestDb::head().await;
    if row != USER {
        db.accepts(&USER.insert()).await;
    }
    let same = format!("convert_to({column}, 'UTF8') = convert_to({text}, 'UTF8')");
    let insert = row.insert_with(column, text);
    assert!(
        db.value::<bool>(&format!("{insert} RETURNING {same}"))
            .await
    );
    let table = row.table();
    let stored: bool = db.value(&format!("SELECT {same} FROM {table}")).await;
    assert!(stored, "after the insert");

    db.accepts(&format!("DELETE FROM {table}")).await;
    if row == USER {
        db.accepts(&USER.insert()).await;
    } else {
        db.accepts(&row.insert()).await;
    }
    db.accepts(&format!("UPDATE {table} SET {column} = {text}"))
        .await;
    let stored: bool = db.value(&format!("SELECT {same} FROM {table}")).await;
    assert!(stored, "after the update");
}

/// Whatever may be the id of a user may be named by what belongs to the user.
#[rstest]
#[case::long("repeat('\u{e9}', 1000)")]
#[case::with_capitals_and_blanks(TEXT)]
#[case::one_space("' '")]
#[tokio::test]
async fn what_belongs_to_a_user_takes_every_id_that_a_user_has(#[case] id: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_with("id", id)).await;
    db.accepts(&SESSION.insert_with("user_id", id)).await;
    db.accepts(&TASK.insert_with("user_id", id)).await;
    let owned: i64 = db
        .value("SELECT count(*) FROM users u JOIN sessions s ON s.user_id = u.id JOIN tasks t ON t.user_id = u.id")
        .await;
    assert_eq!(owned, 1);
    db.accepts("DELETE FROM users").await;
    let left: i64 = db
        .value("SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM tasks)")
        .await;
    assert_eq!(left, 0);
}

/// A full row of each table, of which no value is that of its column's default, and a plain row, of defaults and NULLs.
async fn with_full_and_plain_rows() -> TestDb {
    let db = TestDb::head().await;
    db.run(include_str!("as_written_rows.sql")).await;
    db
}

/// Which rows these are. `created_at` tells, because it does not change; there are other rows, too.
const FULL: &str = "created_at = '2020-01-01 00:00:00+00'";
const PLAIN: &str = "created_at = '2022-01-01 00:00:00+00'";

/// A column that a client may change, with values that it may have.
type Values = (&'static str, &'static [&'static str]);

const USERS: &[Values] = &[
    ("id", &["'u2'", "'U2'"]),
    ("email", &["'Bob@Example.com'", "'bob@example.org'"]),
    ("name", &["' Bob '", "''"]),
    ("email_verified", &["false", "true"]),
    ("image", &["NULL", "'I'", "'J'"]),
    ("organization", &["NULL", "'O'", "'Other'"]),
    ("clerk_id", &["NULL", "'C2'", "'C3'"]),
    ("last_login_at", &["NULL", "now()", "'-infinity'"]),
    ("role", &["'user'", "'admin'"]),
];
const SESSIONS: &[Values] = &[
    ("id", &["'S3'", "'s3'"]),
    ("user_id", &["'u3'", "'u5'"]),
    ("expires_at", &["'2019-01-01 00:00:00+00'", "'infinity'"]),
];
const TASKS: &[Values] = &[
    ("user_id", &["'u3'", "'u5'"]),
    ("title", &["' Read '", "'-'"]),
    ("description", &["NULL", "''", "'At length'"]),
    ("completed", &["false", "true"]),
];

/// In both directions, between each two values.
#[rstest]
#[case::users("users", USERS, &["created_at", "updated_at"])]
#[case::sessions("sessions", SESSIONS, &["created_at", "updated_at"])]
#[case::tasks("tasks", TASKS, &["created_at", "id", "updated_at"])]
#[tokio::test]
async fn a_change_of_one_column_changes_no_other_but_updated_at(
    #[case] table: &str,
    #[case] columns: &[Values],
    #[case] the_databases: &[&str],
) {
    let db = with_full_and_plain_rows().await;
    let all = format!(
        "SELECT attname::text FROM pg_attribute \
         WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"
    );
    let mut named: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
    named.extend(the_databases);
    named.sort_unstable();
    assert_eq!(db.values::<String>(&all).await, named);

    for (column, values) in columns {
        let mut expected = [*column, "updated_at"];
        expected.sort_unstable();
        let expected = expected.join(", ");
        for (row, before, after) in cases(values) {
            // Without its triggers, which might do beforehand what they are not to do.
            db.run(&format!(
                "BEGIN; SET LOCAL session_replication_role = replica; \
                 UPDATE {table} SET {column} = {before} WHERE {row}; \
                 SET LOCAL session_replication_role = origin"
            ))
            .await;
            let changed: String = db.value(&change(table, row, column, after)).await;
            db.run("ROLLBACK").await;
            assert_eq!(changed, expected, "from {before} to {after}, {row}");
        }
    }
}

/// Each row, and each two values that are not the same.
fn cases<'a>(values: &[&'a str]) -> Vec<(&'static str, &'a str, &'a str)> {
    let mut cases = Vec::new();
    for row in [FULL, PLAIN] {
        for before in values {
            let others = values.iter().filter(|after| *after != before);
            cases.extend(others.map(|after| (row, *before, *after)));
        }
    }
    assert!(cases.len() >= 4, "one direction is not enough: {values:?}");
    cases
}

/// Sets a column, and returns the names of all that changed.
fn change(table: &str, row: &str, column: &str, value: &str) -> String {
    include_str!("as_written_change.sql")
        .replace("{table}", table)
        .replace("{row}", row)
        .replace("{column}", column)
        .replace("{value}", value)
}

/// Nothing of an insert is replaced by what the database would rather have.
#[tokio::test]
async fn a_row_is_stored_with_every_value_that_was_given() {
    let db = with_full_and_plain_rows().await;
    db.run("SET TIME ZONE 'UTC'").await;
    let tables = conventions::tables(&db).await;
    assert_eq!(tables, ["sessions", "tasks", "users"]);
    let row = |table: &str| format!("SELECT t::text FROM {table} t WHERE {FULL}");
    let rows = tables.iter().map(|table| row(table)).collect::<Vec<_>>();
    let rows: Vec<String> = db.values(&rows.join(" UNION ALL ")).await;
    assert_eq!(
        rows,
        [
            r#"(S1,u3,"2030-01-01 00:00:00+00","2020-01-01 00:00:00+00","2020-01-02 00:00:00+00")"#,
            r#"(1000,u3,Write,"At length",t,"2020-01-01 00:00:00+00","2020-01-02 00:00:00+00")"#,
            r#"(u1,Ann@Example.com,Ann,"2020-01-01 00:00:00+00","2020-01-02 00:00:00+00",t,I,O,C1,"2020-01-03 00:00:00+00",admin)"#,
        ]
    );
}

#[rstest]
#[case::sessions("sessions")]
#[case::tasks("tasks")]
#[case::users("users")]
#[tokio::test]
async fn a_row_that_is_deleted_is_gone(#[case] table: &str) {
    let db = with_full_and_plain_rows().await;
    let count = format!("SELECT count(*) FROM {table}");
    let rows: i64 = db.value(&count).await;
    let deleted = db.accepts(&format!("DELETE FROM {table}")).await;
    assert_eq!(deleted, rows.unsigned_abs());
    assert_eq!(db.value::<i64>(&count).await, 0);
}
