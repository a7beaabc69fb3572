//! What shows that rows were written into a system catalog.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error, Statement};

use crate::connection::Prepared;

/// From this major version on, sessions report at once how many rows they wrote.
const COUNTED_SINCE: u32 = 15;

/// By the catalog's name: the same text where nothing was written in between.
pub(super) type Written = BTreeMap<String, String>;

/// Reads it.
pub(super) async fn written(
    client: &Client,
    prepared: &Prepared,
    major: u32,
) -> Result<Written, Error> {
    let statement = if major >= COUNTED_SINCE {
        prepared.get(client, include_str!("counts.sql")).await?
    } else {
        sums(client, prepared).await?
    };
    let rows = client.query(&statement, &[]).await?;
    let entry = |row: &tokio_postgres::Row| (row.get("name"), row.get("written"));
    Ok(rows.iter().map(entry).collect())
}

/// The query that reads every catalog. Its text is the same for each server of a major version.
async fn sums(client: &Client, prepared: &Prepared) -> Result<Statement, Error> {
    let text = prepared.get(client, include_str!("sums.sql")).await?;
    let row = client.query_one(&text, &[]).await?;
    prepared.get(client, row.get("query")).await
}
