//! Rows for a schema that nobody wrote rows for, made from its catalog.
//!
//! Each column has a list of values that its type, its enum and the literals of its CHECKs make
//! likely; a row is tried, and where the server refuses it by a rule, the columns of that rule go
//! on to their next values. Nothing is random: the same schema gets the same rows.

mod candidates;
mod choices;
mod hints;
mod insert;
mod literals;
mod new_columns;
mod plan;
mod samples;
mod selection;

use std::collections::HashSet;

use tokio_postgres::{Client, Error};

use crate::rows::queries::Queries;
use crate::sql::QualifiedName;
pub use hints::Hints;
use plan::{ForeignKey, TablePlan};
pub use selection::{TableSelection, Unfilled};

/// Enough for a value that changes places with another to be noticed.
const ROWS: usize = 2;

/// So many at most where each value of a list is to stand in one.
const MOST_ROWS: usize = 8;

/// Their numbers are no other row's.
const LISTED: usize = 1_000_000;

/// Adds rows to tables, each new one unlike those before; `round` tells one call's values from
/// another's, and `hints` is what earlier calls for the same schema have shown.
///
/// A table waits until those it points to have their rows. Where one takes no further row, those that it
/// has get values in its new columns. Returned are the selected tables that are still empty, and those with
/// new columns that took no value.
pub async fn generate(
    client: &Client,
    queries: &Queries,
    selection: TableSelection<'_>,
    round: usize,
    hints: &mut Hints,
) -> Result<Vec<Unfilled>, Error> {
    if selection.is_nothing() {
        return Ok(Vec::new());
    }
    let mut waiting = plan::read(client, queries, selection).await?;
    let mut without: HashSet<QualifiedName> = waiting.iter().map(|it| it.name.clone()).collect();
    let mut refused: Vec<(TablePlan, String)> = Vec::new();
    // A pass fills tables whose targets an earlier one filled; a pass without progress is the last.
    while !waiting.is_empty() {
        let before = waiting.len();
        refused.clear();
        for table in waiting {
            // Of those that still wait, some have rows, and some have to have them first.
            let targets = |key: &ForeignKey| without.contains(&key.target);
            let why = match empty_target(client, &table, targets).await? {
                Some(target) => Some(points_to(target)),
                None => fill(client, queries, &table, round, hints).await?,
            };
            match why {
                Some(why) => refused.push((table, why)),
                None => _ = without.remove(&table.name),
            }
        }
        if refused.len() == before {
            break;
        }
        waiting = refused.drain(..).map(|(table, _)| table).collect();
    }
    let mut unfilled = Vec::new();
    for (table, why) in refused {
        if is_empty(client, &table.name).await? {
            let target = empty_target(client, &table, |_| true).await?;
            let why = target.map_or(why, points_to);
            let table = table.identity;
            unfilled.push(Unfilled { table, why });
        } else {
            unfilled
                .extend(new_columns::fill(client, queries, &table, selection, round, &why).await?);
        }
    }
    Ok(unfilled)
}

/// Adds rows to one table; the refusal of the first where it takes none. Where its columns may hold other values since
/// the step, each value of a list comes to stand in one: a down may have no place for a new one.
async fn fill(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    round: usize,
    hints: &mut Hints,
) -> Result<Option<String>, Error> {
    for row in 0..ROWS {
        let number = round * ROWS + row;
        let inserted = insert::insert(client, queries, table, number, hints);
        if let Err(why) = inserted.await? {
            return Ok((row == 0).then_some(why));
        }
    }
    let longest = table.columns.iter().map(candidates::listed).max();
    for row in 0..longest
        .filter(|_| table.takes_others)
        .unwrap_or(0)
        .min(MOST_ROWS)
    {
        let number = LISTED + round * MOST_ROWS + row;
        // A list may have values that the table does not take; then there is no more to be shown.
        if insert::insert(client, queries, table, number, hints)
            .await?
            .is_err()
        {
            break;
        }
    }
    Ok(None)
}

/// Another table without rows that each row of this one has to point to, by one of the keys that are meant.
async fn empty_target<'a>(
    client: &Client,
    table: &'a TablePlan,
    is_meant: impl Fn(&ForeignKey) -> bool,
) -> Result<Option<&'a QualifiedName>, Error> {
    let has_to_point = |key: &&ForeignKey| {
        let mut columns = table.columns.iter();
        columns.any(|column| !column.is_nullable() && key.columns.contains(&column.name))
    };
    for key in table.foreign_keys.iter().filter(has_to_point) {
        let is_another = key.target != table.name;
        if is_another && is_meant(key) && is_empty(client, &key.target).await? {
            return Ok(Some(&key.target));
        }
    }
    Ok(None)
}

fn points_to(target: &QualifiedName) -> String {
    format!("it points to {target}, which has no row")
}

async fn is_empty(client: &Client, table: &QualifiedName) -> Result<bool, Error> {
    let exists = format!("SELECT NOT EXISTS (SELECT FROM {table})");
    let rows = client.query_typed(&exists, &[]).await?;
    Ok(rows[0].get(0))
}
