//! What was committed is there after the server was killed, in every table.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::conventions;
use crate::support::times::insert_smallest_rows;

/// The rows of a table as text, one a line.
async fn rows(db: &TestDb, table: &str) -> Vec<String> {
    db.values(&format!("SELECT t::text FROM {table} t ORDER BY 1"))
        .await
}

#[tokio::test]
async fn rows_of_every_table_are_as_they_were_after_a_crash() {
    let mut db = TestDb::head().await;
    insert_smallest_rows(&db).await;
    let mut before = Vec::new();
    for table in conventions::tables(&db).await {
        let rows = rows(&db, &table).await;
        assert_eq!(rows.len(), 1, "{table} has its smallest row");
        before.push((table, rows));
    }
    db.crash().await;
    for (table, before) in before {
        assert_eq!(rows(&db, &table).await, before, "{table}");
    }
}
