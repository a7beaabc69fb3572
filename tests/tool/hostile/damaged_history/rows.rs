//! Rows that no runner writes are refused by name, by all who read them, and nothing is changed.

use pgconform::migrations::Target;
use pgconform::runner::{Error, History, HistoryError};
use pgconform::testing::TestDb;
use rstest::rstest;

use super::super::steps;
use crate::support::moves::{assert_unchanged, state, try_down, try_up};

async fn refused(sql: &str, words: &str) {
    let migrations = steps().load();
    let mut db = TestDb::head_of(&migrations).await;
    db.run(sql).await;
    let before = state(&db).await;
    let errors = [
        try_up(&mut db, &migrations, Target::Head).await.err(),
        try_down(&mut db, &migrations, Target::Base).await.err(),
        History::read(db.client()).await.err(),
    ];
    for error in errors {
        match error {
            Some(Error::History(HistoryError::Damaged { why, .. })) => {
                assert!(why.contains(words), "it does not say {words}: {why}");
            }
            other => panic!("it ended otherwise after {sql}: {other:?}"),
        }
    }
    assert_unchanged(&db, &before, sql).await;
}

#[rstest]
#[case(-1)]
#[case(i64::MIN)]
#[tokio::test]
async fn a_negative_version_is_refused_by_name(#[case] version: i64) {
    let sql = format!("UPDATE refinery_schema_history SET version = {version} WHERE version = 3");
    refused(
        &sql,
        &format!("the version {version}, which is not one that a file can have"),
    )
    .await;
}

/// It would count as the newest: every file is older than it.
#[tokio::test]
async fn the_largest_version_that_fits_is_named_as_one_without_a_file() {
    let migrations = steps().load();
    let mut db = TestDb::head_of(&migrations).await;
    let sql = "UPDATE refinery_schema_history SET version = 9223372036854775807 WHERE version = 3";
    db.run(sql).await;
    let before = state(&db).await;
    for moved in [
        try_up(&mut db, &migrations, Target::Head).await,
        try_down(&mut db, &migrations, Target::Base).await,
    ] {
        match moved {
            Err(Error::Missing { versions }) => assert_eq!(versions[0].0, i64::MAX),
            other => panic!("it ended otherwise: {other:?}"),
        }
    }
    assert_unchanged(&db, &before, sql).await;
}

/// A down would delete both rows, and one up would have been for nothing.
#[tokio::test]
async fn a_version_with_two_rows_is_refused_by_name() {
    let sql = "ALTER TABLE refinery_schema_history DROP CONSTRAINT refinery_schema_history_pkey; \
               INSERT INTO refinery_schema_history SELECT * FROM refinery_schema_history WHERE version = 2";
    refused(sql, "version 2 has two rows").await;
}
