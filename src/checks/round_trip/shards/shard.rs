//! Consecutive migrations, proved one after the other.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::checks::Error;
use crate::checks::round_trip::outcome::StepOutcome;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::checks::round_trip::step::retry;
use crate::migrations::{Migration, Version};
use crate::runner;

/// So many steps are proved in a row at most, unless that would be too many shards; shards are proved beside each other.
///
/// A shard is as long on every machine, so that what depends on the rows in the tables comes out the
/// same. Each begins with a server that is taken up to it, which must not cost more than it saves.
const LONGEST: usize = 50;

/// And no more shards than so many: each begins with rows for every table that there is by then, so that of ever more shards
/// of one length a step would cost more, the more there are.
const MOST: usize = 32;

/// Of fewer steps two halves would take as long: what a shard's beginning costs, a few steps take.
const HALVED: usize = 17;

/// Some migrations in a row, and the version before them; `None` is base.
#[derive(Debug, Clone)]
pub(in crate::checks::round_trip) struct Shard {
    pub base: Option<Version>,
    pub migrations: Vec<Migration>,
}

impl Shard {
    /// The whole range in shards of a length: one, or an even number, as most machines have an even number of cores.
    pub fn split(base: Option<Version>, range: &[Migration]) -> Vec<Self> {
        let count = match range.len() {
            ..HALVED => 1,
            many => many.div_ceil(LONGEST).next_multiple_of(2).min(MOST),
        };
        let shard = |at| {
            let [start, end] = [at, at + 1].map(|at| at * range.len() / count);
            let before = range[..start].last();
            Self {
                base: before.map_or(base, |last| Some(last.version)),
                migrations: range[start..end].to_vec(),
            }
        };
        (0..count).map(shard).collect()
    }
}

/// What came of a shard.
pub(in crate::checks::round_trip) struct ProvedShard {
    pub steps: Vec<StepOutcome>,
    /// What was there before the first step, and the server's version; `None` where that place cannot be
    /// reached.
    pub base: Option<(State, String)>,
    /// Where the last step left the sandbox, and in what state.
    pub end: Option<(Sandbox, State)>,
    /// An up that runs on rows and does not run without them, so that no later step is reached: a finding.
    pub dead_end: Option<runner::Error>,
}

/// Proves a shard, in a pool that may have served for earlier ones.
pub(in crate::checks::round_trip) async fn prove(
    pool: &mut Pool,
    shard: Shard,
    mut on_step: impl FnMut(&StepOutcome),
) -> Result<ProvedShard, Error> {
    let mut proved = ProvedShard {
        steps: Vec::new(),
        base: None,
        end: None,
        dead_end: None,
    };
    pool.begin_shard();
    let mut standing = stand(pool, shard.base, &mut proved.dead_end).await?;
    if let Some((sandbox, state)) = &standing {
        proved.base = Some((state.clone(), sandbox.server_version().await?));
    }
    for migration in &shard.migrations {
        let is_blocked = proved.steps.last().is_some_and(StepOutcome::ends_the_way);
        match standing.take() {
            Some((mut sandbox, before)) if !is_blocked => {
                let began = Instant::now();
                let step = retry::prove(pool, &mut sandbox, migration, &before);
                let mut step = Box::pin(step).await?;
                step.outcome.proved_ms = Some(began.elapsed().as_secs_f64() * 1000.0);
                let ends_the_way = step.outcome.ends_the_way();
                proved.steps.push(each_once(step.outcome));
                standing = if let Some(state) = step.state {
                    Some((sandbox, state))
                } else if ends_the_way {
                    Some((sandbox, before))
                } else {
                    stand(pool, Some(migration.version), &mut proved.dead_end).await?
                };
            }
            blocked => {
                proved.steps.push(StepOutcome::new(migration));
                standing = blocked;
            }
        }
        on_step(&proved.steps[proved.steps.len() - 1]);
    }
    // Behind an up that failed, something else may stand than what is known.
    let is_known = |step: &StepOutcome| !step.ends_the_way();
    if let Some((sandbox, state)) = &standing
        && proved.steps.last().is_some_and(is_known)
    {
        sandbox.confirm(&state.catalog).await?;
    }
    proved.end = standing;
    Ok(proved)
}

/// What both ups have met is reported once.
fn each_once(mut outcome: StepOutcome) -> StepOutcome {
    let mut reported = BTreeSet::new();
    outcome.unfilled.retain(|it| reported.insert(it.clone()));
    outcome
}

/// A fresh sandbox and what is there; `None` where its place cannot be reached, which is a dead end.
async fn stand(
    pool: &mut Pool,
    at: Option<Version>,
    dead_end: &mut Option<runner::Error>,
) -> Result<Option<(Sandbox, State)>, Error> {
    match pool.at(at).await {
        Ok(standing) => Ok(Some(standing)),
        Err(Error::Unstable(error)) => {
            *dead_end = Some(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
