//! An up, on tables that hold rows.

use std::sync::Arc;

use super::outcome::StepOutcome;
use super::stage::Stage;
use super::stages::Stages;
use crate::checks::Error;
use crate::migrations::Migration;
use crate::rows::{Rows, Unfilled};
use crate::runner::{self, FailedSql};

/// The first upgrade by one step; its time in milliseconds.
///
/// Made-up rows are no fault of an up, and emptied tables may have held rows that it counts on. So it
/// fails only where it fails on a new server too, which the migrations alone have made; where it does
/// not, the proof goes on there.
pub(super) async fn first(
    stages: &mut Stages,
    stage: &mut Stage,
    migration: &Migration,
    rows: &mut Rows,
    outcome: &mut StepOutcome,
) -> Result<Result<f64, runner::Error>, Error> {
    let has_rows = rows.tables.values().any(|table| !table.rows.is_empty());
    let error = match past_made_up_rows(stage, migration, rows, outcome).await? {
        Err(error) if stage.makes_rows_up() && has_rows => error,
        moved => return Ok(moved),
    };
    let runner::Error::Sql { failed, .. } = &error else {
        return Ok(Err(error));
    };
    let Ok(mut fresh) = stages.without_made_up_rows(stage.version()).await else {
        return Ok(Err(error));
    };
    let rows_there = fresh.rows().await?;
    let moved = fresh.up(migration.version).await;
    if moved.is_ok() {
        outcome.unfilled.extend(all_in_the_way(rows, failed));
        *rows = rows_there;
        *stage = fresh;
    }
    Ok(moved)
}

/// Upgrades by one step; its time in milliseconds.
///
/// An up may ask for more than made-up rows give: a format, a uniqueness, a column that every row
/// must have. That is no fault in it. So where it fails on made-up rows, their tables are emptied
/// and the up is tried again; the tables are noted as unfilled, and `rows`, which later looks are
/// compared with, forgets theirs.
pub(super) async fn past_made_up_rows(
    stage: &mut Stage,
    migration: &Migration,
    rows: &mut Rows,
    outcome: &mut StepOutcome,
) -> Result<Result<f64, runner::Error>, Error> {
    loop {
        let error = match stage.up(migration.version).await {
            Err(error) if stage.makes_rows_up() => error,
            moved => return Ok(moved),
        };
        let runner::Error::Sql { failed, .. } = &error else {
            return Ok(Err(error));
        };
        let now = stage.rows().await?;
        let concerned = concerned(failed, &now);
        if concerned.is_empty() {
            return Ok(Err(error));
        }
        stage.empty(&concerned).await?;
        forget(rows, &stage.rows().await?);
        let why = in_the_way(failed);
        let unfilled = concerned.into_iter().map(|table| Unfilled {
            table,
            why: why.clone(),
        });
        outcome.unfilled.extend(unfilled);
    }
}

/// The tables that hold rows, of which each may be the one to blame.
pub(super) fn all_in_the_way(rows: &Rows, failed: &FailedSql) -> Vec<Unfilled> {
    let filled = rows
        .tables
        .iter()
        .filter(|(_, table)| !table.rows.is_empty());
    let unfilled = filled.map(|(table, _)| Unfilled {
        table: table.clone(),
        why: in_the_way(failed),
    });
    unfilled.collect()
}

fn in_the_way(failed: &FailedSql) -> String {
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    format!(
        "its rows stood in the way of the up: {} ({code})",
        failed.message
    )
}

/// The tables whose rows an error is about, if it is about rows: the one that it names, or all that
/// have some where it names none of those, as when the up copies rows into a table of its own.
fn concerned(failed: &FailedSql, rows: &Rows) -> Vec<String> {
    // Class 22 is data exceptions, class 23 integrity constraint violations.
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    if !code.starts_with("22") && !code.starts_with("23") {
        return Vec::new();
    }
    let filled = rows.tables.iter().filter(|(_, t)| !t.rows.is_empty());
    let (named, others): (Vec<_>, Vec<_>) =
        filled.partition(|(_, table)| failed.is_about(&table.schema, &table.name));
    let concerned = if named.is_empty() { others } else { named };
    let identities = concerned.into_iter().map(|(identity, _)| identity.clone());
    identities.collect()
}

/// Drops the rows of tables that are empty now.
fn forget(rows: &mut Rows, now: &Rows) {
    for (name, table) in &mut rows.tables {
        if now.tables.get(name).is_some_and(|now| now.rows.is_empty()) {
            Arc::make_mut(table).rows.clear();
        }
    }
}
