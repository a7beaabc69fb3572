//! The schema is three tables and what belongs to them: there is nothing else that a client could come upon.

use std::collections::BTreeSet;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

/// The objects of tables have tests with the tables, as `users_has_these_constraints_and_no_other`.
#[tokio::test]
async fn there_are_these_objects_and_no_other() {
    let db = TestDb::head().await;
    let objects: Vec<String> = db.values(include_str!("nothing_else_objects.sql")).await;
    assert_eq!(
        objects,
        [
            "extension plpgsql",
            "function update_updated_at_column()",
            "schema public of pg_database_owner",
            "sequence tasks_id_seq",
            "table refinery_schema_history",
            "table sessions",
            "table tasks",
            "table users",
        ]
    );
}

/// What is granted of our own is seen by `nothing_without_a_grant`.
#[tokio::test]
async fn what_postgresql_brings_along_is_granted_as_in_an_empty_database() {
    let empty = grants(TestDb::empty().await).await;
    assert!(empty.len() > 100, "{empty:?}");
    let head = grants(TestDb::head().await).await;
    let changed: Vec<&String> = head.symmetric_difference(&empty).collect();
    assert_eq!(changed, Vec::<&String>::new());
}

async fn grants(db: TestDb) -> BTreeSet<String> {
    let grants: Vec<String> = db.values(include_str!("nothing_else_grants.sql")).await;
    grants.into_iter().collect()
}

#[tokio::test]
async fn the_function_is_declared_as_triggers_want_it() {
    let db = TestDb::head().await;
    let declared: Vec<String> = db.values(include_str!("nothing_else_functions.sql")).await;
    assert_eq!(
        declared,
        [
            "update_updated_at_column() returns trigger, plpgsql, volatile, called on null, \
          not leakproof, parallel unsafe, cost 100, search_path=\"\""
        ]
    );
}

/// Rows are tried one by one; what it does to all the others is in its text alone.
#[tokio::test]
async fn the_function_sets_two_columns_and_does_nothing_else() {
    let db = TestDb::head().await;
    let bodies: Vec<String> = db
        .values(
            "SELECT regexp_replace(btrim(prosrc, E' \\n'), '\\s+', ' ', 'g') \
               FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        )
        .await;
    assert_eq!(
        bodies,
        ["BEGIN NEW.created_at := OLD.created_at; \
             NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond'); \
             RETURN NEW; END"]
    );
}

/// Every value that the numbers of tasks may take, and in which order.
#[tokio::test]
async fn the_sequence_counts_up_by_one_and_ends_at_the_largest_bigint() {
    let db = TestDb::head().await;
    let sequences: Vec<String> = db
        .values(
            "SELECT format('%s %s from %s by %s, %s to %s, cache %s, cycle %s', sequencename, data_type, \
                           start_value, increment_by, min_value, max_value, cache_size, cycle) \
               FROM pg_sequences",
        )
        .await;
    assert_eq!(
        sequences,
        ["tasks_id_seq bigint from 1 by 1, 1 to 9223372036854775807, cache 1, cycle f"]
    );
}
