//! A task is read and written whole.

use pgconform::model::{NewTask, Task};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use super::{ANN, FULL_ROWS, NOW, moment};

/// The smallest task there can be.
fn smallest() -> NewTask {
    NewTask {
        user_id: "ann".to_owned(),
        title: "Water the plants".to_owned(),
        ..NewTask::default()
    }
}

async fn stored(db: &TestDb) -> Task {
    let row = db.client().query_one("SELECT * FROM tasks", &[]).await;
    Task::try_from(&row.expect("one task")).expect("every column has its field")
}

#[tokio::test]
async fn a_task_reads_as_it_stands_in_its_row() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    let expected = Task {
        id: 1 << 32,
        user_id: "u1".to_owned(),
        title: "Water the plants".to_owned(),
        description: Some("All of them".to_owned()),
        completed: true,
        created_at: moment("2007-07-07T07:07:07.000007Z"),
        updated_at: moment("2008-08-08T08:08:08.000008Z"),
    };
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_task_is_written_with_every_value_given() {
    let mut db = TestDb::head().await;
    db.run(ANN).await;
    let new = NewTask {
        description: Some("All of them".to_owned()),
        completed: Some(true),
        ..smallest()
    };
    let transaction = db.client_mut().transaction().await.expect("a session");
    let now = transaction.query_one(NOW, &[]).await.expect("now").get(0);
    let written = new.insert(&transaction).await.expect("a sound task");
    transaction.commit().await.expect("nothing is deferred");
    let expected = Task {
        id: written.id,
        user_id: "ann".to_owned(),
        title: "Water the plants".to_owned(),
        description: Some("All of them".to_owned()),
        completed: true,
        created_at: now,
        updated_at: now,
    };
    assert_eq!(written, expected);
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_task_of_the_required_values_gets_the_database_s_defaults() {
    let db = TestDb::head().await;
    db.run(ANN).await;
    let written = smallest().insert(db.client()).await.expect("a sound task");
    let expected = Task {
        id: written.id,
        user_id: "ann".to_owned(),
        title: "Water the plants".to_owned(),
        description: None,
        completed: false,
        created_at: written.created_at,
        updated_at: written.created_at,
    };
    assert_eq!(written, expected);
    assert_eq!(stored(&db).await, expected);
}

/// Not those that the code was built with.
#[tokio::test]
async fn the_defaults_of_a_task_are_the_table_s_own() {
    let db = TestDb::head().await;
    db.run(ANN).await;
    db.run("ALTER TABLE tasks ALTER completed SET DEFAULT true")
        .await;
    let written = smallest().insert(db.client()).await.expect("a sound task");
    assert!(written.completed);
}

#[tokio::test]
async fn a_task_is_the_same_after_a_trip_through_json() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    let task = stored(&db).await;
    let json = serde_json::to_value(&task).expect("plain data");
    assert_eq!(json["created_at"], "2007-07-07T07:07:07.000007Z");
    let back: Task = serde_json::from_value(json).expect("what was written");
    assert_eq!(back, task);
}
