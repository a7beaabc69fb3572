//! New columns of tables that accept no further row.

use tokio_postgres::{Client, Error};

use super::candidates::Depth;
use super::family::{Variety, sorts};
use super::insert::changed_a_row;
use super::literals::{Wanted, literals};
use super::plan::{Column, ForeignKey, TablePlan, is_about};
use super::pointers::fill_later;
use super::selection::{Refused, TableSelection, Unfilled};
use crate::catalog::{Change, Difference};
use crate::rows::queries::Queries;
use crate::sql;

/// Gives the rows that are there a value in each new column, so that its loss can be seen; where the
/// server takes none, that is said. `refused` is why the table takes no further row.
///
/// What an up renamed or moved is new by name only: a column of a table that lost another, or that is new itself and
/// holds rows, keeps the values that the up left it with, and so does one that the up wrote into.
pub(super) async fn fill(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    selection: TableSelection<'_>,
    round: usize,
    refused: &Refused,
) -> Result<Option<Unfilled>, Error> {
    let made = selection.touched_by.unwrap_or_default();
    if may_have_moved(made, &table.identity) {
        return Ok(None);
    }
    let is_new = |column: &&Column| {
        let mut new = made.iter().filter(|it| it.change == Change::Leftover);
        new.any(|it| is_about(it, &table.identity, &column.name))
    };
    let mut left = Vec::new();
    for column in table.columns.iter().filter(is_new) {
        if is_written(client, table, column).await? {
            continue;
        }
        let is_taken = match table.key_of(column) {
            Some(key) => point(client, table, key).await?,
            None => !column.fills_itself && update(client, queries, table, column, round).await?,
        };
        if !is_taken {
            left.push(column.name.clone());
        }
    }
    Ok((!left.is_empty()).then(|| Unfilled {
        table: format!("{}.{}", table.identity, left.join(", ")),
        why: format!("the table accepts no further row: {}", refused.why),
        constraint: refused.constraint.clone(),
    }))
}

/// Whether an up may have moved columns within a table, or rows into it.
fn may_have_moved(made: &[Difference], table: &str) -> bool {
    made.iter().any(|it| match it.object.kind.as_str() {
        "table" => it.change == Change::Leftover && it.object.name == table,
        "column" => {
            let column = it.object.name.strip_prefix(table);
            it.change == Change::Missing && column.is_some_and(|it| it.starts_with('.'))
        }
        _ => false,
    })
}

/// Whether some row holds another value than the column's default: then the up has put it there.
async fn is_written(client: &Client, table: &TablePlan, column: &Column) -> Result<bool, Error> {
    let default = column.default.as_deref().unwrap_or("NULL");
    let (name, written) = (&table.name, sql::quoted(&column.name));
    let select = format!(
        "SELECT EXISTS (SELECT FROM {name} WHERE {written}::text IS DISTINCT FROM ({default})::{}::text)",
        column.ty
    );
    match client.query_typed(&select, &[]).await {
        Ok(rows) => Ok(rows[0].get(0)),
        Err(error) if error.as_db_error().is_some() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lets rows point somewhere; `false` where none does.
async fn point(client: &Client, table: &TablePlan, key: &ForeignKey) -> Result<bool, Error> {
    match client.simple_query(&fill_later(table, key)).await {
        Ok(answer) => Ok(changed_a_row(&answer)),
        Err(error) if error.as_db_error().is_some() => Ok(false),
        Err(error) => Err(error),
    }
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
    let sort = sorts(round, Variety::Some, 0)[0];
    let values = literals(client, queries, &[Wanted { column, sort }], Depth::All).await?;
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
