//! What a reset would delete, counted.

use serde::Serialize;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};

use super::super::{Error, HISTORY_TABLE, Limits, session};

/// A table and how many rows it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableRows {
    /// Its name as SQL writes it, with its schema where that is not searched.
    pub table: String,
    /// `None` where this role may not count them.
    pub rows: Option<i64>,
}

/// Counts the rows of every table, exactly, those with the most rows first. A table that another
/// session has locked ends it once the limits are reached.
pub async fn table_rows(client: &Client, limits: &Limits) -> Result<Vec<TableRows>, Error> {
    limits.set(client).await?;
    let counted = count(client).await;
    session::forget(client).await?;
    counted
}

async fn count(client: &Client) -> Result<Vec<TableRows>, Error> {
    let doing = Error::database("counting rows");
    // A policy would hide some of them from the count: then an error is better.
    let setting = "SET row_security = off";
    client.batch_execute(setting).await.map_err(&doing)?;
    let name = HISTORY_TABLE;
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&name, Type::TEXT)];
    let rows = client.query_typed(include_str!("tables.sql"), &parameters);
    let mut tables = Vec::new();
    for row in rows.await.map_err(&doing)? {
        let counted = client.query_typed(row.get("count"), &[]).await;
        let rows = match counted {
            Ok(rows) => Some(rows[0].get(0)),
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => None,
            // Another session has dropped it meanwhile.
            Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => continue,
            Err(error) => return Err(doing(error)),
        };
        tables.push(TableRows {
            table: row.get("table"),
            rows,
        });
    }
    tables.sort_by_key(|table| std::cmp::Reverse(table.rows));
    Ok(tables)
}
