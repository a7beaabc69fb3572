//! `updated_at` is later after every change and as it was after none; `created_at` never moves.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{SESSION, TASK, USER};
use crate::support::times::{
    SESSIONS, StampedTable, TASKS, USERS, insert_smallest_rows, moves, remember, with_smallest_rows,
};

#[rstest]
#[tokio::test]
async fn a_change_in_the_inserting_transaction_makes_it_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = TestDb::head().await;
    db.run("BEGIN").await;
    insert_smallest_rows(&db).await;
    remember(&db, table).await;
    db.accepts(&table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"]);
    let later_than_created = format!("SELECT updated_at > created_at FROM {}", table.name);
    assert!(db.value::<bool>(&later_than_created).await);
}

#[rstest]
#[tokio::test]
async fn a_change_in_a_later_transaction_makes_it_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn an_update_that_changes_nothing_leaves_it(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.update(table.no_change)).await;
    assert_eq!(moves(&db, table).await, ["as it was"]);
}

#[rstest]
#[tokio::test]
async fn a_change_of_many_rows_makes_each_of_them_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    db.accepts(table.more).await;
    remember(&db, table).await;
    db.accepts(&table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"; 100]);
}

/// The first row by id is changed and the 99 others are touched.
#[rstest]
#[tokio::test]
async fn of_many_touched_rows_only_the_changed_one_becomes_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    db.accepts(table.more).await;
    remember(&db, table).await;
    let StampedTable { name, change, .. } = table;
    let (column, changed) = change.split_once(" = ").expect("an assignment");
    let only_first = format!(
        "{column} = CASE WHEN id = (SELECT min(id) FROM {name}) THEN {changed} ELSE {column} END"
    );
    let touched = db.accepts(&table.update(&only_first)).await;
    assert_eq!(touched, 100);
    let mut expected = vec!["as it was"; 100];
    expected[0] = "later";
    assert_eq!(moves(&db, table).await, expected);
}

#[rstest]
#[tokio::test]
async fn an_upsert_that_changes_makes_it_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.upsert(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn an_upsert_that_changes_nothing_leaves_it(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.upsert(table.no_change)).await;
    assert_eq!(moves(&db, table).await, ["as it was"]);
}

#[rstest]
#[tokio::test]
async fn each_of_a_hundred_changes_in_one_transaction_makes_it_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    let one = format!(
        "WITH changed AS ({} RETURNING updated_at) \
         INSERT INTO seen (updated_at) SELECT updated_at FROM changed;",
        table.update(table.change)
    );
    db.run(
        "CREATE TEMP TABLE seen (place int GENERATED ALWAYS AS IDENTITY, updated_at timestamptz)",
    )
    .await;
    db.run(&format!("BEGIN; {} COMMIT", one.repeat(100))).await;
    let later_than_the_one_before: Vec<Option<bool>> = db
        .values(
            "SELECT updated_at > lag(updated_at) OVER (ORDER BY place) FROM seen ORDER BY place",
        )
        .await;
    let mut expected = vec![Some(true); 100];
    expected[0] = None;
    assert_eq!(later_than_the_one_before, expected);
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn it_is_the_moment_of_the_change_and_not_the_start_of_the_transaction(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.run("BEGIN").await;
    let update = table.update(table.change);
    let not_before_the_statement: bool = db
        .value(&format!(
            "{update} RETURNING updated_at >= statement_timestamp()"
        ))
        .await;
    assert!(not_before_the_statement);
}

/// A function may make many changes in one statement of its client's.
#[rstest]
#[tokio::test]
async fn it_is_the_moment_of_the_change_and_not_the_start_of_the_statement(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    let update = table.update(table.change);
    let after_the_statement_began: bool = db
        .value(&format!(
            "{update} RETURNING updated_at > statement_timestamp()"
        ))
        .await;
    assert!(after_the_statement_began);
}

/// No longer step is needed, and a longer one would run ahead of the clock where changes are many.
#[rstest]
#[tokio::test]
async fn where_the_clock_was_set_back_it_moves_by_a_microsecond(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = TestDb::head().await;
    for row in [USER, SESSION, TASK] {
        db.accepts(&row.insert_with("updated_at", "'2100-01-01 00:00:00+00'"))
            .await;
    }
    let update = table.update(table.change);
    let by_a_microsecond: bool = db
        .value(&format!(
            "{update} RETURNING updated_at = '2100-01-01 00:00:00.000001+00'"
        ))
        .await;
    assert!(by_a_microsecond);
}

/// A row from before the clock was set back has a time that the clock will only come to.
#[rstest]
#[tokio::test]
async fn a_change_makes_it_later_even_after_the_clock_was_set_back(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = TestDb::head().await;
    for row in [USER, SESSION, TASK] {
        let tomorrow = "now() + interval '1 day'";
        db.accepts(&row.insert_with("updated_at", tomorrow)).await;
    }
    remember(&db, table).await;
    db.accepts(&table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later, and in the future"]);
}

#[rstest]
#[tokio::test]
async fn a_change_that_is_rolled_back_leaves_it(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.run("BEGIN").await;
    db.accepts(&table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"]);
    db.run("ROLLBACK").await;
    assert_eq!(moves(&db, table).await, ["as it was"]);
}

/// A table that comes to have `updated_at` belongs among the tables of this file.
#[tokio::test]
async fn every_table_that_has_it_has_the_trigger_and_is_tested_here() {
    let db = TestDb::head().await;
    let triggers: Vec<String> = db.values(include_str!("updated_at_triggers.sql")).await;
    let expected = [SESSIONS, TASKS, USERS]
        .map(|StampedTable { name, .. }| format!("{name}: update_{name}_updated_at"));
    assert_eq!(triggers, expected);
}
