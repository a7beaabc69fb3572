//! A down, on tables that hold made-up rows.

use super::outcome::StepOutcome;
use super::rows_in_the_way;
use super::stage::{Stage, State};
use super::stages::Stages;
use crate::catalog::Difference;
use crate::checks::Error;
use crate::migrations::{Direction, Migration, Version};
use crate::rows::Rows;
use crate::runner;

/// Downgrades by one step to `below`; its time in milliseconds.
///
/// A down may read what stands in a value, which no rule of the schema asks for. So where it fails on made-up
/// rows for that alone, and runs on a new server without them, the tables that its script names are emptied one by
/// one, then all, until it runs; they are noted as unfilled, and `rows`, which later looks are compared with,
/// forget theirs, as what stands in `between` does. `made` is what the up has made.
pub(super) async fn past_made_up_rows(
    stages: &mut Stages,
    stage: &mut Stage,
    (migration, below): (&Migration, Option<Version>),
    made: &[Difference],
    between: &mut State,
    rows: &mut Rows,
    outcome: &mut StepOutcome,
) -> Result<Result<f64, runner::Error>, Error> {
    let first = match stage.down(below).await? {
        Err(error) if stage.makes_rows_up() && rows_in_the_way::by_their_content(&error, made) => {
            error
        }
        moved => return Ok(moved),
    };
    if !runs_without(stages, migration, below).await? {
        return Ok(Err(first));
    }
    let script = migration.down.as_ref().map_or("", |down| &down.sql);
    for tables in suspects(script, &between.rows) {
        let Some(now) = stage.look_if_there().await? else {
            return Ok(Err(first));
        };
        if now.catalog != between.catalog || now.rows.tables != between.rows.tables {
            // It failed half done.
            return Ok(Err(first));
        }
        stage.empty(&tables).await?;
        let left = stage.rows().await?;
        rows.forget_emptied(&left);
        between.rows.forget_emptied(&left);
        if let runner::Error::Sql { failed, .. } = &first {
            let looks = (&now.rows, &left);
            let unfilled = rows_in_the_way::emptied(tables, looks, failed, Direction::Down);
            outcome.unfilled.extend(unfilled);
        }
        match stage.down(below).await? {
            Err(error) if rows_in_the_way::by_their_content(&error, made) => {}
            moved => return Ok(moved),
        }
    }
    Ok(Err(first))
}

/// Whether the step is made and unmade on a new server that the migrations alone have made.
async fn runs_without(
    stages: &mut Stages,
    migration: &Migration,
    below: Option<Version>,
) -> Result<bool, Error> {
    let Some(mut bare) = stages.try_without_made_up_rows(below).await? else {
        return Ok(false);
    };
    Ok(bare.up(migration.version).await?.is_ok() && bare.down(below).await?.is_ok())
}

/// The tables that hold rows: one by one those that the script names, then all of them.
fn suspects(script: &str, rows: &Rows) -> Vec<Vec<String>> {
    let named = rows_in_the_way::named_in(script, rows);
    let all = rows
        .filled()
        .map(|(identity, _)| identity.clone())
        .collect();
    let one_by_one = named.into_iter().map(|table| vec![table]);
    one_by_one.chain([all]).collect()
}
