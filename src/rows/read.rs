//! Reads every row of a database.

use futures_util::future::try_join_all;
use tokio_postgres::{Client, Error};

use super::{Position, Rows, Table};

/// Values come out the same whatever the session's settings.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
    SET LOCAL search_path = ''; SET LOCAL row_security = off; \
    SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'";

/// Reads all rows of all tables at one moment, as text, and the position of every sequence.
///
/// Meant for the few rows that a proof puts there; everything is held in memory. The session must
/// not be inside a transaction.
pub async fn read(client: &Client) -> Result<Rows, Error> {
    client.batch_execute(BEGIN).await?;
    let read = read_all(client).await;
    let ended = client.batch_execute("ROLLBACK").await;
    let rows = read?;
    ended?;
    Ok(rows)
}

async fn read_all(client: &Client) -> Result<Rows, Error> {
    let (tables, sequences) = futures_util::try_join!(
        client.query_typed(include_str!("tables.sql"), &[]),
        client.query_typed(include_str!("sequences.sql"), &[]),
    )?;
    let tables = try_join_all(tables.iter().map(|row| {
        table(
            client,
            row.get("schema"),
            row.get("name"),
            row.get("columns"),
        )
    }));
    let sequences = try_join_all(sequences.iter().map(|row| async move {
        let name = (row.get("schema"), row.get("name"));
        let owner = Option::zip(row.get("owner_schema"), row.get("owner_name"));
        let position = position(client, &name, row.get("increment"), owner).await?;
        Ok::<_, Error>((name, position))
    }));
    let (tables, sequences) = futures_util::try_join!(tables, sequences)?;
    Ok(Rows {
        tables: tables.into_iter().collect(),
        sequences: sequences.into_iter().collect(),
    })
}

async fn table(
    client: &Client,
    schema: String,
    name: String,
    columns: Vec<String>,
) -> Result<((String, String), Table), Error> {
    let values: Vec<String> = columns
        .iter()
        .map(|column| format!("{}::text", quote(column)))
        .collect();
    // ONLY: the rows of a child table are the child's.
    let select = format!(
        "SELECT {} FROM ONLY {}.{}",
        values.join(", "),
        quote(&schema),
        quote(&name)
    );
    let rows = client.query_typed(&select, &[]).await?;
    let rows = rows
        .iter()
        .map(|row| (0..columns.len()).map(|at| row.get(at)).collect())
        .collect();
    Ok(((schema, name), Table { columns, rows }))
}

async fn position(
    client: &Client,
    (schema, name): &(String, String),
    increment: i64,
    owner: Option<(String, String)>,
) -> Result<Position, Error> {
    let select = format!(
        "SELECT last_value, is_called FROM {}.{}",
        quote(schema),
        quote(name)
    );
    let rows = client.query_typed(&select, &[]).await?;
    let last: i64 = rows[0].get("last_value");
    let step = if rows[0].get("is_called") {
        increment
    } else {
        0
    };
    Ok(Position {
        next: i128::from(last) + i128::from(step),
        increment,
        owner,
    })
}

/// A name as SQL writes it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
