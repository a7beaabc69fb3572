//! What a reset would delete, counted.

use serde::Serialize;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::super::{Error, Limits, session};
use crate::connection::read_only;
use crate::sql::with_common;

/// A table and how many rows it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowCount {
    /// Its name as SQL writes it, with its schema where that is not searched.
    pub table: String,
    /// `None` where this role may not count them, or where counting could run functions of another role's.
    pub rows: Option<i64>,
}

const COUNTING: &str = "counting rows";

/// Counts the rows of every table, exactly, those with the most rows first. A table that another
/// session has locked ends it once the limits are reached, and so does a server that does not answer.
pub async fn count_rows(client: &Client, limits: &Limits) -> Result<Vec<RowCount>, Error> {
    limits.answered(COUNTING, limits.set(client)).await?;
    let doing = Error::database(COUNTING);
    let counted = read_only(client, count(client, limits), &doing).await;
    if !matches!(counted, Err(Error::Silent { .. })) {
        session::forget(client).await?;
    }
    counted
}

async fn count(client: &Client, limits: &Limits) -> Result<Vec<RowCount>, Error> {
    let doing = Error::database(COUNTING);
    let query = with_common(include_str!("row_counts.sql"));
    let rows = async { client.query_typed(&query, &[]).await.map_err(&doing) };
    let mut tables = Vec::new();
    for row in limits.answered(COUNTING, rows).await? {
        let rows = match row.try_get::<_, Option<&str>>("count").map_err(&doing)? {
            Some(statement) => {
                let counted = async { counted(client, statement).await.map_err(&doing) };
                limits.answered(COUNTING, counted).await?
            }
            None => Counted::NotAllowed,
        };
        let rows = match rows {
            Counted::Rows(rows) => Some(rows),
            Counted::NotAllowed => None,
            Counted::Gone => continue,
        };
        tables.push(RowCount {
            table: row.try_get("table").map_err(&doing)?,
            rows,
        });
    }
    tables.sort_by_key(|table| std::cmp::Reverse(table.rows));
    Ok(tables)
}

enum Counted {
    Rows(i64),
    NotAllowed,
    /// Another session has dropped the table meanwhile.
    Gone,
}

/// Counts the rows of one table. A failure would end the transaction around it, so it has a savepoint.
async fn counted(client: &Client, statement: &str) -> Result<Counted, tokio_postgres::Error> {
    client.batch_execute("SAVEPOINT counted").await?;
    let found = match client.query_typed_one(statement, &[]).await {
        Ok(row) => Counted::Rows(row.try_get(0)?),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            Counted::NotAllowed
        }
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Counted::Gone,
        Err(error) => return Err(error),
    };
    let back = "ROLLBACK TO SAVEPOINT counted; RELEASE SAVEPOINT counted";
    client.batch_execute(back).await?;
    Ok(found)
}
