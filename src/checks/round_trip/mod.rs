//! Can every migration be undone, and made again?
//!
//! Each step is proved on a state that its predecessors made cleanly: rows in, up, rows in, down,
//! and everything must be as it was before; up again, and everything must be as it was between.
//! The same server goes on while it is provably clean; after a finding comes a fresh one at the same
//! place, so that the migration at fault is named and not the later one that stumbles over
//! its traces. Then all downs from head to base, and all ups.

mod clock;
mod conditions;
mod full_trip;
mod judge;
mod leg;
mod need;
mod outcome;
mod place;
mod sessions;
mod stage;
mod stages;
mod step;
mod up;

pub use conditions::{Conditions, Range};
pub use outcome::{
    After, Allowed, Found, FullTrip, FullVerdict, LostData, Outcome, PostgresUsed, StepError,
    StepOutcome, Verdict,
};
pub use place::{Halt, ScriptFile, Stale};

use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::checks::Error;
use crate::migrations::{Layout, Migration, Migrations, Version};
use crate::postgres::Source;
use crate::rows::Seeds;
use clock::Clock;
use full_trip::{End, Trip};
use leg::Leg;
use stage::Materials;

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
/// up. What is in `allowed` is told and is no finding.
pub async fn prove(
    source: &Source,
    migrations: &Migrations,
    seeds: &Seeds,
    allowed: &Allowed,
    conditions: &Conditions,
    on_progress: impl FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let moved = migrations.ignoring_irreversible();
    let materials = Materials {
        source,
        migrations: &moved,
        seeds,
        limits: conditions.limits,
        clock: Clock::start(),
    };
    let range = conditions.range.of(migrations);
    let base = conditions.range.base(&moved);
    let on_progress = Mutex::new(on_progress);
    let tell = |progress: Progress<'_>| {
        let mut on_progress = on_progress.lock().unwrap_or_else(PoisonError::into_inner);
        on_progress(progress);
    };
    let legs = legs(base, range)
        .enumerate()
        .map(async |(at, (base, migrations))| {
            let on_step = |step: &StepOutcome| tell(Progress::Step(step));
            let leg = leg::prove(materials, base, migrations, allowed, on_step).await?;
            Ok::<_, Error>((at, leg))
        });
    // One that is done makes place for the next, whichever it is.
    let legs = stream::iter(legs).buffer_unordered(at_once(migrations));
    let mut legs: Vec<(usize, Leg<'_>)> = legs.try_collect().await?;
    legs.sort_by_key(|(at, _)| *at);
    let way = Way::of(legs.into_iter().map(|(_, leg)| leg))?;
    tell(Progress::FullTrip);
    let trip = Trip {
        base,
        head: range.last().map_or(base, |head| Some(head.version)),
        migrations: range,
    };
    let full_trip = full_trip::prove(&way.steps, way.end, &trip, allowed).await?;
    let postgres = PostgresUsed {
        version: way.server_version,
        source: source.name().to_owned(),
    };
    let layout = migrations.layout();
    Ok(Outcome::new(postgres, layout, way.steps, full_trip))
}

/// At most so many steps are proved in a row; legs are proved beside each other.
///
/// A leg is as long on every machine, so that what depends on the rows in the tables comes out the
/// same. Each begins with a server that is taken up to it, which must not cost more than it saves.
const LEG: usize = 50;

/// The legs of the way, all of a length, each with the version before it: one, or an even number, as most
/// machines have an even number of cores.
fn legs(
    base: Option<Version>,
    range: &[Migration],
) -> impl Iterator<Item = (Option<Version>, &[Migration])> {
    let count = match range.len().div_ceil(LEG) {
        0 | 1 => 1,
        many => many.next_multiple_of(2),
    };
    (0..count).map(move |at| {
        let [start, end] = [at, at + 1].map(|at| at * range.len() / count);
        let base = range[..start]
            .last()
            .map_or(base, |last| Some(last.version));
        (base, &range[start..end])
    })
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
struct Way<'a> {
    steps: Vec<StepOutcome>,
    end: End<'a>,
    server_version: String,
}

impl<'a> Way<'a> {
    fn of(legs: impl Iterator<Item = Leg<'a>>) -> Result<Self, Error> {
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
