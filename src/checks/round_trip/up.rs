//! An up, on tables that hold rows.

use super::outcome::StepOutcome;
use super::rows_in_the_way::{self, Concerned};
use super::stage::{Stage, State};
use super::stages::Stages;
use crate::checks::Error;
use crate::migrations::{Direction, Migration};
use crate::rows::Rows;
use crate::runner;

/// The first upgrade by one step; its time in milliseconds.
///
/// Made-up rows are no fault of an up, and emptied tables may have held rows that it counts on. So it
/// fails only where it fails on a new server too, which the migrations alone have made; where it does
/// not, the proof goes on there.
pub(super) async fn first(
    stages: &mut Stages,
    stage: &mut Stage,
    migration: &Migration,
    before: &State,
    rows: &mut Rows,
    outcome: &mut StepOutcome,
) -> Result<Result<f64, runner::Error>, Error> {
    let has_rows = rows.filled().next().is_some();
    let past = past_made_up_rows(stage, migration, before, rows, outcome, Blame::Named);
    let error = match past.await? {
        Err(error) if stage.makes_rows_up() && has_rows => error,
        moved => return Ok(moved),
    };
    let runner::Error::Sql { failed, .. } = &error else {
        return Ok(Err(error));
    };
    let Some(mut fresh) = stages.try_without_made_up_rows(stage.version()).await? else {
        return Ok(Err(error));
    };
    let rows_there = fresh.rows().await?;
    let moved = fresh.up(migration.version).await?;
    if moved.is_ok() {
        let unfilled = rows_in_the_way::all(rows, failed, Direction::Up);
        outcome.unfilled.extend(unfilled);
        *rows = rows_there;
        *stage = fresh;
    }
    Ok(moved)
}

/// Which tables may be emptied for an up that fails on their rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blame {
    /// The one that the error names; where it names none, those that the script names, one by one.
    Named,
    /// Then all, and with them the rows that migrations have put in.
    Any,
}

/// Upgrades by one step; its time in milliseconds.
///
/// An up may ask for more than made-up rows give: a format, a uniqueness, a column that every row
/// must have. That is no fault in it. So where it fails on made-up rows, their tables are emptied
/// and the up is tried again; the tables are noted as unfilled, and `rows`, which later looks are
/// compared with, forgets theirs.
///
/// `standing` is what stands before it. An up that fails half done is not tried again on what it has left
/// there: it would pass over an index that is not valid as one that is there already.
pub(super) async fn past_made_up_rows(
    stage: &mut Stage,
    migration: &Migration,
    standing: &State,
    rows: &mut Rows,
    outcome: &mut StepOutcome,
    blame: Blame,
) -> Result<Result<f64, runner::Error>, Error> {
    let mut standing_rows = standing.rows.clone();
    loop {
        let error = match stage.up(migration.version).await? {
            Err(error) if stage.makes_rows_up() => error,
            moved => return Ok(moved),
        };
        let runner::Error::Sql { failed, .. } = &error else {
            return Ok(Err(error));
        };
        let Some(now) = stage.look_if_there().await? else {
            return Ok(Err(error));
        };
        let is_undone = now.catalog == standing.catalog && now.rows.tables == standing_rows.tables;
        if !is_undone {
            return Ok(Err(error));
        }
        let mut named = rows_in_the_way::named_in(&migration.up.sql, &now.rows);
        let concerned = match Concerned::by(failed, &now.rows) {
            Concerned::Any(_) if !named.is_empty() => vec![named.swap_remove(0)],
            Concerned::Any(tables) if blame == Blame::Any => tables,
            Concerned::Named(tables) => tables,
            Concerned::Any(_) | Concerned::None => return Ok(Err(error)),
        };
        stage.empty(&concerned).await?;
        standing_rows = stage.rows().await?;
        rows.forget_emptied(&standing_rows);
        let looks = (&now.rows, &standing_rows);
        let unfilled = rows_in_the_way::emptied(concerned, looks, failed, Direction::Up);
        outcome.unfilled.extend(unfilled);
    }
}
