//! A partition that was made at run time is what its table was made for.

use pretty_assertions::assert_eq;

use super::{differences, drifted, goose, seen};
use pgconform::testing::TestDb;

const UP: &str = "CREATE TABLE visits (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE visits_first PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE INDEX by_day ON visits (at);
    CREATE TABLE notes (visit int, at date, CONSTRAINT of_visit FOREIGN KEY (visit, at) REFERENCES visits);";
const AT_RUN_TIME: &str =
    "CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
        PARTITION BY LIST (id);
    CREATE TABLE visits_2025_1 PARTITION OF visits_2025 FOR VALUES IN (1)";

#[tokio::test]
async fn a_partition_that_only_the_live_database_has_is_no_drift_and_is_listed() {
    let migrations = goose(&[UP]).load();
    let db = TestDb::head_of(&migrations).await;
    db.run(AT_RUN_TIME).await;
    let outcome = seen(db.client(), &migrations).await;
    assert_eq!(differences(&outcome), [""; 0]);
    assert_eq!(
        outcome.partitions,
        ["public.visits_2025", "public.visits_2025_1"]
    );
}

#[tokio::test]
async fn a_partition_that_the_migrations_make_is_missed() {
    let migrations = goose(&[UP]).load();
    let found = drifted(
        &migrations,
        "ALTER TABLE visits DETACH PARTITION visits_first; DROP TABLE visits_first",
    )
    .await;
    assert!(
        found.contains(&"table public.visits_first".to_owned()),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_table_that_only_inherits_is_drift() {
    let migrations = goose(&["CREATE TABLE notes (id int);"]).load();
    let hand = "CREATE TABLE more () INHERITS (notes)";
    assert_eq!(drifted(&migrations, hand).await, ["table public.more"]);
}
