//! New columns of tables that take no further row.

use tokio_postgres::{Client, Error};

use super::insert::changed_a_row;
use super::literals::literals;
use super::plan::{Column, TablePlan, is_about};
use super::selection::{TableSelection, Unfilled};
use crate::catalog::Change;
use crate::rows::queries::Queries;
use crate::sql;

/// Gives the rows that are there a value in each new column, so that its loss can be seen; where the
/// server takes none, that is said. `why` is why the table takes no further row.
pub(super) async fn fill(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    selection: TableSelection<'_>,
    round: usize,
    why: &str,
) -> Result<Option<Unfilled>, Error> {
    let is_new = |column: &&Column| {
        let mut differences = selection.touched_by.unwrap_or_default().iter();
        differences
            .any(|it| it.change == Change::Leftover && is_about(it, &table.identity, &column.name))
    };
    let mut left = Vec::new();
    for column in table.columns.iter().filter(is_new) {
        let is_pointing = table
            .foreign_keys
            .iter()
            .any(|key| key.columns.contains(&column.name));
        if column.fills_itself
            || is_pointing
            || !update(client, queries, table, column, round).await?
        {
            left.push(column.name.clone());
        }
    }
    Ok((!left.is_empty()).then(|| Unfilled {
        table: format!("{}.{}", table.identity, left.join(", ")),
        why: format!("the table takes no further row: {why}"),
    }))
}

/// Writes the first value that the server takes into every row. One that is in all of them already, as a default is,
/// would hide its loss; so it counts only where there is no other.
async fn update(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    column: &Column,
    round: usize,
) -> Result<bool, Error> {
    let written = sql::quoted(&column.name);
    let values = literals(client, queries, &[column], round).await?;
    let mut is_taken = false;
    for value in values.into_iter().flatten() {
        let update = format!(
            "UPDATE {} SET {written} = {value} WHERE {written}::text IS DISTINCT FROM ({value})::text",
            table.name
        );
        match client.simple_query(&update).await {
            Ok(answer) if changed_a_row(&answer) => return Ok(true),
            Ok(_) => is_taken = true,
            Err(error) if error.as_db_error().is_some() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(is_taken)
}
