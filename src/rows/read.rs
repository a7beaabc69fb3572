//! Reads every row of a database.

use futures_util::future::try_join_all;
use tokio_postgres::{Client, Error, Row};

use super::queries::Queries;
use super::{Position, Rows, Table};

/// Values come out the same whatever the session's settings.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
    SET LOCAL search_path = ''; SET LOCAL row_security = off; \
    SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'";

/// Reads all rows of all tables at one moment, as text, and the position of every sequence.
///
/// Meant for the few rows that a proof puts there; everything is held in memory. The session must
/// not be inside a transaction, and be the one that the queries were prepared in.
pub async fn read(client: &Client, queries: &Queries) -> Result<Rows, Error> {
    client.batch_execute(BEGIN).await?;
    let read = read_all(client, queries).await;
    let ended = client.batch_execute("ROLLBACK").await;
    let rows = read?;
    ended?;
    Ok(rows)
}

async fn read_all(client: &Client, queries: &Queries) -> Result<Rows, Error> {
    let (tables, sequences) = futures_util::try_join!(
        client.query(&queries.tables, &[]),
        client.query(&queries.sequences, &[]),
    )?;
    let tables = try_join_all(tables.iter().map(|row| table(client, row)));
    let sequences = try_join_all(sequences.iter().map(|row| position(client, row)));
    let (tables, sequences) = futures_util::try_join!(tables, sequences)?;
    Ok(Rows {
        tables: tables.into_iter().collect(),
        sequences: sequences.into_iter().collect(),
    })
}

async fn table(client: &Client, found: &Row) -> Result<(String, Table), Error> {
    let identity: String = found.get("identity");
    let columns: Vec<String> = found.get("columns");
    let values: Vec<String> = columns
        .iter()
        .map(|column| format!("{}::text", quote(column)))
        .collect();
    // ONLY: the rows of a child table are the child's.
    let select = format!("SELECT {} FROM ONLY {identity}", values.join(", "));
    let rows = client.query_typed(&select, &[]).await?;
    let table = Table {
        schema: found.get("schema"),
        name: found.get("name"),
        rows: rows
            .iter()
            .map(|row| (0..columns.len()).map(|at| row.get(at)).collect())
            .collect(),
        columns,
    };
    Ok((identity, table))
}

async fn position(client: &Client, found: &Row) -> Result<(String, Position), Error> {
    let identity: String = found.get("identity");
    let increment: i64 = found.get("increment");
    let select = format!("SELECT last_value, is_called FROM {identity}");
    let rows = client.query_typed(&select, &[]).await?;
    let last: i64 = rows[0].get("last_value");
    let is_called: bool = rows[0].get("is_called");
    let step = if is_called { increment } else { 0 };
    let position = Position {
        next: i128::from(last) + i128::from(step),
        increment,
        owner: Option::zip(found.get("owner_schema"), found.get("owner_name")),
    };
    Ok((identity, position))
}

/// A name as SQL writes it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
