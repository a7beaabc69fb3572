//! Can every migration be undone, and made again?
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
mod remedy;
mod sandbox;
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

use std::num::NonZero;
use std::thread::available_parallelism;

use crate::checks::Error;
use crate::migrations::{Layout, Migrations};
use crate::postgres::Source;
use crate::rows::{Fill, Seeds, Unfilled};
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
    let range = conditions.range.of(migrations);
    let base = conditions.range.base(&materials.migrations);
    let shards = Shards {
        materials: materials.clone(),
        all: Shard::split(base, range),
    };
    let on_step = |step: &StepOutcome| on_progress(Progress::Step(step));
    let shards = Box::pin(shards.prove(at_once(migrations), on_step)).await?;
    let mut joined = Joined::of(shards)?;
    Box::pin(trip::vacuous::refuse(
        materials.clone(),
        base,
        range,
        &joined.end,
    ))
    .await?;
    let one_run = OneRun {
        base,
        materials,
        migrations: range,
        end: &joined.end,
    };
    Box::pin(one_run.prove(&mut joined.steps)).await?;
    let fill = Box::pin(joined.fill()).await?;
    on_progress(Progress::FullTrip);
    let trip = Trip {
        base,
        head: range.last().map_or(base, |head| Some(head.version)),
        below: base.and_then(|base| Some(migrations.get(base)?.id.clone())),
        is_forward_only: migrations.are_forward_only(),
        is_to_head: range.last().map(|last| last.version) == Some(migrations.head()),
        migrations: range,
    };
    let full_trip = match range {
        [] => None,
        _ => Some(Box::pin(trip::full_trip::prove(&joined.steps, joined.end, &trip)).await?),
    };
    let postgres = PostgresUsed {
        version: joined.server_version,
        source: source.name().to_owned(),
        confined: source.is_confined(),
    };
    Ok(Outcome {
        postgres,
        layout: migrations.layout(),
        forward_only: migrations.are_forward_only(),
        steps: joined.steps,
        full_trip,
        fill,
        all: migrations.all().iter().map(|it| it.id.clone()).collect(),
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
    end: End,
    server_version: String,
}

impl Joined {
    /// How well the tables are filled where the last step ended; `None` where it was not reached.
    async fn fill(&self) -> Result<Option<Fill>, Error> {
        let End::Head {
            sandbox, at_head, ..
        } = &self.end
        else {
            return Ok(None);
        };
        let unfilled = self.steps.iter().flat_map(|step| &step.unfilled);
        let unfilled: Vec<Unfilled> = unfilled.cloned().collect();
        Ok(Some(sandbox.fill(&at_head.rows, &unfilled).await?))
    }

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
            (Some((_, server_version)), Some(error)) => {
                let end = End::Dead(error);
                return Ok(Self {
                    steps,
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
            end: End::Head {
                sandbox: Box::new(sandbox),
                at_base,
                at_head,
            },
            server_version,
        })
    }
}
