//! Downgrade removes triggers, functions, indexes and tables; upgrade after it restores everything.

use std::time::Duration;

use pgconform::runner;
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;

use super::USER;

const OBJECTS: &str = include_str!("objects.sql");

async fn down(db: &mut TestDb) {
    let moved = runner::down(db.client_mut(), &migrations(), None, Duration::ZERO, |_| {}).await;
    assert_eq!(moved.expect("a way back").len(), migrations().all().len());
}

async fn up(db: &mut TestDb) {
    let files = migrations();
    let moved = runner::up(
        db.client_mut(),
        &files,
        Some(files.head()),
        Duration::ZERO,
        |_| {},
    )
    .await;
    assert_eq!(moved.expect("sound migrations").len(), files.all().len());
}

#[tokio::test]
async fn a_downgrade_removes_triggers_functions_indexes_and_tables() {
    let mut db = TestDb::head().await;
    let objects: Vec<String> = db.values(OBJECTS).await;
    for promised in [
        "function update_updated_at_column()",
        "index idx_tasks_user_id",
        "table tasks",
        "table users",
        "trigger update_tasks_updated_at",
    ] {
        assert!(
            objects.contains(&promised.to_owned()),
            "{promised}: {objects:#?}"
        );
    }
    down(&mut db).await;
    assert_eq!(db.values::<String>(OBJECTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_downgrade_of_tables_with_rows_removes_them_too() {
    let mut db = TestDb::head().await;
    db.accepts(USER).await;
    db.accepts("INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1')")
        .await;
    down(&mut db).await;
    assert_eq!(db.values::<String>(OBJECTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_upgrade_after_a_downgrade_restores_everything() {
    let mut db = TestDb::head().await;
    let before = db.catalog().await;
    let objects: Vec<String> = db.values(OBJECTS).await;
    down(&mut db).await;
    up(&mut db).await;
    assert_eq!(db.values::<String>(OBJECTS).await, objects);
    assert_eq!(db.catalog().await, before);
    // It works as before, too, and its tables begin anew.
    db.accepts(USER).await;
    db.accepts("INSERT INTO tasks (user_id, title) VALUES ('test-user', 'Task 1')")
        .await;
    assert_eq!(db.value::<i64>("SELECT id FROM tasks").await, 1);
    db.accepts("UPDATE tasks SET title = 'Updated'").await;
    assert!(
        db.value::<bool>("SELECT updated_at > created_at FROM tasks")
            .await
    );
    db.accepts("DELETE FROM users").await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM tasks").await, 0);
}
