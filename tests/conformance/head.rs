//! An upgrade takes an empty database to head, and a second one changes nothing.

use pgconform::migrations::Target;
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;

use crate::support::moves::{assert_unchanged, down, history, state, to, up};

#[tokio::test]
async fn an_empty_database_goes_to_head_one_step_a_migration() {
    let migrations = migrations();
    let mut db = TestDb::empty().await;
    let applied = up(&mut db, &migrations, Target::Head).await;
    let all: Vec<i64> = migrations.all().iter().map(|m| m.version.0).collect();
    assert!(all.len() >= 6, "there are too few migrations: {all:?}");
    assert_eq!(applied, all);
    assert_eq!(history(&db).await.len(), all.len());
    assert_eq!(db.catalog().await, TestDb::head().await.catalog().await);
}

#[tokio::test]
async fn a_second_upgrade_changes_nothing_not_even_when_it_was_applied() {
    let mut db = TestDb::head().await;
    db.run("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
        .await;
    let before = state(&db).await;
    assert_eq!(up(&mut db, &migrations(), Target::Head).await, [0; 0]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_target_that_is_reached_already_is_no_error() {
    let mut db = TestDb::at(3).await;
    let before = state(&db).await;
    assert_eq!(up(&mut db, &migrations(), to(3)).await, [0; 0]);
    assert_eq!(down(&mut db, &migrations(), to(3)).await, [0; 0]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn an_upgrade_after_others_leaves_their_history_rows_alone() {
    let mut db = TestDb::at(3).await;
    let before = history(&db).await;
    assert_eq!(before.len(), 3);
    up(&mut db, &migrations(), Target::Head).await;
    assert_eq!(history(&db).await[..3], before);
}
