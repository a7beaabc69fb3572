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

/// One row of each table, of which no value is that of its column's default.
async fn with_full_rows() -> TestDb {
    let db = TestDb::head().await;
    db.run(include_str!("as_written_rows.sql")).await;
    db
}

/// Every column that a client may change, with a change.
const USERS: &[(&str, &str)] = &[
    ("id", "'u2'"),
    ("email", "'Bob@Example.com'"),
    ("name", "' Bob '"),
    ("email_verified", "false"),
    ("image", "NULL"),
    ("organization", "'Other'"),
    ("clerk_id", "'C2'"),
    ("last_login_at", "now()"),
    ("role", "'user'"),
];
const SESSIONS: &[(&str, &str)] = &[
    ("id", "'S2'"),
    ("user_id", "'u1'"),
    ("expires_at", "'2031-01-01 00:00:00+00'"),
];
const TASKS: &[(&str, &str)] = &[
    ("user_id", "'u1'"),
    ("title", "' Read '"),
    ("description", "NULL"),
    ("completed", "false"),
];

#[rstest]
#[case::users("users", USERS, &["created_at", "updated_at"])]
#[case::sessions("sessions", SESSIONS, &["created_at", "updated_at"])]
#[case::tasks("tasks", TASKS, &["created_at", "id", "updated_at"])]
#[tokio::test]
async fn a_change_of_one_column_changes_no_other_but_updated_at(
    #[case] table: &str,
    #[case] changes: &[(&str, &str)],
    #[case] the_databases: &[&str],
) {
    let db = with_full_rows().await;
    let columns = format!(
        "SELECT attname::text FROM pg_attribute \
         WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"
    );
    let mut named: Vec<&str> = changes.iter().map(|(column, _)| *column).collect();
    named.extend(the_databases);
    named.sort_unstable();
    assert_eq!(db.values::<String>(&columns).await, named);

    for (column, value) in changes {
        // By what does not change: there may be other rows.
        let change = format!(
            "WITH was AS (SELECT * FROM {table} WHERE created_at < '2021-01-01'), \
                  changed AS (UPDATE {table} SET {column} = {value} WHERE created_at < '2021-01-01' RETURNING *) \
             SELECT (SELECT string_agg(new.key, ', ' ORDER BY new.key) \
                       FROM jsonb_each_text(to_jsonb(was)) old \
                       JOIN jsonb_each_text(to_jsonb(changed)) new USING (key) \
                      WHERE old.value IS DISTINCT FROM new.value) \
                    || CASE WHEN changed.updated_at > was.updated_at THEN '' ELSE ' backwards' END \
               FROM was, changed"
        );
        let mut expected = [*column, "updated_at"];
        expected.sort_unstable();
        db.run("BEGIN").await;
        assert_eq!(db.value::<String>(&change).await, expected.join(", "));
        db.run("ROLLBACK").await;
    }
}

/// Nothing of an insert is replaced by what the database would rather have.
#[tokio::test]
async fn a_row_is_stored_with_every_value_that_was_given() {
    let db = with_full_rows().await;
    db.run("SET TIME ZONE 'UTC'").await;
    let tables = conventions::tables(&db).await;
    assert_eq!(tables, ["sessions", "tasks", "users"]);
    let row =
        |table: &str| format!("SELECT t::text FROM {table} t WHERE created_at < '2021-01-01'");
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
    let db = with_full_rows().await;
    let count = format!("SELECT count(*) FROM {table}");
    let rows: i64 = db.value(&count).await;
    let deleted = db.accepts(&format!("DELETE FROM {table}")).await;
    assert_eq!(deleted, rows.unsigned_abs());
    assert_eq!(db.value::<i64>(&count).await, 0);
}
