//! Reads every row of a database.

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
    let selects = tables
        .iter()
        .map(of_table)
        .chain(sequences.iter().map(of_sequence));
    let mut found = queries.select(client, selects.collect()).await?.into_iter();
    let rows = tables.iter().zip(found.by_ref());
    let tables = rows
        .map(|(it, rows)| (it.get("identity"), table(it, &rows)))
        .collect();
    let rows = sequences.iter().zip(found);
    let sequences = rows
        .map(|(it, rows)| (it.get("identity"), position(it, &rows)))
        .collect();
    Ok(Rows { tables, sequences })
}

fn of_table(found: &Row) -> String {
    let columns: Vec<&str> = found.get("columns");
    let values: Vec<String> = columns
        .into_iter()
        // A prepared statement must return what it returned before, with the same collation.
        .map(|column| format!("{}::text COLLATE \"C\"", quote(column)))
        .collect();
    // ONLY: the rows of a child table are the child's.
    let identity: &str = found.get("identity");
    format!("SELECT {} FROM ONLY {identity}", values.join(", "))
}

fn table(found: &Row, rows: &[Row]) -> Table {
    let columns: Vec<String> = found.get("columns");
    let values = |row: &Row| (0..columns.len()).map(|at| row.get(at)).collect();
    Table {
        schema: found.get("schema"),
        name: found.get("name"),
        rows: rows.iter().map(values).collect(),
        columns,
    }
}

fn of_sequence(found: &Row) -> String {
    let identity: &str = found.get("identity");
    format!("SELECT last_value, is_called FROM {identity}")
}

fn position(found: &Row, rows: &[Row]) -> Position {
    let increment: i64 = found.get("increment");
    let last: i64 = rows[0].get("last_value");
    let is_called: bool = rows[0].get("is_called");
    let step = if is_called { increment } else { 0 };
    Position {
        next: i128::from(last) + i128::from(step),
        increment,
        owner: Option::zip(found.get("owner_schema"), found.get("owner_name")),
    }
}

/// A name as SQL writes it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
