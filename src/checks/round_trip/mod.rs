//! Can every migration be undone, and made again?
//!
//! Each step is proved on a state that its predecessors made cleanly: rows in, up, rows in, down,
//! and everything must be as it was before; up again, and everything must be as it was between.
//! The same server goes on while it is provably clean; after a finding a fresh one is taken up to
//! the next step, so that the migration at fault is named and not the later one that stumbles over
//! its traces. Then all downs from head to base, and all ups.

mod clock;
mod conditions;
mod full_trip;
mod judge;
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

use crate::checks::Error;
use crate::migrations::Migrations;
use crate::postgres::Source;
use crate::rows::Seeds;
use clock::Clock;
use full_trip::Trip;
use stage::Materials;
use stages::Stages;

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
    mut on_progress: impl FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let moved = migrations.ignoring_irreversible();
    let materials = Materials {
        source,
        migrations: &moved,
        seeds,
        limits: conditions.limits,
        clock: Clock::start(),
    };
    let range = conditions.range;
    let base_version = range.base(&moved);
    let mut stages = Stages::new(materials);
    let mut stage = stages.at(base_version).await?;
    let base = stage.look().await?;
    let postgres = PostgresUsed {
        version: stage.server_version().await?,
        source: source.name().to_owned(),
    };
    let mut steps: Vec<StepOutcome> = Vec::new();
    let mut before = base.clone();
    let mut dead_end = None;
    for migration in range.of(migrations) {
        let is_blocked = steps.last().is_some_and(|last| last.verdict.ends_the_way());
        if is_blocked || dead_end.is_some() {
            steps.push(StepOutcome::new(migration, Verdict::NotReached));
        } else {
            let proved = step::prove(&mut stages, &mut stage, migration, &before, allowed).await?;
            steps.push(proved.outcome);
            if proved.is_clean {
                before = stage.with_rows(proved.catalog).await?;
            } else if !steps.last().is_some_and(|last| last.verdict.ends_the_way()) {
                match stages.at(Some(migration.version)).await {
                    Ok(fresh) => {
                        stage = fresh;
                        before = stage.look().await?;
                    }
                    // An up that ran on rows does not run without them: a finding, too.
                    Err(Error::Unstable(error)) => dead_end = Some(error),
                    Err(error) => return Err(error),
                }
            }
        }
        on_progress(Progress::Step(&steps[steps.len() - 1]));
    }
    on_progress(Progress::FullTrip);
    let full_trip = if let Some(error) = dead_end {
        FullTrip::failed(error, range.of(migrations))
    } else {
        let trip = Trip {
            base: base_version,
            head: (range.of(migrations).last()).map_or(base_version, |head| Some(head.version)),
            migrations: range.of(migrations),
            at_base: &base,
            at_head: &before,
        };
        full_trip::prove(&mut stage, &steps, &trip, allowed).await?
    };
    Ok(Outcome::new(
        postgres,
        migrations.layout(),
        steps,
        full_trip,
    ))
}
