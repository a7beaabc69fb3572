//! Some migrations in a row, proved one after the other.

use std::collections::BTreeSet;

use super::outcome::StepOutcome;
use super::stage::{Stage, State};
use super::stages::Stages;
use super::step;
use crate::checks::Error;
use crate::migrations::{Migration, Version};
use crate::runner;

/// Some migrations in a row, and the version before them; `None` is base.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub base: Option<Version>,
    pub migrations: Vec<Migration>,
}

/// What came of a leg.
pub(super) struct Leg {
    pub steps: Vec<StepOutcome>,
    /// What was there before the first step, and the server's version; `None` where that place cannot be
    /// reached.
    pub base: Option<(State, String)>,
    /// Where the last step left the stage, and in what state.
    pub end: Option<(Stage, State)>,
    /// An up that runs on rows and does not run without them, so that the way ends there: a finding.
    pub dead_end: Option<runner::Error>,
}

/// Proves a stretch, on stages that may have served for earlier ones.
pub(super) async fn prove(
    stages: &mut Stages,
    stretch: Stretch,
    mut on_step: impl FnMut(&StepOutcome),
) -> Result<Leg, Error> {
    let mut leg = Leg {
        steps: Vec::new(),
        base: None,
        end: None,
        dead_end: None,
    };
    stages.begin_leg();
    let mut standing = stand(stages, stretch.base, &mut leg.dead_end).await?;
    if let Some((stage, state)) = &standing {
        leg.base = Some((state.clone(), stage.server_version().await?));
    }
    for migration in &stretch.migrations {
        let is_blocked = leg.steps.last().is_some_and(StepOutcome::ends_the_way);
        match standing.take() {
            Some((mut stage, before)) if !is_blocked => {
                let proved = step::prove(stages, &mut stage, migration, &before);
                let proved = Box::pin(proved).await?;
                let ends_the_way = proved.outcome.ends_the_way();
                leg.steps.push(told_once(proved.outcome));
                standing = if let Some(state) = proved.state {
                    Some((stage, state))
                } else if ends_the_way {
                    Some((stage, before))
                } else {
                    stand(stages, Some(migration.version), &mut leg.dead_end).await?
                };
            }
            blocked => {
                leg.steps.push(StepOutcome::new(migration));
                standing = blocked;
            }
        }
        on_step(&leg.steps[leg.steps.len() - 1]);
    }
    // Behind an up that failed, something else may stand than what is known.
    let is_known = |step: &StepOutcome| !step.ends_the_way();
    if let Some((stage, state)) = &standing
        && leg.steps.last().is_some_and(is_known)
    {
        stage.confirm(&state.catalog).await?;
    }
    leg.end = standing;
    Ok(leg)
}

/// What both ups have met is said once.
fn told_once(mut outcome: StepOutcome) -> StepOutcome {
    let mut told = BTreeSet::new();
    outcome.unfilled.retain(|it| told.insert(it.clone()));
    outcome
}

/// A fresh stage and what is there; `None` where its place cannot be reached, which is a dead end.
async fn stand(
    stages: &mut Stages,
    at: Option<Version>,
    dead_end: &mut Option<runner::Error>,
) -> Result<Option<(Stage, State)>, Error> {
    match stages.at(at).await {
        Ok(stage) => {
            let found = stage.look().await?;
            Ok(Some((stage, found)))
        }
        Err(Error::Unstable(error)) => {
            *dead_end = Some(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
