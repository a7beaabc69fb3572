//! Generates rows for a schema from its catalog.
//!
//! Each table gets a plain row and others that break what only plain rows survive. Each column has a list of values that
//! its type, its enum and its CHECKs make likely; a row is tried, and where the server refuses it by a rule, the columns
//! of that rule go on to their next values. Nothing is random: the same schema gets the same rows.

mod at_once;
mod candidates;
mod checks;
mod choices;
mod cycle;
mod family;
mod hints;
mod insert;
mod literals;
mod named;
mod new_columns;
mod numbers;
mod order;
mod plan;
mod pointers;
mod samples;
mod selection;
mod text;
mod times;

use tokio_postgres::{Client, Error};

use crate::rows::queries::Queries;
use crate::sql::QualifiedName;
pub use hints::Hints;
use insert::Within;
use order::Waiting;
use plan::TablePlan;
use pointers::is_empty;
use selection::Refused;
pub use selection::{TableSelection, Unfilled};

/// Adds rows to tables, each new one unlike those before but where it is meant to be alike; `round` tells one call's
/// values from another's, and `hints` is what earlier calls for the same schema have shown.
///
/// A table waits until those it points to have their rows, and in a cycle it points to them later. Where one takes no
/// further row, those that it has get values in its new columns. Returned are the selected tables that are still empty,
/// and those with new columns that took no value.
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
    let tables = plan::read(client, queries, selection).await?;
    let mut waiting = Waiting::new(tables);
    let mut refused: Vec<(TablePlan, Refused)> = Vec::new();
    let mut postponed = Vec::new();
    while let Some((table, cut)) = waiting.next() {
        cycle::begin(client, queries, (&table, &cut), &waiting, round).await?;
        match fill(client, queries, &table, round, hints).await? {
            Some(why) => refused.push((table, why)),
            None => postponed.extend(
                cut.into_iter()
                    .map(|key| pointers::fill_later(&table, &key)),
            ),
        }
    }
    // What a trigger or a rule of one table asks of another may be there by now.
    let mut before = usize::MAX;
    while refused.len() < before {
        before = refused.len();
        let mut still = Vec::new();
        for (table, _) in refused {
            if let Some(why) = fill(client, queries, &table, round, hints).await? {
                still.push((table, why));
            }
        }
        refused = still;
    }
    for update in postponed {
        match client.simple_query(&update).await {
            Err(error) if error.as_db_error().is_none() => return Err(error),
            _ => {}
        }
    }
    let mut unfilled = Vec::new();
    for (table, why) in refused {
        if is_empty(client, &table.name).await? {
            unfilled.push(Unfilled {
                table: table.identity,
                why: why.why,
                constraint: why.constraint,
            });
        } else {
            unfilled
                .extend(new_columns::fill(client, queries, &table, selection, round, &why).await?);
        }
    }
    Ok(unfilled)
}

/// Adds rows to one table; why, where it takes none.
async fn fill(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    round: usize,
    hints: &mut Hints,
) -> Result<Option<Refused>, Error> {
    if table.lacks_partitions {
        return Ok(Some(Refused::because("it has no partition")));
    }
    if let Some(target) = empty_target(client, table).await? {
        let why = format!("it points to {target}, which has no row");
        return Ok(Some(Refused::because(why)));
    }
    let listed = table.columns.iter().map(candidates::listed).max();
    let sorts = family::sorts(round, table.variety, listed.unwrap_or_default());
    let rows = (&*sorts, Within::Nothing);
    insert::insert(client, queries, table, rows, hints).await
}

/// Another table without rows that each row of this one has to point to.
async fn empty_target<'a>(
    client: &Client,
    table: &'a TablePlan,
) -> Result<Option<&'a QualifiedName>, Error> {
    let keys = table.foreign_keys.iter();
    for key in keys.filter(|key| table.has_to_point(key) && key.target != table.name) {
        if is_empty(client, &key.target).await? {
            return Ok(Some(&key.target));
        }
    }
    Ok(None)
}
