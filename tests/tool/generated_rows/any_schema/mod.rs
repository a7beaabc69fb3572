//! Whatever a schema asks of its rows, where some row meets it, one is generated.
//!
//! PROPTEST_CASES says how many schemas are tried.

mod columns;
mod partitions;
mod rules;
mod tables;
mod texts;

use std::collections::BTreeSet;
use std::env;

use pgconform::rows::{self, Hints, Queries, Rows};
use pgconform::testing::TestDb;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use super::{EVERY_TABLE, queries};
use tables::{Table, schema, script};

/// So many schemas take a few seconds.
const CASES: u32 = 20;

/// What makes room for the next schema.
const CLEAR: &str = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

#[test]
fn every_table_that_can_hold_a_row_is_filled_and_always_with_the_same_rows() {
    let runtime = Runtime::new().expect("threads can be started");
    let db = runtime.block_on(TestDb::empty());
    let queries = runtime.block_on(queries(db.client()));
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&schema(), |tables| {
        runtime.block_on(hold(db.client(), &queries, &tables))
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}

async fn hold(client: &Client, queries: &Queries, tables: &[Table]) -> Result<(), TestCaseError> {
    let script = script(tables);
    let rows = filled(client, queries, &script).await?;
    for (number, table) in tables.iter().enumerate() {
        let own = |name: &str| {
            let rest = name.strip_prefix(&format!("public.t{number}"));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        let parts = rows.tables.iter().filter(|(name, _)| own(name));
        let count: usize = parts.map(|(_, part)| part.rows.len()).sum();
        // Of the six families one may be given up: a row beside the first is tried twenty times.
        let least = if table.is_open() { 5 } else { 1 };
        prop_assert!(
            count >= least,
            "t{} holds {} rows in\n{}",
            number,
            count,
            script
        );
    }
    let again = filled(client, queries, &script).await?;
    let same: BTreeSet<_> = rows
        .tables
        .keys()
        .filter(|it| rows.tables[*it] == again.tables[*it])
        .collect();
    prop_assert_eq!(
        same.len(),
        rows.tables.len(),
        "only {:?} have the same rows in\n{}",
        same,
        script
    );
    Ok(())
}

/// All rows, in a schema that the script makes.
async fn filled(client: &Client, queries: &Queries, script: &str) -> Result<Rows, TestCaseError> {
    let made = client.batch_execute(&format!("{CLEAR}; {script}")).await;
    prop_assert!(made.is_ok(), "{:?}\n{}", made, script);
    let unfilled = rows::generate(client, queries, EVERY_TABLE, 0, &mut Hints::default()).await;
    match unfilled {
        Ok(unfilled) => prop_assert!(unfilled.is_empty(), "{:?}\n{}", unfilled, script),
        Err(error) => prop_assert!(false, "{:?}\n{}", error, script),
    }
    Ok(rows::read(client, queries)
        .await
        .expect("a superuser may read rows"))
}
