//! Can every migration be undone, and made again?
//!
//! Each step is proved on a state that its predecessors made cleanly: rows in, up, rows in, down,
//! and everything must be as it was before; up again, and everything must be as it was between.
//! The same server goes on while it is provably clean; after a finding comes a fresh one at the same
//! place, so that the migration at fault is named and not the later one that stumbles over
//! its traces. Then all downs from head to base, and all ups.

mod clock;
mod conditions;
mod confined;
mod counted;
mod down;
mod findings;
mod full_trip;
mod judge;
mod leg;
mod losses;
mod need;
mod outcome;
mod place;
mod planting;
mod rows_in_the_way;
mod sessions;
mod stage;
mod stages;
mod step;
mod up;
mod vacuous;
mod way;

pub use conditions::{Conditions, Range};
pub use findings::{StepView, TripView, View};
pub use outcome::{
    After, Failure, Found, FullTrip, LostData, Outcome, PostgresUsed, StepError, StepOutcome,
    TripEnd,
};
pub use place::{Halt, ScriptFile, Stale};

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use crate::checks::Error;
use crate::migrations::{Layout, Migration, Migrations, Version};
use crate::postgres::Source;
use crate::rows::Seeds;
use crate::runner;
use clock::Clock;
use counted::Counted;
use full_trip::{End, Trip};
use leg::{Leg, Stretch};
use stage::{Materials, Shared};
use way::Way;

/// What the proof tells while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// This step is proved, or found out.
    Step(&'a StepOutcome),
    /// Now comes the trip from head to base and back.
    FullTrip,
}

/// Proves the migrations, oldest first, on throw-away servers of `source`.
///
/// `seeds` are the rows that stand in the tables meanwhile; where there are none, rows are made
/// up.
pub async fn prove(
    source: &Source,
    migrations: &Migrations,
    seeds: &Seeds,
    conditions: &Conditions,
    mut on_progress: impl FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let moved = migrations.ignoring_irreversible();
    let range = conditions.range.of(migrations);
    let base = conditions.range.base(&moved);
    let materials = Materials {
        source: runner::source_for(migrations, source.clone()),
        migrations: Arc::new(moved),
        seeds: Arc::new(seeds.clone()),
        limits: conditions.limits,
        clock: Clock::start(),
        counted: Counted::of(migrations),
        learned: Shared::default(),
    };
    let way = Way {
        materials: materials.clone(),
        stretches: stretches(base, range),
    };
    let on_step = |step: &StepOutcome| on_progress(Progress::Step(step));
    let legs = Box::pin(way.prove(at_once(migrations), on_step)).await?;
    let way = Joined::of(legs)?;
    vacuous::refuse(materials, base, range, &way.end).await?;
    on_progress(Progress::FullTrip);
    let trip = Trip {
        base,
        head: range.last().map_or(base, |head| Some(head.version)),
        below: base.and_then(|base| Some(migrations.get(base)?.id.clone())),
        is_to_head: range.last().map(|last| last.version) == Some(migrations.head()),
        migrations: range,
    };
    let full_trip = match range {
        [] => None,
        _ => Some(full_trip::prove(&way.steps, way.end, &trip).await?),
    };
    let postgres = PostgresUsed {
        version: way.server_version,
        source: source.name().to_owned(),
        confined: source.is_confined(),
    };
    Ok(Outcome {
        postgres,
        layout: migrations.layout(),
        steps: way.steps,
        full_trip,
        all: migrations.all().iter().map(|it| it.id.clone()).collect(),
    })
}

/// At most so many steps are proved in a row; legs are proved beside each other.
///
/// A leg is as long on every machine, so that what depends on the rows in the tables comes out the
/// same. Each begins with a server that is taken up to it, which must not cost more than it saves.
const LEG: usize = 50;

/// Of fewer steps two halves would take as long: what a leg's beginning costs, a few steps take.
const HALVED: usize = 17;

/// The way in stretches of a length: one, or an even number, as most machines have an even number of cores.
fn stretches(base: Option<Version>, range: &[Migration]) -> Vec<Stretch> {
    let count = match range.len() {
        ..HALVED => 1,
        many => many.div_ceil(LEG).next_multiple_of(2),
    };
    let stretch = |at| {
        let [start, end] = [at, at + 1].map(|at| at * range.len() / count);
        let before = range[..start].last();
        Stretch {
            base: before.map_or(base, |last| Some(last.version)),
            migrations: range[start..end].to_vec(),
        }
    };
    (0..count).map(stretch).collect()
}

/// How many legs are proved at once. A tool's own program may write files beside its migrations.
fn at_once(migrations: &Migrations) -> usize {
    if migrations.layout() == Layout::BY_COMMAND {
        1
    } else {
        available_parallelism().map_or(1, NonZero::get)
    }
}

/// All legs, one after the other.
struct Joined {
    steps: Vec<StepOutcome>,
    end: End,
    server_version: String,
}

impl Joined {
    fn of(legs: Vec<Leg>) -> Result<Self, Error> {
        let mut steps = Vec::new();
        let mut base = None;
        let mut dead_end = None;
        let mut last = None;
        for leg in legs {
            steps.extend(leg.steps);
            base = base.or(leg.base);
            dead_end = dead_end.or(leg.dead_end);
            last = leg.end;
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
                let error = dead_end.expect("a leg without a base has come to a dead end");
                return Err(Error::Unstable(error));
            }
        };
        let (stage, at_head) = last.expect("a leg without a dead end has an end");
        Ok(Self {
            steps,
            end: End::Head {
                stage: Box::new(stage),
                at_base,
                at_head,
            },
            server_version,
        })
    }
}
