//! The quickstart's Alembic project: its acceptance run against its own schema, and where the two part.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::QUICKSTART;

const USER: &str =
    "INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User')";
const TASKS: &str = "INSERT INTO tasks (user_id, title) VALUES \
    ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3')";
const ONE_MORE: &str = "INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 4')";
const IDS: &str = "SELECT id FROM tasks ORDER BY id";

async fn user_with_three_tasks() -> TestDb {
    let db = QUICKSTART.head().await;
    db.accepts(USER).await;
    assert_eq!(db.accepts(TASKS).await, 3);
    db
}

#[tokio::test]
async fn three_tasks_one_deleted_and_one_more_have_the_ids_1_3_and_4() {
    let db = user_with_three_tasks().await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 2, 3]);
    db.accepts("DELETE FROM tasks WHERE id = 2").await;
    db.accepts(ONE_MORE).await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 3, 4]);
}

/// Its model refers to the user and says nothing of a delete, so the delete is refused.
#[tokio::test]
async fn deleting_a_user_with_tasks_is_refused_though_its_own_test_expects_a_cascade() {
    let db = user_with_three_tasks().await;
    let delete = "DELETE FROM users";
    let key = "tasks_user_id_fkey";
    db.rejects(delete, SqlState::FOREIGN_KEY_VIOLATION, key)
        .await;
    db.accepts("DELETE FROM tasks").await;
    db.accepts(delete).await;
}

#[tokio::test]
async fn the_foreign_key_of_tasks_does_not_say_what_a_delete_does() {
    let breaches = QUICKSTART.breaches("foreign_keys_say_what_a_delete_does");
    assert_eq!(breaches.await, ["constraint tasks.tasks_user_id_fkey"]);
}

#[rstest]
#[case::nothing("''", SqlState::CHECK_VIOLATION, "tasks_title_length")]
#[case::too_long("repeat('a', 201)", SqlState::STRING_DATA_RIGHT_TRUNCATION, "")]
#[case::missing("NULL", SqlState::NOT_NULL_VIOLATION, "tasks.title")]
#[tokio::test]
async fn a_title_has_1_to_200_characters(
    #[case] title: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = user_with_three_tasks().await;
    let update = |title| format!("UPDATE tasks SET title = {title}");
    db.rejects(&update(title), state, rule).await;
    db.accepts(&update("repeat('a', 1)")).await;
    db.accepts(&update("repeat('a', 200)")).await;
}

#[rstest]
#[case::updated_at_is_later("updated_at > before.updated_at")]
#[case::created_at_is_unchanged("created_at = before.created_at")]
#[tokio::test]
async fn after_an_update(#[case] claim: &str) {
    let db = user_with_three_tasks().await;
    db.run("CREATE TABLE before AS SELECT * FROM tasks").await;
    db.accepts("UPDATE tasks SET title = 'Updated'").await;
    let claims = format!("SELECT tasks.{claim} FROM tasks JOIN before USING (id)");
    assert_eq!(db.values::<bool>(&claims).await, [true; 3]);
}

/// Its trigger sets `NOW()`, which is when the transaction began.
#[tokio::test]
async fn updated_at_is_not_later_within_the_transaction_of_the_insert() {
    let mut db = QUICKSTART.head().await;
    db.accepts(USER).await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    for statement in [ONE_MORE, "UPDATE tasks SET completed = true"] {
        let rows = transaction.execute(statement, &[]).await;
        assert_eq!(rows.expect(statement), 1);
    }
    let equal = "SELECT updated_at = created_at FROM tasks";
    let row = transaction.query_one(equal, &[]).await.expect("one task");
    assert!(row.get::<_, bool>(0));
}

#[tokio::test]
async fn timestamps_without_time_zone_let_an_update_come_before_the_insert() {
    let db = QUICKSTART.head().await;
    db.accepts(USER).await;
    db.run("SET timezone = 'UTC'").await;
    db.accepts(ONE_MORE).await;
    db.run("SET timezone = 'America/New_York'").await;
    db.accepts("UPDATE tasks SET completed = true").await;
    let before = "SELECT updated_at < created_at FROM tasks";
    assert!(db.value::<bool>(before).await);
}

#[tokio::test]
async fn a_client_moves_created_at() {
    let db = user_with_three_tasks().await;
    db.accepts("UPDATE tasks SET created_at = '1999-01-01 00:00:00'")
        .await;
    let moved: i64 = db
        .value("SELECT count(*) FROM tasks WHERE created_at < '2000-01-01'")
        .await;
    assert_eq!(moved, 3);
}

/// A BIGSERIAL is a default, which a client may pass over.
#[tokio::test]
async fn a_client_reuses_a_deleted_id_though_ids_are_never_reused() {
    let db = user_with_three_tasks().await;
    db.accepts("DELETE FROM tasks WHERE id = 2").await;
    db.accepts("INSERT INTO tasks (id, user_id, title) VALUES (2, 'test-user', 'Another')")
        .await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 2, 3]);
}

#[tokio::test]
async fn an_id_that_a_client_chose_stands_in_the_next_one_s_way() {
    let db = user_with_three_tasks().await;
    db.accepts("INSERT INTO tasks (id, user_id, title) VALUES (4, 'test-user', 'Chosen')")
        .await;
    db.rejects(ONE_MORE, SqlState::UNIQUE_VIOLATION, "tasks_pkey")
        .await;
}

/// One of its tests takes the first id of each transaction for 1.
#[tokio::test]
async fn the_first_task_after_a_rollback_does_not_have_the_id_1() {
    let mut db = QUICKSTART.head().await;
    db.accepts(USER).await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    transaction.execute(TASKS, &[]).await.expect("three tasks");
    transaction.rollback().await.expect("a rollback");
    db.accepts(ONE_MORE).await;
    assert_eq!(db.values::<i64>(IDS).await, [4]);
}
