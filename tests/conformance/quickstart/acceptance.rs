//! The quickstart's acceptance run, step by step.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::USER;

const ANOTHER_USER: &str =
    "INSERT INTO users (id, email, name) VALUES ('other', 'other@example.com', 'Other')";
const TASKS: &str = "INSERT INTO tasks (user_id, title) VALUES \
    ('test-user', 'Task 1'), ('test-user', 'Task 2'), ('test-user', 'Task 3')";
const ONE_MORE: &str = "INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 4')";
const IDS: &str = "SELECT id FROM tasks ORDER BY id";

async fn user_with_three_tasks() -> TestDb {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    assert_eq!(db.accepts(TASKS).await, 3);
    db
}

#[tokio::test]
async fn a_user_is_inserted_with_id_email_and_name_alone() {
    let db = TestDb::head().await;
    assert_eq!(db.accepts(USER).await, 1);
}

#[tokio::test]
async fn the_first_three_tasks_of_a_fresh_database_are_1_2_and_3() {
    let db = user_with_three_tasks().await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 2, 3]);
}

#[tokio::test]
async fn after_the_second_is_deleted_one_more_task_makes_1_3_and_4() {
    let db = user_with_three_tasks().await;
    db.accepts("DELETE FROM tasks WHERE id = 2").await;
    db.accepts(ONE_MORE).await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 3, 4]);
}

/// What the run above does not show: PostgreSQL would have to search for a gap to fill it, yet
/// `max(id) + 1` is quickly written and reuses the last id.
#[tokio::test]
async fn after_the_last_is_deleted_one_more_task_makes_1_2_and_4() {
    let db = user_with_three_tasks().await;
    db.accepts("DELETE FROM tasks WHERE id = 3").await;
    db.accepts(ONE_MORE).await;
    assert_eq!(db.values::<i64>(IDS).await, [1, 2, 4]);
}

/// One of its tests takes the first id of each transaction for 1. A sequence does not roll back,
/// so that holds in a fresh database only: elsewhere ids count on from the first handed out.
#[tokio::test]
async fn a_transaction_that_was_rolled_back_keeps_the_ids_it_took() {
    let mut db = TestDb::head().await;
    db.accepts(USER).await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    assert_eq!(
        transaction.execute(TASKS, &[]).await.expect("three tasks"),
        3
    );
    transaction
        .rollback()
        .await
        .expect("nothing stands in the way");
    db.accepts(TASKS).await;
    assert_eq!(db.values::<i64>(IDS).await, [4, 5, 6]);
}

#[tokio::test]
async fn after_the_user_is_deleted_no_task_is_left() {
    let db = user_with_three_tasks().await;
    db.accepts("DELETE FROM users WHERE id = 'test-user'").await;
    assert_eq!(db.values::<i64>(IDS).await, Vec::<i64>::new());
}

/// Its run updates the title. A change of any other column is an update too, and so is one by a client that
/// sets a time of its own.
#[rstest]
#[case::title("title = 'Updated'")]
#[case::description("description = 'Updated'")]
#[case::completed("completed = true")]
#[case::user_id("user_id = 'other'")]
#[case::updated_at("title = 'Updated', updated_at = '1999-01-01 00:00:00+00'")]
#[tokio::test]
async fn after_an_update_created_at_is_unchanged_and_updated_at_is_later(#[case] change: &str) {
    let db = TestDb::head().await;
    db.accepts(USER).await;
    db.accepts(ANOTHER_USER).await;
    db.accepts(ONE_MORE).await;
    db.run("CREATE TABLE before AS SELECT * FROM tasks").await;
    db.accepts(&format!("UPDATE tasks SET {change}")).await;
    let row = db
        .client()
        .query_one(include_str!("before_and_after.sql"), &[])
        .await
        .expect("one task");
    let [unchanged, later]: [bool; 2] = [row.get("unchanged"), row.get("later")];
    assert_eq!((unchanged, later), (true, true));
}

/// Its own trigger sets `now()`, which is the beginning of the transaction for the insert and for
/// the update: equal, not later.
#[tokio::test]
async fn updated_at_is_later_even_within_the_transaction_of_the_insert() {
    let mut db = TestDb::head().await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    for statement in [USER, ONE_MORE, "UPDATE tasks SET completed = true"] {
        let rows = transaction.execute(statement, &[]).await;
        assert_eq!(rows.expect(statement), 1);
    }
    let row = transaction
        .query_one(
            "SELECT created_at = now(), updated_at > created_at FROM tasks",
            &[],
        )
        .await
        .expect("one task");
    assert_eq!((row.get(0), row.get(1)), (true, true));
}

/// Its run looks at an update that does not name `created_at`. One that does must not move it either.
#[tokio::test]
async fn a_client_cannot_move_created_at() {
    let db = user_with_three_tasks().await;
    db.run("CREATE TABLE before AS SELECT * FROM tasks").await;
    db.accepts("UPDATE tasks SET created_at = '1999-01-01 00:00:00+00'")
        .await;
    let unchanged =
        "SELECT t.created_at = b.created_at FROM tasks t JOIN before b USING (id) ORDER BY id";
    assert_eq!(db.values::<bool>(unchanged).await, [true; 3]);
}
