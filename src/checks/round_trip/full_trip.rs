//! The trip from head to base and back.

use super::outcome::{After, Allowed, Found, FullTrip, FullVerdict, StepOutcome};
use super::stage::{Stage, State};
use crate::catalog::Catalog;
use crate::checks::Error;
use crate::migrations::Version;

/// Where a trip turns, and what was there before it.
pub(super) struct Trip<'a> {
    /// The version before the first step; `None` is base.
    pub base: Option<Version>,
    pub head: Option<Version>,
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
        return Ok(FullTrip::ended(FullVerdict::NotPossible, why));
    }
    if let Err(error) = stage.go(trip.base).await {
        return Ok(FullTrip::ended(FullVerdict::Failed, error.to_string()));
    }
    let at_base = stage.look().await?;
    let mut differences = found(stage, After::Down, &trip.at_base.catalog, &at_base.catalog);
    if let Err(error) = stage.go(trip.head).await {
        return Ok(FullTrip::ended(FullVerdict::Failed, error.to_string()));
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
    /// A trip that was not made to its end, and why.
    pub(super) fn ended(verdict: FullVerdict, why: String) -> Self {
        Self {
            verdict,
            differences: Vec::new(),
            error: Some(why),
        }
    }
}
