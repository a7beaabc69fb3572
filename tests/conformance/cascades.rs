//! What belongs to a user goes when the user goes, and nothing else does.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

/// Ann and Bob each have sessions and tasks, Carl and Dora have nothing.
async fn with_four_users() -> TestDb {
    let db = TestDb::head().await;
    db.run(include_str!("cascades_scene.sql")).await;
    db
}

/// Every row of the three tables, whole, under a name: `ann's session: ...`.
async fn rows(db: &TestDb) -> Vec<String> {
    db.values(include_str!("cascades_rows.sql")).await
}

/// Those of the rows that are not Ann's.
fn without_anns(mut rows: Vec<String>) -> Vec<String> {
    rows.retain(|row| !row.starts_with("ann"));
    rows
}

#[rstest]
#[case::sessions("DELETE FROM tasks WHERE user_id = 'ann'", "sessions")]
#[case::tasks("DELETE FROM sessions WHERE user_id = 'ann'", "tasks")]
#[tokio::test]
async fn deleting_a_user_who_has_only_one_kind_deletes_it(
    #[case] leave_one_kind: &str,
    #[case] kind: &str,
) {
    let db = with_four_users().await;
    db.accepts(leave_one_kind).await;
    let count = format!("SELECT count(*) FROM {kind} WHERE user_id = 'ann'");
    assert_eq!(db.value::<i64>(&count).await, 2);
    db.accepts("DELETE FROM users WHERE id = 'ann'").await;
    assert_eq!(db.value::<i64>(&count).await, 0);
}

#[tokio::test]
async fn deleting_a_user_deletes_sessions_and_tasks_and_no_row_of_another_user() {
    let db = with_four_users().await;
    let before = rows(&db).await;
    assert_eq!(before.len(), 11);
    db.accepts("DELETE FROM users WHERE id = 'ann'").await;
    let after = rows(&db).await;
    assert_eq!(after.len(), 6);
    assert_eq!(after, without_anns(before));
}

#[tokio::test]
async fn deleting_a_user_who_has_nothing_deletes_only_the_user() {
    let db = with_four_users().await;
    let mut expected = rows(&db).await;
    db.accepts("DELETE FROM users WHERE id = 'carl'").await;
    expected.retain(|row| !row.starts_with("carl"));
    let after = rows(&db).await;
    assert_eq!(after.len(), 10);
    assert_eq!(after, expected);
}

#[tokio::test]
async fn deleting_many_users_deletes_what_belongs_to_any_of_them() {
    let db = with_four_users().await;
    let deleted = db
        .accepts("DELETE FROM users WHERE id IN ('ann', 'bob', 'carl')")
        .await;
    assert_eq!(deleted, 3);
    let left: Vec<String> = db.values("SELECT id FROM users").await;
    assert_eq!(left, ["dora"]);
    assert_eq!(rows(&db).await.len(), 1);
}

#[tokio::test]
async fn a_rolled_back_delete_keeps_everything() {
    let db = with_four_users().await;
    let before = rows(&db).await;
    assert_eq!(before.len(), 11);
    db.run("BEGIN").await;
    db.accepts("DELETE FROM users WHERE id = 'ann'").await;
    assert_eq!(rows(&db).await.len(), 6);
    db.run("ROLLBACK").await;
    assert_eq!(rows(&db).await, before);
}

#[tokio::test]
async fn a_delete_rolled_back_to_a_savepoint_keeps_everything() {
    let db = with_four_users().await;
    let before = rows(&db).await;
    assert_eq!(before.len(), 11);
    db.run("BEGIN; SAVEPOINT before_delete").await;
    db.accepts("DELETE FROM users WHERE id = 'ann'").await;
    assert_eq!(rows(&db).await.len(), 6);
    db.run("ROLLBACK TO before_delete; COMMIT").await;
    assert_eq!(rows(&db).await, before);
}

#[rstest]
#[case::a_session("DELETE FROM sessions WHERE id = 'ann-1'", "ann's session: ann-1")]
#[case::a_task("DELETE FROM tasks WHERE title = 'ann-1'", "ann's task: ann-1")]
#[tokio::test]
async fn deleting_what_belongs_to_a_user_leaves_the_user(
    #[case] delete: &str,
    #[case] deleted: &str,
) {
    let db = with_four_users().await;
    let mut expected = rows(&db).await;
    db.accepts(delete).await;
    expected.retain(|row| !row.starts_with(deleted));
    let after = rows(&db).await;
    assert_eq!(after.len(), 10);
    assert_eq!(after, expected);
}

/// TRUNCATE looks at no row: that nobody has a session or a task makes no difference.
#[rstest]
#[case::with_children("")]
#[case::without_children("DELETE FROM sessions; DELETE FROM tasks")]
#[tokio::test]
async fn users_alone_cannot_be_truncated(#[case] scene: &str) {
    let db = with_four_users().await;
    db.run(scene).await;
    let before = rows(&db).await;
    db.rejects("TRUNCATE users", SqlState::FEATURE_NOT_SUPPORTED, "")
        .await;
    assert_eq!(rows(&db).await, before);
    db.accepts("TRUNCATE users, sessions, tasks").await;
    assert_eq!(rows(&db).await.len(), 0);
}

#[rstest]
#[case::sessions("DELETE FROM tasks", "sessions_user_id_fkey")]
#[case::tasks("DELETE FROM sessions", "tasks_user_id_fkey")]
#[tokio::test]
async fn a_user_with_children_keeps_its_id(#[case] leave_one_kind: &str, #[case] rule: &str) {
    let db = with_four_users().await;
    db.accepts(leave_one_kind).await;
    let before = rows(&db).await;
    let change = "UPDATE users SET id = 'anna' WHERE id = 'ann'";
    db.rejects(change, SqlState::FOREIGN_KEY_VIOLATION, rule)
        .await;
    assert_eq!(rows(&db).await, before);
}

#[tokio::test]
async fn a_user_without_children_may_get_another_id() {
    let db = with_four_users().await;
    db.accepts("UPDATE users SET id = 'carlo' WHERE id = 'carl'")
        .await;
    let left: Vec<String> = db.values("SELECT id FROM users ORDER BY id").await;
    assert_eq!(left, ["ann", "bob", "carlo", "dora"]);
}
