//! A file that says `no-transaction` runs outside of one, both ways, and is remembered and forgotten
//! like any other.

use pgconform::migrations::Target;
use pgconform::runner::{Error, Stands};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, down, history, state, to, try_up, up, versions};

#[tokio::test]
async fn an_index_is_made_and_dropped_concurrently() {
    let migrations = Folder::of("concurrently").load();
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &migrations, Target::Head).await, [1, 2, 3]);
    let is_valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_a_id'::regclass";
    assert!(db.value::<bool>(is_valid).await);
    assert_eq!(history(&db).await.len(), 3);
    let at_head = db.catalog().await;

    assert_eq!(down(&mut db, &migrations, to(1)).await, [3, 2]);
    assert_eq!(history(&db).await.len(), 1);
    let gone = "SELECT to_regclass('idx_a_id') IS NULL";
    assert!(db.value::<bool>(gone).await);

    assert_eq!(up(&mut db, &migrations, Target::Head).await, [2, 3]);
    assert_eq!(db.catalog().await, at_head);
}

#[tokio::test]
async fn without_the_directive_it_is_refused_and_leaves_nothing_behind() {
    let folder = Folder::of("concurrently");
    folder.replace("V2__index_a.sql", "-- pgconform: no-transaction", "");
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    up(&mut db, &migrations, to(1)).await;
    let before = state(&db).await;
    match try_up(&mut db, &migrations, Target::Head).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.file, "V2__index_a.sql");
            assert_eq!(failed.sqlstate.as_deref(), Some("25001"));
            assert_eq!(versions(&done), [0; 0]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

/// What it did before it failed stands, so that the error may not say otherwise.
#[tokio::test]
async fn one_that_fails_is_not_remembered_and_says_that_what_it_did_stands() {
    let folder = Folder::of("concurrently");
    folder.write(
        "V1__create_a.sql",
        "CREATE TABLE a (id integer);\nINSERT INTO a VALUES (1), (1);\n",
    );
    folder.replace("V2__index_a.sql", "CREATE INDEX", "CREATE UNIQUE INDEX");
    let mut db = TestDb::empty().await;
    let error = try_up(&mut db, &folder.load(), Target::Head).await;
    let error = error.expect_err("the rows are not unique");
    match &error {
        Error::Sql { failed, done } => {
            assert_eq!(failed.sqlstate.as_deref(), Some("23505"));
            assert_eq!(failed.stands, Stands::OutsideTransaction);
            assert_eq!(versions(done), [1]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    let said = error.to_string();
    assert!(said.contains("already committed: 1 step"), "{said}");
    assert!(said.contains("the next run continues after them"), "{said}");
    assert_eq!(history(&db).await.len(), 1);
    let is_valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_a_id'::regclass";
    assert!(!db.value::<bool>(is_valid).await, "then nothing was left");
}
