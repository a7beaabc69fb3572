//! Generated rows show every change: they are the same in each run, and alike only where that is the point.

use std::collections::BTreeSet;

use pgconform::rows::TableSelection;
use pgconform::sql::inserted_into;
use pretty_assertions::assert_eq;

use super::{EVERY_TABLE, database, generate, read};

const TYPES: &str = include_str!("types.sql");
const KEYS: &str = include_str!("keys.sql");

#[tokio::test]
async fn the_same_schema_gets_the_same_rows() {
    let (one, other) = (database(TYPES).await, database(TYPES).await);
    generate(one.client(), EVERY_TABLE, 0).await;
    generate(other.client(), EVERY_TABLE, 0).await;
    let rows = read(one.client()).await;
    assert_eq!(rows.tables.len(), 14);
    assert_eq!(rows, read(other.client()).await);
}

/// Those of nothing but zeros come again in each round, too.
#[tokio::test]
async fn one_row_of_each_round_has_a_twin_and_the_others_are_unlike() {
    let db = database(TYPES).await;
    for round in 0..2 {
        assert_eq!(generate(db.client(), EVERY_TABLE, round).await, []);
    }
    let rows = read(db.client()).await;
    let counts = rows.tables.iter().map(|(name, table)| {
        let unlike: BTreeSet<_> = table.rows.iter().collect();
        (name.as_str(), table.rows.len(), unlike.len())
    });
    let wrong: Vec<_> = counts
        .filter(|(_, all, unlike)| *all != 12 || !(5..=10).contains(unlike))
        .collect();
    assert_eq!(rows.tables.len(), 14);
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn a_table_of_a_projects_own_rows_takes_no_other_and_is_pointed_to() {
    let db = database(KEYS).await;
    db.accepts("INSERT INTO c_trunk VALUES (77)").await;
    let closed = inserted_into("INSERT INTO c_trunk VALUES (77)")
        .into_iter()
        .collect();
    let beside = TableSelection {
        closed: &closed,
        ..EVERY_TABLE
    };
    generate(db.client(), beside, 0).await;
    let trunks: Vec<i64> = db.values("SELECT id FROM c_trunk").await;
    assert_eq!(trunks, [77]);
    let branches: Vec<i64> = db.values("SELECT trunk FROM b_branch").await;
    assert_eq!(branches, [77; 6]);
}

#[tokio::test]
async fn only_tables_that_a_step_touched_get_rows() {
    let db = database(TYPES).await;
    let before = db.catalog().await;
    db.run("ALTER TYPE mood ADD VALUE 'tired'; ALTER TABLE times ADD COLUMN year INTEGER")
        .await;
    let made = pgconform::catalog::diff(&before, &db.catalog().await);
    let touched = TableSelection {
        touched_by: Some(&made),
        ..EVERY_TABLE
    };
    generate(db.client(), touched, 0).await;
    let rows = read(db.client()).await;
    let filled = rows
        .tables
        .iter()
        .filter(|(_, table)| !table.rows.is_empty());
    let filled: Vec<&str> = filled.map(|(name, _)| name.as_str()).collect();
    assert_eq!(filled, ["public.enums", "public.times"]);
}

#[tokio::test]
async fn numbers_go_to_the_lower_end_of_their_type_and_to_the_declared_precision() {
    let schema =
        "CREATE TABLE numbers (small SMALLINT, usual INTEGER, big BIGINT, exact NUMERIC(20, 2))";
    let db = database(schema).await;
    generate(db.client(), EVERY_TABLE, 0).await;
    db.accepts(
        "DO $$ BEGIN
           ASSERT (SELECT min(small) < -32700 AND min(usual) < -2147483000 AND min(big) < -9223372036854775000 FROM numbers);
           ASSERT (SELECT max(exact) > 100000000000000000 FROM numbers);
         END $$",
    )
    .await;
}

#[tokio::test]
async fn a_text_whose_case_does_not_count_has_a_twin_in_another_case() {
    let schema = "CREATE EXTENSION citext; CREATE TABLE users (name CITEXT NOT NULL)";
    let db = database(schema).await;
    generate(db.client(), EVERY_TABLE, 0).await;
    db.accepts(
        "DO $$ BEGIN
           ASSERT (SELECT count(DISTINCT name) + 1 = count(DISTINCT name::text) FROM users);
         END $$",
    )
    .await;
}
