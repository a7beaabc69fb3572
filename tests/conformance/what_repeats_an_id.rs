//! An id can be made to repeat only by whoever owns the table, and not by the application's role.
//!
//! Each statement here really hands out an id again, so it is known what the role is kept from.

use futures_util::SinkExt;
use pgconform::testing::{SqlState, TestDb, rejects};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::application::application;
use crate::support::scene::{new_tasks, with_a_user};

/// Ids that were handed out and are no longer in use.
async fn with_used_ids() -> (TestDb, Vec<i64>) {
    let db = with_a_user().await;
    let used = new_tasks(&db, 5).await;
    db.accepts("DELETE FROM tasks").await;
    (db, used)
}

/// Whether one of the tasks, or the next one, has an id no higher than one handed out before:
/// that very id, or one from which the sequence will come to it.
async fn repeats_one_of(db: &TestDb, used: &[i64]) -> bool {
    new_tasks(db, 1).await;
    let ids: Vec<i64> = db.values("SELECT id FROM tasks").await;
    let highest = used.iter().max();
    ids.iter().any(|id| Some(id) <= highest)
}

#[tokio::test]
async fn without_such_a_statement_no_id_repeats() {
    let (db, used) = with_used_ids().await;
    assert!(!repeats_one_of(&db, &used).await);
}

/// `{used}` stands for an id that was handed out before.
#[rstest]
#[case::setval("SELECT setval(pg_get_serial_sequence('tasks', 'id'), {used})")]
#[case::restart_of_the_sequence("ALTER SEQUENCE tasks_id_seq RESTART WITH {used}")]
#[case::restart_of_the_column("ALTER TABLE tasks ALTER COLUMN id RESTART WITH {used}")]
#[case::restart_by_truncate("TRUNCATE tasks RESTART IDENTITY")]
#[case::backwards("ALTER SEQUENCE tasks_id_seq INCREMENT BY -1")]
#[case::insert(
    "INSERT INTO tasks (id, user_id, title) OVERRIDING SYSTEM VALUE VALUES ({used}, 'u1', 'Write')"
)]
#[case::merge(
    "MERGE INTO tasks USING users ON false WHEN NOT MATCHED THEN \
     INSERT (id, user_id, title) OVERRIDING SYSTEM VALUE VALUES ({used}, 'u1', 'Write')"
)]
#[tokio::test]
async fn it_repeats_an_id_and_is_refused_to_the_application(#[case] statement: &str) {
    let (db, used) = with_used_ids().await;
    let statement = statement.replace("{used}", &used[1].to_string());
    let denied = SqlState::INSUFFICIENT_PRIVILEGE;
    rejects(&application(&db).await, &statement, denied, "").await;
    db.run(&statement).await;
    assert!(repeats_one_of(&db, &used).await, "{statement}");
}

/// GENERATED ALWAYS binds INSERT and UPDATE only: COPY takes the id that it is given.
#[tokio::test]
async fn copy_repeats_an_id_and_is_refused_to_the_application() {
    let (db, used) = with_used_ids().await;
    let copy = "COPY tasks (id, user_id, title) FROM STDIN";
    let application = application(&db).await;
    let refusal = application.copy_in::<_, &[u8]>(copy).await;
    let refusal = refusal.err().expect("the role may not write tasks.id");
    assert_eq!(refusal.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));

    let sink = db.client().copy_in(copy).await.expect("COPY begins");
    let mut sink = std::pin::pin!(sink);
    let line = format!("{}\tu1\tWrite\n", used[1]).into_bytes();
    sink.send(std::io::Cursor::new(line)).await.expect("a line");
    assert_eq!(sink.finish().await.expect("COPY ends"), 1);
    assert!(repeats_one_of(&db, &used).await);
}
