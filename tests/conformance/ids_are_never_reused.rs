//! The id of a task is never handed out twice, whatever became of the task.
//!
//! No test says which id comes first: an id is only compared with those handed out before it.

use std::collections::BTreeSet;

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio::task::JoinSet;

use crate::support::row::USER;
use crate::support::scene::{new_tasks, with_a_user};

/// The next ids must all lie above those handed out before.
async fn assert_goes_on_above(db: &TestDb, before: &[i64]) {
    let after = new_tasks(db, 3).await;
    let ids: Vec<i64> = before.iter().copied().chain(after).collect();
    assert_eq!(ids.len(), before.len() + 3);
    assert!(before.len() >= 3, "nothing to compare with: {before:?}");
    assert!(ids.is_sorted_by(|a, b| a < b), "an id came again: {ids:?}");
}

#[rstest]
#[case::a_row_in_the_middle(
    "DELETE FROM tasks WHERE id = (SELECT id FROM tasks ORDER BY id OFFSET 1 LIMIT 1)"
)]
#[case::the_highest("DELETE FROM tasks WHERE id = (SELECT max(id) FROM tasks)")]
#[case::every_row("DELETE FROM tasks")]
#[case::by_cascade("DELETE FROM users")]
#[case::by_truncate("TRUNCATE tasks")]
#[case::by_truncate_that_says_so("TRUNCATE tasks CONTINUE IDENTITY")]
#[case::by_truncate_of_the_users("TRUNCATE users CASCADE")]
#[tokio::test]
async fn what_is_deleted_frees_no_id(#[case] delete: &str) {
    let db = with_a_user().await;
    let before = new_tasks(&db, 3).await;
    let count = "SELECT count(*) FROM tasks";
    db.accepts(delete).await;
    assert!(db.value::<i64>(count).await < 3, "nothing was deleted");
    db.run(&format!("{} ON CONFLICT DO NOTHING", USER.insert()))
        .await;
    assert_goes_on_above(&db, &before).await;
}

#[tokio::test]
async fn a_rolled_back_insert_frees_no_id() {
    let db = with_a_user().await;
    let mut before = new_tasks(&db, 2).await;
    db.run("BEGIN").await;
    before.extend(new_tasks(&db, 2).await);
    db.run("ROLLBACK").await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM tasks").await, 2);
    assert_goes_on_above(&db, &before).await;
}

#[tokio::test]
async fn an_insert_rolled_back_to_a_savepoint_frees_no_id() {
    let db = with_a_user().await;
    let mut before = new_tasks(&db, 2).await;
    db.run("BEGIN; SAVEPOINT before_insert").await;
    before.extend(new_tasks(&db, 2).await);
    db.run("ROLLBACK TO before_insert").await;
    // Once inside the transaction that goes on, and once after it.
    assert_goes_on_above(&db, &before).await;
    before.extend(db.values::<i64>("SELECT max(id) FROM tasks").await);
    db.run("COMMIT").await;
    assert_goes_on_above(&db, &before).await;
}

#[rstest]
#[case::by_check("''", "'u1'", SqlState::CHECK_VIOLATION, "tasks_title_length")]
#[case::by_not_null("NULL", "'u1'", SqlState::NOT_NULL_VIOLATION, "tasks.title")]
#[case::by_foreign_key("'t'", "'x'", SqlState::FOREIGN_KEY_VIOLATION, "tasks_user_id_fkey")]
#[tokio::test]
async fn a_rejected_row_uses_up_an_id(
    #[case] title: &str,
    #[case] user: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = with_a_user().await;
    let before = new_tasks(&db, 3).await;
    let insert = format!("INSERT INTO tasks (user_id, title) VALUES ({user}, {title})");
    db.rejects(&insert, state, rule).await;
    let next = new_tasks(&db, 1).await[0];
    assert!(next > before[2] + 1, "{next} after {before:?}");
}

/// The hardest case: no row is left from which the server could tell which ids were in use.
#[rstest]
#[case::rows_left("SELECT")]
#[case::the_highest_deleted("DELETE FROM tasks WHERE id = (SELECT max(id) FROM tasks)")]
#[case::every_row_deleted("DELETE FROM tasks")]
#[tokio::test]
async fn a_clean_restart_frees_no_id(#[case] delete: &str) {
    let mut db = with_a_user().await;
    let before = new_tasks(&db, 3).await;
    db.accepts(delete).await;
    db.restart().await;
    assert_goes_on_above(&db, &before).await;
}

/// After a checkpoint the sequence's place is read from its file, else from the log alone.
#[rstest]
#[tokio::test]
async fn a_crash_frees_no_id(
    #[values(
        "SELECT",
        "DELETE FROM tasks WHERE id = (SELECT max(id) FROM tasks)",
        "DELETE FROM tasks"
    )]
    delete: &str,
    #[values("SELECT", "CHECKPOINT")] checkpoint: &str,
) {
    let mut db = with_a_user().await;
    let mut before = new_tasks(&db, 3).await;
    db.accepts(checkpoint).await;
    before.extend(new_tasks(&db, 1).await);
    db.accepts(delete).await;
    db.crash().await;
    assert_goes_on_above(&db, &before).await;
}

#[rstest]
#[case::insert(
    "INSERT INTO tasks (id, user_id, title) SELECT id + 1000, user_id, title FROM tasks"
)]
#[case::insert_of_one_in_use(
    "INSERT INTO tasks (id, user_id, title) SELECT id, user_id, title FROM tasks"
)]
#[case::update("UPDATE tasks SET id = id + 1000")]
#[case::update_to_the_same("UPDATE tasks SET id = id")]
#[case::merge(
    "MERGE INTO tasks USING users ON false \
     WHEN NOT MATCHED THEN INSERT (id, user_id, title) VALUES (1000, users.id, 'Write')"
)]
#[tokio::test]
async fn an_explicit_id_is_refused(#[case] statement: &str) {
    let db = with_a_user().await;
    let before = new_tasks(&db, 3).await;
    db.rejects(statement, SqlState::GENERATED_ALWAYS, "").await;
    assert_goes_on_above(&db, &before).await;
}

#[tokio::test]
async fn an_explicit_id_that_yields_to_the_sequence_is_not_used() {
    let db = with_a_user().await;
    let mut before = new_tasks(&db, 3).await;
    let insert = "INSERT INTO tasks (id, user_id, title) OVERRIDING USER VALUE \
                  SELECT min(id), 'u1', 'Write' FROM tasks RETURNING id";
    before.push(db.value(insert).await);
    assert_goes_on_above(&db, &before).await;
}

/// Each writer deletes what it inserted at once, so that the highest id is always being deleted.
#[tokio::test]
async fn parallel_writers_never_get_the_same_id() {
    const WRITERS: usize = 8;
    const TASKS: usize = 50;
    let db = with_a_user().await;
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let client = db.connect().await;
        writers.spawn(async move {
            let mut ids: Vec<i64> = Vec::new();
            for _ in 0..TASKS {
                let insert =
                    "INSERT INTO tasks (user_id, title) VALUES ('u1', 'Write') RETURNING id";
                let row = client
                    .query_one(insert, &[])
                    .await
                    .expect("an inserted task");
                ids.push(row.get(0));
                let delete = "DELETE FROM tasks WHERE id = $1";
                client
                    .execute(delete, &[ids.last().expect("an id")])
                    .await
                    .expect("a deleted task");
            }
            ids
        });
    }
    let ids = writers.join_all().await.concat();
    assert_eq!(ids.len(), WRITERS * TASKS);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let highest = *ids.iter().max().expect("there are ids");
    assert!(new_tasks(&db, 1).await[0] > highest);
}

/// A sequence that went round would hand out every id again.
#[tokio::test]
async fn after_the_last_id_there_is_none() {
    let db = with_a_user().await;
    let last = "SELECT setval(pg_get_serial_sequence('tasks', 'id'), 9223372036854775806)";
    db.run(last).await;
    let insert = "INSERT INTO tasks (user_id, title) VALUES ('u1', 'Write')";
    db.accepts(insert).await;
    let full = SqlState::SEQUENCE_GENERATOR_LIMIT_EXCEEDED;
    db.rejects(insert, full, "").await;
}
