//! The two opposite verbs, `accepts` and `rejects`. Neither passes where the other one is meant.

use tokio_postgres::Client;
use tokio_postgres::error::{DbError, SqlState};

/// Asserts that the statement succeeds; returns how many rows it touched.
///
/// [`TestDb::accepts`](super::TestDb::accepts) does the same in the superuser's session; use this function for other sessions:
///
/// ```no_run
/// use pgconform::testing::{SqlState, TestDb, accepts, rejects};
///
/// # async fn a_test() {
/// let db = TestDb::builder().setup("CREATE ROLE reader").start().await;
/// db.run("GRANT SELECT ON users TO reader").await;
/// let reader = db.connect_as("reader").await;
/// accepts(&reader, "SELECT * FROM users").await;
/// rejects(&reader, "DELETE FROM users", SqlState::INSUFFICIENT_PRIVILEGE, "").await;
/// # }
/// ```
///
/// # Panics
///
/// If the server rejects it, or if an INSERT, UPDATE, DELETE or MERGE touches no row: such a statement would be accepted
/// whatever the schema says.
pub async fn accepts(client: &Client, sql: &str) -> u64 {
    match client.execute(sql, &[]).await {
        Ok(0) if changes_rows(sql) => {
            panic!("the statement touches no row, so its acceptance proves nothing:\n  {sql}")
        }
        Ok(rows) => rows,
        Err(error) => panic!(
            "the database should accept this statement:\n  {sql}\nbut {}",
            describe(&error)
        ),
    }
}

/// Asserts that the statement is rejected with this SQLSTATE, by the rule of this name.
///
/// `rule` is what the server itself names: the constraint; for a NOT NULL, which has no name in
/// PostgreSQL 16, `table.column`; and `""` where it names neither, as for a value that is too long.
/// The text of the message is never compared.
///
/// # Panics
///
/// If the server accepts the statement, or rejects it for another reason.
pub async fn rejects(client: &Client, sql: &str, state: SqlState, rule: &str) {
    let error = match client.execute(sql, &[]).await {
        Err(error) => error,
        Ok(rows) => panic!(
            "the database should reject this statement ({} by '{rule}'), but accepted it and touched {rows} rows:\n  {sql}",
            state.code()
        ),
    };
    let found = error
        .as_db_error()
        .map(|error| (error.code().clone(), named_rule(error)));
    assert!(
        found == Some((state.clone(), rule.to_owned())),
        "the database should reject this statement with {} by '{rule}':\n  {sql}\nbut {}",
        state.code(),
        describe(&error)
    );
}

/// The rule that the server names in its error.
fn named_rule(error: &DbError) -> String {
    match (error.constraint(), error.table(), error.column()) {
        (Some(constraint), _, _) => constraint.to_owned(),
        (None, Some(table), Some(column)) => format!("{table}.{column}"),
        _ => String::new(),
    }
}

fn changes_rows(sql: &str) -> bool {
    let verb = sql.split_whitespace().next().unwrap_or_default();
    ["INSERT", "UPDATE", "DELETE", "MERGE"]
        .iter()
        .any(|changing| verb.eq_ignore_ascii_case(changing))
}

fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => format!(
            "it was rejected with {} by '{}': {}",
            error.code().code(),
            named_rule(error),
            error.message()
        ),
        None => format!("it could not be run: {error}"),
    }
}
