//! What a table consists of, a line for each part, as the catalogue says it.

use pgconform::testing::TestDb;

/// The table's columns in their order: name, type with length, nullability, default, identity.
pub async fn columns(db: &TestDb, table: &str) -> Vec<String> {
    lines(db, include_str!("columns.sql"), table).await
}

/// The table's constraints by name.
pub async fn constraints(db: &TestDb, table: &str) -> Vec<String> {
    lines(db, include_str!("constraints.sql"), table).await
}

/// The table's indexes by name, those of its constraints among them.
pub async fn indexes(db: &TestDb, table: &str) -> Vec<String> {
    lines(db, include_str!("indexes.sql"), table).await
}

/// The table's triggers and rules by name, and how many triggers that check its keys are switched off.
pub async fn triggers_and_rules(db: &TestDb, table: &str) -> Vec<String> {
    lines(db, include_str!("triggers_and_rules.sql"), table).await
}

async fn lines(db: &TestDb, query: &str, table: &str) -> Vec<String> {
    let rows = db
        .client()
        .query(query, &[&table])
        .await
        .expect("the catalogue can be asked");
    rows.iter().map(|row| row.get(0)).collect()
}
