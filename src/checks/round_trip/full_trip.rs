//! The trip from head to base and back.

use super::outcome::{After, Allowed, Found, FullTrip, FullVerdict, StepOutcome};
use super::place::Halt;
use super::stage::{Stage, State};
use crate::catalog::Catalog;
use crate::checks::Error;
use crate::migrations::{Migration, Script, Version};
use crate::runner;

/// Where a trip turns, and what was there before it.
pub(super) struct Trip<'a> {
    /// The version before the first step; `None` is base.
    pub base: Option<Version>,
    pub head: Option<Version>,
    /// Those between the two, oldest first.
    pub migrations: &'a [Migration],
    pub at_base: &'a State,
    pub at_head: &'a State,
}

/// Makes the trip on a stage that stands at head.
///
/// Rows are not compared: below a table's own migration there is no place for them.
pub(super) async fn prove(
    stage: &mut Stage<'_>,
    steps: &[StepOutcome],
    trip: &Trip<'_>,
    allowed: &Allowed,
) -> Result<FullTrip, Error> {
    let dead_end = steps.iter().find(|step| !step.verdict.has_way_back());
    if let Some(step) = dead_end {
        let why = format!("there is no way past {} {}", step.version, step.name);
        return Ok(FullTrip {
            verdict: FullVerdict::NotPossible,
            differences: Vec::new(),
            error: Some(why),
            halt: None,
        });
    }
    if let Err(error) = stage.go(trip.base).await {
        return Ok(FullTrip::failed(error, trip.migrations));
    }
    let at_base = stage.look().await?;
    let mut differences = found(stage, After::Down, &trip.at_base.catalog, &at_base.catalog);
    if let Err(error) = stage.go(trip.head).await {
        return Ok(FullTrip::failed(error, trip.migrations));
    }
    let at_head = stage.look().await?;
    let again = found(
        stage,
        After::UpAgain,
        &trip.at_head.catalog,
        &at_head.catalog,
    );
    differences.extend(again);
    let verdict = if differences.iter().all(|found| allowed.difference(found)) {
        FullVerdict::Equal
    } else {
        FullVerdict::Differs
    };
    Ok(FullTrip {
        verdict,
        differences,
        error: None,
        halt: None,
    })
}

fn found(stage: &Stage<'_>, after: After, was: &Catalog, is: &Catalog) -> Vec<Found> {
    stage
        .clock()
        .diff(was, is)
        .into_iter()
        .map(|difference| Found::new(difference, after))
        .collect()
}

impl FullTrip {
    /// A trip that did not come to its end.
    pub(super) fn failed(error: runner::Error, migrations: &[Migration]) -> Self {
        Self {
            verdict: FullVerdict::Failed,
            differences: Vec::new(),
            error: Some(error.to_string()),
            halt: halt(error, migrations),
        }
    }
}

fn halt(error: runner::Error, migrations: &[Migration]) -> Option<Halt> {
    let runner::Error::Sql { failed, .. } = error else {
        return None;
    };
    let is_meant = |script: &Script| script.name == failed.file;
    let holds = |m: &Migration| is_meant(&m.up) || m.down.as_ref().is_some_and(is_meant);
    let step = migrations.iter().position(holds)?;
    Some(Halt { step, failed })
}
