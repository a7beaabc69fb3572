//! A history table that somebody edited by hand is refused with the row at fault, whichever way one
//! wants to go; it never makes the runner panic, and nothing is changed.

use pgconform::migrations::Target;
use pgconform::runner::{Error, History, HistoryError};
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::moves::{assert_unchanged, state, try_down, try_up};

/// What all three who read the table must say of it: which table, and each of these words.
async fn refused(sql: &str, words: &[&str]) {
    let mut db = TestDb::at(3).await;
    db.run(sql).await;
    let before = state(&db).await;
    let migrations = migrations();
    let errors = [
        ("up", try_up(&mut db, &migrations, Target::Head).await.err()),
        (
            "down",
            try_down(&mut db, &migrations, Target::Base).await.err(),
        ),
        ("status", History::read(db.client()).await.err()),
    ];
    for (who, error) in errors {
        match error {
            Some(Error::History(HistoryError::Damaged { table, why })) => {
                assert_eq!(table, "public.refinery_schema_history", "{who}");
                for word in words {
                    assert!(why.contains(word), "{who} does not say {word}: {why}");
                }
            }
            other => panic!("{who} ended otherwise after {sql}: {other:?}"),
        }
    }
    assert_unchanged(&db, &before, sql).await;
}

#[rstest]
#[case::no_number("checksum", "'abc'", "'abc'")]
#[case::empty("checksum", "''", "''")]
#[case::negative("checksum", "'-1'", "'-1'")]
#[case::too_large("checksum", "'18446744073709551616'", "'18446744073709551616'")]
#[case::no_time("applied_on", "'yesterday'", "'yesterday'")]
#[case::empty("applied_on", "''", "''")]
#[case::another_format("applied_on", "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'")]
#[case::no_such_day("applied_on", "'2024-02-30T00:00:00Z'", "'2024-02-30T00:00:00Z'")]
#[tokio::test]
async fn a_value_that_no_runner_wrote_is_named_with_its_row(
    #[case] column: &str,
    #[case] value: &str,
    #[case] shown: &str,
) {
    let sql = format!("UPDATE refinery_schema_history SET {column} = {value} WHERE version = 2");
    refused(&sql, &["version 2", column, shown]).await;
}

#[rstest]
#[case("checksum")]
#[case("applied_on")]
#[case("name")]
#[tokio::test]
async fn a_null_is_named(#[case] column: &str) {
    let sql = format!("UPDATE refinery_schema_history SET {column} = NULL WHERE version = 2");
    refused(&sql, &["version 2", column]).await;
}

#[tokio::test]
async fn a_null_version_is_named() {
    let sql = "ALTER TABLE refinery_schema_history DROP CONSTRAINT refinery_schema_history_pkey, \
               ALTER version DROP NOT NULL; \
               UPDATE refinery_schema_history SET version = NULL WHERE version = 2";
    refused(sql, &["no version"]).await;
}

#[rstest]
#[case("version")]
#[case("checksum")]
#[case("applied_on")]
#[case("name")]
#[tokio::test]
async fn a_missing_column_is_named(#[case] column: &str) {
    let sql = format!("ALTER TABLE refinery_schema_history DROP COLUMN {column} CASCADE");
    refused(&sql, &[column]).await;
}

/// The values are as they were: only a reader who expects the old type stumbles.
#[rstest]
#[case("version", "integer")]
#[case("version", "text")]
#[case("checksum", "numeric")]
#[case("applied_on", "timestamptz")]
#[case("name", "\"char\"")]
#[tokio::test]
async fn a_column_of_another_type_is_named(#[case] column: &str, #[case] kind: &str) {
    let sql = format!(
        "ALTER TABLE refinery_schema_history ALTER {column} TYPE {kind} USING {column}::{kind}"
    );
    refused(&sql, &[column]).await;
}

#[tokio::test]
async fn a_name_that_is_not_its_files_is_named() {
    let sql = "UPDATE refinery_schema_history SET name = 'something_else' WHERE version = 2";
    let mut db = TestDb::at(3).await;
    db.run(sql).await;
    let before = state(&db).await;
    for moved in [
        try_up(&mut db, &migrations(), Target::Head).await,
        try_down(&mut db, &migrations(), Target::Base).await,
    ] {
        match moved {
            Err(Error::Edited { versions }) => assert_eq!(versions.len(), 1),
            other => panic!("it ended otherwise: {other:?}"),
        }
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_row_that_was_deleted_by_hand_makes_its_migration_out_of_order() {
    let mut db = TestDb::at(3).await;
    db.run("DELETE FROM refinery_schema_history WHERE version = 2")
        .await;
    let before = state(&db).await;
    match try_up(&mut db, &migrations(), Target::Head).await {
        Err(Error::OutOfOrder { versions, current }) => {
            assert_eq!((versions.len(), versions[0].0, current.0), (1, 2, 3));
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn a_row_of_a_migration_that_never_was_is_missing_its_file() {
    let mut db = TestDb::at(3).await;
    db.run(
        "INSERT INTO refinery_schema_history \
         SELECT 77, 'never_was', applied_on, checksum FROM refinery_schema_history WHERE version = 3",
    )
    .await;
    let before = state(&db).await;
    match try_down(&mut db, &migrations(), Target::Base).await {
        Err(Error::Missing { versions }) => assert_eq!((versions.len(), versions[0].0), (1, 77)),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}
