//! Can every migration be undone and applied again? The proof behind `verify-rollback`.
//!
//! Each step is proved on a state that its predecessors made cleanly: rows in, up, rows in, down,
//! and everything must be as it was before; up again, and everything must be as it was between.
//! The same server goes on while it is provably clean; after a finding comes a fresh one at the same
//! place, so that the migration at fault is named and not the later one that stumbles over
//! its traces. Then all downs from head to base, and all ups.

mod clock;
mod conditions;
mod filled;
mod findings;
mod losses;
mod outcome;
mod portion;
mod remedy;
mod sandbox;
mod several;
mod shards;
mod step;
mod trip;

pub use conditions::{Conditions, Range};
pub use filled::at_head_with_rows;
pub use findings::{StepView, TripView, View};
pub use outcome::place::ScriptFile;
pub use outcome::{
    After, Failure, Found, FullTrip, Halt, LostData, Moved, Outcome, PostgresUsed, Stale,
    StepError, StepOutcome, TripEnd,
};
pub use portion::{JoinError, Portion, Saved, join, needs_one_run, prove_one_run};

pub use several::{Proofs, ProofsView};

use std::num::NonZero;
use std::thread::available_parallelism;

use crate::catalog::Catalog;
use crate::checks::Error;
use crate::migrations::{Layout, Migrations};
use crate::postgres::Source;
use crate::rows::Seeds;
use sandbox::Materials;
use shards::Shards;
use shards::shard::{ProvedShard, Shard};
use trip::full_trip::{End, Trip};
use trip::one_run::OneRun;

/// What the proof reports while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// This step is proved, or its faults are detected.
    Step(&'a StepOutcome),
    /// Now comes the trip from head to base and back.
    FullTrip,
}

/// Proves the migrations, oldest first, on throw-away servers of `source`.
///
/// `seeds` are rows that stand in the tables meanwhile, beside those that are generated.
pub async fn prove(
    source: &Source,
    migrations: &Migrations,
    seeds: &Seeds,
    conditions: &Conditions,
    mut on_progress: impl FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let materials = Materials::of(source, migrations, seeds, conditions.limits);
    if let Some(portion) = &conditions.portion {
        let of = (materials, migrations);
        return Box::pin(portion::proof::prove(portion, of, conditions, on_progress)).await;
    }
    let range = conditions.range.of(migrations);
    let base = conditions.range.base(&materials.migrations);
    let shards = Shards {
        materials: materials.clone(),
        all: Shard::split(base, range),
    };
    let on_step = |step: &StepOutcome| on_progress(Progress::Step(step));
    let shards = Box::pin(shards.prove(at_once(migrations), on_step)).await?;
    let mut joined = Joined::of(shards)?;
    let end = joined.end.take().expect("all shards have an end");
    let refuse = trip::vacuous::refuse(materials.clone(), base, range, &end);
    Box::pin(refuse).await?;
    let one_run = OneRun {
        base,
        materials,
        migrations: range,
        end: &end,
    };
    Box::pin(one_run.prove(&mut joined.steps)).await?;
    let fill = Box::pin(end.fill(&joined.steps)).await?;
    let made = match &end {
        End::Head { at_head, .. } => Some(at_head.catalog.clone()),
        End::Dead(_) => None,
    };
    on_progress(Progress::FullTrip);
    let trip = Trip::of(conditions.range, migrations);
    let full_trip = match range {
        [] => None,
        _ => Some(Box::pin(trip::full_trip::prove(&joined.steps, end, &trip)).await?),
    };
    let postgres = PostgresUsed::of(source, joined.server_version);
    Ok(Outcome {
        at_base: joined.at_base,
        full_trip,
        fill,
        made,
        ..Outcome::of_steps(migrations, postgres, joined.steps)
    })
}

/// How many shards are proved at once. A tool's own program may write files beside its migrations.
fn at_once(migrations: &Migrations) -> usize {
    if migrations.layout() == Layout::BY_COMMAND {
        1
    } else {
        available_parallelism().map_or(1, NonZero::get)
    }
}

/// All shards, one after the other.
struct Joined {
    steps: Vec<StepOutcome>,
    at_base: Catalog,
    /// `None` where there is no shard.
    end: Option<End>,
    server_version: String,
}

impl Joined {
    fn of(shards: Vec<ProvedShard>) -> Result<Self, Error> {
        let mut steps = Vec::new();
        let mut base = None;
        let mut dead_end = None;
        let mut last = None;
        for shard in shards {
            steps.extend(shard.steps);
            base = base.or(shard.base);
            dead_end = dead_end.or(shard.dead_end);
            last = shard.end;
        }
        let (at_base, server_version) = match (base, dead_end) {
            (Some((at_base, version)), None) => (at_base, version),
            (Some((at_base, server_version)), Some(error)) => {
                let end = Some(End::Dead(error));
                return Ok(Self {
                    steps,
                    at_base: at_base.catalog,
                    end,
                    server_version,
                });
            }
            (None, dead_end) => {
                let error = dead_end.expect("a shard without a base has come to a dead end");
                return Err(Error::Unstable(error));
            }
        };
        let (sandbox, at_head) = last.expect("a shard without a dead end has an end");
        Ok(Self {
            steps,
            at_base: at_base.catalog.clone(),
            end: Some(End::Head {
                sandbox: Box::new(sandbox),
                at_base,
                at_head,
            }),
            server_version,
        })
    }
}
