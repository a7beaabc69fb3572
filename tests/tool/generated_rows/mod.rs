//! Rows are generated for any schema: each table has rows, or is reported with the reason why it has
//! none.

mod any_schema;
mod edges;
mod learned;
mod repeated;

use std::collections::BTreeSet;
use std::path::PathBuf;

use pgconform::rows::{self, Hints, Queries, Rows, TableSelection, Unfilled};
use pgconform::testing::TestDb;
use rstest::rstest;
use tokio_postgres::Client;

use crate::support::approved;

const EVERY_TABLE: TableSelection<'_> = TableSelection {
    touched_by: None,
    emptied: &[],
    closed: &BTreeSet::new(),
};

/// A database of these statements.
async fn database(schema: &str) -> TestDb {
    let db = TestDb::empty().await;
    db.run(schema).await;
    db
}

async fn generate(client: &Client, wanted: TableSelection<'_>, round: usize) -> Vec<Unfilled> {
    let queries = queries(client).await;
    let unfilled = rows::generate(client, &queries, wanted, round, &mut Hints::default()).await;
    unfilled.expect("the server answers")
}

async fn read(client: &Client) -> Rows {
    let read = rows::read(client, &queries(client).await).await;
    read.expect("a superuser may read rows")
}

async fn queries(client: &Client) -> Queries {
    let queries = Queries::prepare(client).await;
    queries.expect("the queries are sound")
}

#[rstest]
#[case::types("types", include_str!("types.sql"))]
#[case::keys("keys", include_str!("keys.sql"))]
#[case::rules("rules", include_str!("rules.sql"))]
#[case::partitions("partitions", include_str!("partitions.sql"))]
#[case::refusals("refusals", include_str!("refusals.sql"))]
#[case::extensions("extensions", include_str!("extensions.sql"))]
#[tokio::test]
async fn a_table_has_rows_or_is_reported(#[case] name: &str, #[case] schema: &str) {
    let db = database(schema).await;
    let unfilled = generate(db.client(), EVERY_TABLE, 0).await;
    let rows = read(db.client()).await;
    let mut text = String::new();
    for (table, found) in &rows.tables {
        text += &format!("{table}: {}\n", found.rows.len());
    }
    for Unfilled { table, why, .. } in &unfilled {
        text += &format!("unfilled {table}: {why}\n");
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tool/generated_rows");
    approved(folder.join(name).with_extension("txt"), &text);
}
