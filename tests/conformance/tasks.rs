//! A task is a title that one existing user has to work on, under an id of the database's choice.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{OTHER_USER, TASK};
use crate::support::scene::with_a_user;
use crate::support::shape::{columns, constraints, indexes, triggers_and_rules};

#[tokio::test]
async fn tasks_has_these_columns_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        columns(&db, "tasks").await,
        [
            "id bigint not null generated always as identity",
            "user_id text not null",
            "title character varying(200) not null",
            "description text",
            "completed boolean not null default false",
            "created_at timestamp with time zone not null default now()",
            "updated_at timestamp with time zone not null default now()",
        ]
    );
}

#[tokio::test]
async fn tasks_has_these_constraints_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        constraints(&db, "tasks").await,
        [
            "tasks_pkey PRIMARY KEY (id)",
            "tasks_title_length CHECK (((char_length((title)::text) >= 1) AND \
             (char_length((title)::text) <= 200)))",
            "tasks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE",
        ]
    );
}

#[tokio::test]
async fn tasks_has_these_indexes_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        indexes(&db, "tasks").await,
        [
            "CREATE INDEX idx_tasks_user_id ON public.tasks USING btree (user_id)",
            "CREATE UNIQUE INDEX tasks_pkey ON public.tasks USING btree (id)",
        ]
    );
}

#[tokio::test]
async fn tasks_has_this_trigger_and_no_other_and_no_rule() {
    let db = TestDb::head().await;
    assert_eq!(
        triggers_and_rules(&db, "tasks").await,
        [
            "CREATE TRIGGER update_tasks_updated_at BEFORE UPDATE ON tasks FOR EACH ROW \
             WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION update_updated_at_column()",
        ]
    );
}

#[tokio::test]
async fn a_task_needs_only_user_and_title() {
    let db = with_a_user().await;
    db.accepts(&TASK.insert()).await;
}

#[rstest]
#[case::numbered("id IS NOT NULL")]
#[case::not_completed("completed = false")]
#[case::without_description("description IS NULL")]
#[case::created_now("created_at = now()")]
#[case::updated_now("updated_at = now()")]
#[tokio::test]
async fn a_new_task_is(#[case] claim: &str) {
    let db = with_a_user().await;
    let insert = TASK.insert();
    assert!(
        db.value::<bool>(&format!("{insert} RETURNING {claim}"))
            .await,
        "{claim}"
    );
}

#[rstest]
#[case::user_id("user_id")]
#[case::title("title")]
#[tokio::test]
async fn what_has_no_default_cannot_be_left_out(#[case] column: &str) {
    let db = with_a_user().await;
    let row = TASK.insert_without(column);
    let rule = format!("tasks.{column}");
    db.rejects(&row, SqlState::NOT_NULL_VIOLATION, &rule).await;
    db.accepts(&TASK.insert()).await;
}

#[rstest]
#[case::user_id("user_id")]
#[case::title("title")]
#[case::completed("completed")]
#[case::created_at("created_at")]
#[case::updated_at("updated_at")]
#[tokio::test]
async fn null_is_rejected_in(#[case] column: &str) {
    let db = with_a_user().await;
    let row = TASK.insert_with(column, "NULL");
    let rule = format!("tasks.{column}");
    db.rejects(&row, SqlState::NOT_NULL_VIOLATION, &rule).await;
    db.accepts(&TASK.insert()).await;
}

#[tokio::test]
async fn null_is_accepted_in_description() {
    let db = with_a_user().await;
    db.accepts(&TASK.insert_with("description", "NULL")).await;
}

/// Whoever owns the table can override the identity; the primary key still holds.
#[rstest]
#[case::one_that_exists("id", SqlState::UNIQUE_VIOLATION, "tasks_pkey")]
#[case::null("NULL", SqlState::NOT_NULL_VIOLATION, "tasks.id")]
#[tokio::test]
async fn an_id_forced_on_the_database_is_still_a_key(
    #[case] id: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = with_a_user().await;
    db.accepts(&TASK.insert()).await;
    let insert = "INSERT INTO tasks (id, user_id, title) OVERRIDING SYSTEM VALUE \
                  SELECT {id}, user_id, title FROM tasks";
    db.rejects(&insert.replace("{id}", id), state, rule).await;
    db.accepts(&insert.replace("{id}", "id + 1000")).await;
}

#[rstest]
#[case::of_the_client("1000")]
#[case::null("NULL")]
#[tokio::test]
async fn the_id_is_never_the_clients(#[case] id: &str) {
    let db = with_a_user().await;
    let row = TASK.insert_with("id", id);
    db.rejects(&row, SqlState::GENERATED_ALWAYS, "").await;
    db.accepts(&TASK.insert_with("id", "DEFAULT")).await;
}

#[tokio::test]
async fn an_inserted_task_belongs_to_an_existing_user() {
    let db = with_a_user().await;
    db.rejects(
        &TASK.insert_with("user_id", "'nobody'"),
        SqlState::FOREIGN_KEY_VIOLATION,
        "tasks_user_id_fkey",
    )
    .await;
    db.accepts(&TASK.insert()).await;
}

#[tokio::test]
async fn a_task_cannot_be_moved_to_nobody() {
    let db = with_a_user().await;
    db.accepts(&TASK.insert()).await;
    db.rejects(
        "UPDATE tasks SET user_id = 'nobody'",
        SqlState::FOREIGN_KEY_VIOLATION,
        "tasks_user_id_fkey",
    )
    .await;
    db.accepts(&OTHER_USER.insert()).await;
    db.accepts("UPDATE tasks SET user_id = 'u2'").await;
}

#[tokio::test]
async fn an_empty_title_is_rejected() {
    let db = with_a_user().await;
    let row = TASK.insert_with("title", "''");
    db.rejects(&row, SqlState::CHECK_VIOLATION, "tasks_title_length")
        .await;
    // One space is as short as a title can be.
    db.accepts(&TASK.insert_with("title", "' '")).await;
}

/// A line break is a character like another: how a title is shown is not the database's to say.
#[rstest]
#[case::line_feed("E'Call back:\\n+00 1234'")]
#[case::carriage_return("E'Call back:\\r\\n+00 1234'")]
#[case::nothing_else("E'\\n'")]
#[tokio::test]
async fn a_title_may_have_more_than_one_line(#[case] title: &str) {
    let db = with_a_user().await;
    db.accepts(&TASK.insert_with("title", title)).await;
}

/// It promised one line once.
#[tokio::test]
async fn the_comment_on_titles_promises_what_is_enforced() {
    let db = with_a_user().await;
    let comment: String = db
        .value(
            "SELECT col_description(attrelid, attnum) FROM pg_attribute \
             WHERE attrelid = 'tasks'::regclass AND attname = 'title'",
        )
        .await;
    assert_eq!(
        comment,
        "What there is to do, in 1 to 200 characters of any kind."
    );
}
