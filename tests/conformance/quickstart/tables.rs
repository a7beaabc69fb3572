//! The quickstart's tables `users` and `tasks`.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::USER;

/// The smallest task there can be.
const TASK: &str = "INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1')";

#[rstest]
#[case("users", "id", "text", true)]
#[case("users", "email", "character varying(255)", true)]
#[case("tasks", "id", "bigint", true)]
#[case("tasks", "user_id", "text", true)]
#[case("tasks", "title", "character varying(200)", true)]
#[case("tasks", "description", "text", false)]
#[case("tasks", "completed", "boolean", true)]
// VARCHAR(200) in the quickstart; the story's names have up to 255 characters.
#[case("users", "name", "character varying(255)", true)]
// TIMESTAMP in the quickstart. Without a zone, two servers read the same row as two moments.
#[case("users", "created_at", "timestamp with time zone", true)]
#[case("tasks", "created_at", "timestamp with time zone", true)]
#[case("tasks", "updated_at", "timestamp with time zone", true)]
#[tokio::test]
async fn a_column_has_its_type_and_may_be_null_or_not(
    #[case] table: &str,
    #[case] column: &str,
    #[case] ty: &str,
    #[case] not_null: bool,
) {
    let db = TestDb::head().await;
    let sql = format!(
        "SELECT format_type(atttypid, atttypmod), attnotnull FROM pg_attribute \
         WHERE attrelid = '{table}'::regclass AND attname = '{column}'"
    );
    let row = db.client().query_one(&sql, &[]).await.expect("the column");
    assert_eq!((row.get(0), row.get(1)), (ty, not_null));
}

#[tokio::test]
async fn the_id_of_a_task_is_its_primary_key() {
    let db = TestDb::head().await;
    let keys: Vec<String> = db
        .values(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE conrelid = 'tasks'::regclass AND contype = 'p'",
        )
        .await;
    assert_eq!(keys, ["PRIMARY KEY (id)"]);
}

/// A BIGSERIAL counts to the end of a BIGINT, and there it fails. One that starts again would hand out the
/// ids of deleted tasks.
#[tokio::test]
async fn ids_count_to_the_end_of_a_bigint_and_never_start_again() {
    let db = TestDb::head().await;
    let sql = "SELECT seqcycle, seqmax FROM pg_sequence \
        WHERE seqrelid = pg_get_serial_sequence('tasks', 'id')::regclass";
    let row = db.client().query_one(sql, &[]).await.expect("the sequence");
    assert_eq!((row.get(0), row.get(1)), (false, i64::MAX));
}

#[tokio::test]
async fn a_task_is_open_and_of_now_without_a_word_about_it() {
    let mut db = TestDb::head().await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    transaction.execute(USER, &[]).await.expect("a user");
    transaction.execute(TASK, &[]).await.expect("a task");
    let row = transaction
        .query_one(
            "SELECT completed, created_at = now(), updated_at = now(), description IS NULL FROM tasks",
            &[],
        )
        .await
        .expect("one task");
    assert_eq!(
        (row.get(0), row.get(1), row.get(2), row.get(3)),
        (false, true, true, true)
    );
}

#[rstest]
#[case::one("repeat('a', 1)")]
#[case::one_blank("' '")]
#[case::two_hundred("repeat('a', 200)")]
#[case::two_hundred_of_three_bytes("repeat('\u{20ac}', 200)")]
#[tokio::test]
async fn a_title_of_1_to_200_characters_is_accepted(#[case] title: &str) {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.accepts(&format!(
        "INSERT INTO tasks (user_id, title) VALUES ('test-user', {title})"
    ))
    .await;
}

#[rstest]
#[case::none("''", SqlState::CHECK_VIOLATION, "tasks_title_length")]
#[case::two_hundred_and_one("repeat('a', 201)", SqlState::STRING_DATA_RIGHT_TRUNCATION, "")]
#[case::null("NULL", SqlState::NOT_NULL_VIOLATION, "tasks.title")]
#[tokio::test]
async fn a_title_of_another_length_is_rejected(
    #[case] title: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    let insert = format!("INSERT INTO tasks (user_id, title) VALUES ('test-user', {title})");
    db.rejects(&insert, state, rule).await;
}

/// Its column is TEXT, without a limit.
#[tokio::test]
async fn a_description_of_100000_characters_is_accepted() {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.accepts(
        "INSERT INTO tasks (user_id, title, description) \
         VALUES ('test-user', 'Task 1', repeat('a', 100000))",
    )
    .await;
    let stored = "SELECT char_length(description) FROM tasks";
    assert_eq!(db.value::<i32>(stored).await, 100_000);
}

#[rstest]
#[case::nobody("NULL", SqlState::NOT_NULL_VIOLATION, "tasks.user_id")]
#[case::a_stranger("'stranger'", SqlState::FOREIGN_KEY_VIOLATION, "tasks_user_id_fkey")]
#[tokio::test]
async fn a_task_belongs_to_a_user_who_exists(
    #[case] user: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.rejects(
        &format!("INSERT INTO tasks (user_id, title) VALUES ({user}, 'Task 1')"),
        state,
        rule,
    )
    .await;
    db.accepts(TASK).await;
}

#[tokio::test]
async fn an_address_belongs_to_one_user() {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.rejects(
        "INSERT INTO users (id, email, name) VALUES ('other', 'test@example.com', 'Test User')",
        SqlState::UNIQUE_VIOLATION,
        "idx_users_email",
    )
    .await;
}

#[tokio::test]
async fn the_tasks_of_a_user_are_found_by_an_index() {
    let db = TestDb::head().await;
    let definition: String = db
        .value("SELECT pg_get_indexdef('idx_tasks_user_id'::regclass)")
        .await;
    assert_eq!(
        definition,
        "CREATE INDEX idx_tasks_user_id ON public.tasks USING btree (user_id)"
    );
}

#[tokio::test]
async fn the_trigger_runs_the_function_before_each_row_is_updated() {
    let db = TestDb::head().await;
    let definition: String = db
        .value("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'update_tasks_updated_at'")
        .await;
    let begin =
        "CREATE TRIGGER update_tasks_updated_at BEFORE UPDATE ON public.tasks FOR EACH ROW ";
    let end = " EXECUTE FUNCTION update_updated_at_column()";
    assert!(
        definition.starts_with(begin) && definition.ends_with(end),
        "{definition}"
    );
}

/// Its BIGSERIAL is a default, which a client may pass over, and so use a deleted id again.
#[tokio::test]
async fn an_id_of_the_client_is_refused() {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.accepts(TASK).await;
    db.accepts("DELETE FROM tasks WHERE id = 1").await;
    db.rejects(
        "INSERT INTO tasks (id, user_id, title) VALUES (1, 'test-user', 'Task 2')",
        SqlState::GENERATED_ALWAYS,
        "",
    )
    .await;
    db.accepts(TASK).await;
    assert_eq!(db.value::<i64>("SELECT id FROM tasks").await, 2);
}
