//! Proves a step that fails on generated rows once more, on a server without them.

use super::movement::{Stuck, script};
use super::proved::Proved;
use super::refusal::Refusal;
use super::seeding::Seeded;
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Failure, LostData, StepError, StepOutcome};
use crate::checks::round_trip::remedy::{Movement, may_come_of_rows};
use crate::checks::round_trip::sandbox::elevated::Elevated;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::findings::{Kind, Phase};
use crate::migrations::{Direction, Migration};
use crate::runner::FailedSql;

/// What a movement is a finding of that fails on rows alone, or runs.
const REFUSALS: [Kind; 5] = [
    Kind::SessionLeftChanged,
    Kind::HistoryRefused,
    Kind::UpNeedsEmpty,
    Kind::UpRefusesRows,
    Kind::DownRefusesRows,
];

/// Proves `migration` on a sandbox that stands right before it, in the state `before`.
///
/// Where its role may not do what it does, that is reported, and it is proved once more on a new server as a superuser.
pub(in crate::checks::round_trip) async fn prove(
    pool: &mut Pool,
    sandbox: &mut Sandbox,
    migration: &Migration,
    before: &State,
) -> Result<Proved, Error> {
    let elevated = sandbox.materials().elevated.clone();
    let mut known = elevated.of(migration);
    let mut proved = Box::pin(prove_on(pool, sandbox, migration, before)).await?;
    while elevated.of(migration) > known {
        known = elevated.of(migration);
        let below = sandbox.below(migration).map(|it| it.version);
        let before;
        (*sandbox, before) = pool.at(below).await?;
        proved = Box::pin(prove_on(pool, sandbox, migration, &before)).await?;
    }
    report(&elevated, migration, &mut proved.outcome);
    Ok(proved)
}

/// The same as whoever is known to be needed.
///
/// Where it gets stuck it is proved again without the rows: what they did is reported, and what comes of the step without
/// them, unless it fails there just so.
async fn prove_on(
    pool: &mut Pool,
    sandbox: &mut Sandbox,
    migration: &Migration,
    before: &State,
) -> Result<Proved, Error> {
    let mut proved = super::prove(sandbox, migration, before, Seeded::Throughout).await?;
    for seeded in [Seeded::SinceUp, Seeded::Never] {
        let is_of_use = |stuck: &Stuck| stuck.movement == Movement::Up || seeded == Seeded::Never;
        let Some(stuck) = proved.stuck.take_if(|it| is_of_use(it)) else {
            continue;
        };
        let below = sandbox.below(migration).map(|it| it.version);
        let Some(mut bare) = pool.try_without_generated_rows(below).await? else {
            break;
        };
        let standing = bare.inspect().await?;
        let mut again = super::prove(&mut bare, migration, &standing, seeded).await?;
        let failed = again.failure_at(stuck.movement);
        if failed.is_some_and(|failed| is_same(failed, &stuck.failed)) {
            break;
        }
        if failed.is_none() || may_come_of_rows(&stuck.failed) {
            let script = script(migration, stuck.movement);
            let refusal = Refusal::of_all(&stuck.failed, script, &before.rows);
            let movement = (stuck.movement, before);
            refusal.note(movement, &again.made, &mut again.outcome);
        }
        if let Some(state) = &mut again.state {
            let generated = bare.generate_rows(state.catalog.clone()).await?;
            *state = bare.with_rows(generated.catalog).await?;
        }
        again.take_over(proved);
        *sandbox = bare;
        proved = again;
    }
    Ok(proved)
}

/// Adds what a migration's role may not do to what was found in its step. What a superuser may not do either, the step has
/// as a failure already.
fn report(elevated: &Elevated, migration: &Migration, outcome: &mut StepOutcome) {
    for (direction, movement) in [(Direction::Up, Phase::Up), (Direction::Down, Phase::Down)] {
        let Some(failed) = elevated.refusal(migration.version, direction) else {
            continue;
        };
        let is_the_same = |it: &Failure| match &it.error {
            Some(StepError::Sql(again)) => {
                it.movement == movement && again.message == failed.message
            }
            _ => false,
        };
        if outcome.reached >= movement && !outcome.failures.iter().any(is_the_same) {
            let failure = Failure::refusal(Kind::NeedsSuperuser, movement, failed);
            outcome.failures.push(failure);
        }
    }
}

/// Whether the server says the same, of whatever row.
fn is_same(one: &FailedSql, other: &FailedSql) -> bool {
    let words = |failed: &FailedSql| {
        (
            failed.sqlstate.clone(),
            failed.table.clone(),
            failed.place.clone(),
        )
    };
    words(one) == words(other)
}

impl Proved {
    /// Why a movement failed, with whatever rows.
    fn failure_at(&self, movement: Movement) -> Option<&FailedSql> {
        let is_meant =
            |it: &&Failure| it.movement == movement.phase() && !REFUSALS.contains(&it.kind);
        let failure = self.outcome.failures.iter().find(is_meant)?;
        match &failure.error {
            Some(StepError::Sql(failed)) => Some(failed),
            _ => None,
        }
    }

    /// Adds what was seen of the same step on rows.
    fn take_over(&mut self, on_rows: Self) {
        let outcome = &mut self.outcome;
        for failure in on_rows.outcome.failures {
            if REFUSALS.contains(&failure.kind) {
                outcome.refuse(failure);
            }
        }
        let is_new = |lost: &LostData| !outcome.lost.iter().any(|it| it.data == lost.data);
        let lost: Vec<LostData> = on_rows.outcome.lost.into_iter().filter(is_new).collect();
        outcome.lost.extend(lost);
        outcome.unfilled.extend(on_rows.outcome.unfilled);
        outcome.emptied.extend(on_rows.outcome.emptied);
    }
}
