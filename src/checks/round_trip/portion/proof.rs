//! The proof of one portion.

use super::saved::AtTheEnd;
use super::{Portion, Saved};
use crate::catalog::Catalog;
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Outcome, PostgresUsed, StepOutcome};
use crate::checks::round_trip::sandbox::Materials;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::checks::round_trip::shards::Shards;
use crate::checks::round_trip::shards::shard::{ProvedShard, Shard};
use crate::checks::round_trip::trip::full_trip::End;
use crate::checks::round_trip::trip::one_run::{OneRun, is_due};
use crate::checks::round_trip::{Conditions, Joined, Progress, Range, at_once, trip};
use crate::migrations::{Migrations, Version};
use crate::postgres::Source;
use crate::rows::Seeds;

/// Proves the steps of one portion, and if it is the last, what is of no step. What it saw goes with its outcome.
pub(in crate::checks::round_trip) async fn prove(
    portion: &Portion,
    (materials, migrations): (Materials, &Migrations),
    conditions: &Conditions,
    mut on_progress: impl FnMut(Progress<'_>),
) -> Result<Outcome, Error> {
    let range = conditions.range.of(migrations);
    let base = conditions.range.base(&materials.migrations);
    let all = Shard::split(base, range);
    let dealt = portion.deal(&all);
    let is_from_base = dealt.start == 0;
    let shards = Shards {
        materials: materials.clone(),
        all: all[dealt].to_vec(),
    };
    let on_step = |step: &StepOutcome| on_progress(Progress::Step(step));
    let proved = Box::pin(shards.prove(at_once(migrations), on_step)).await?;
    let mut joined = if is_from_base && !proved.is_empty() {
        Joined::of(proved)?
    } else {
        Box::pin(from_further_on(&materials, proved)).await?
    };
    let mut end = AtTheEnd {
        full_trip: None,
        is_dead_end: matches!(joined.end, Some(End::Dead(_))),
        fill: None,
    };
    let source = materials.source.clone();
    if portion.is_last()
        && let Some(mut at_end) = joined.end.take()
    {
        if let (End::Head { at_base, .. }, false) = (&mut at_end, is_from_base) {
            *at_base = Pool::new(materials.clone()).at(base).await?.1;
        }
        Box::pin(trip::vacuous::refuse(materials, base, range, &at_end)).await?;
        end.fill = Box::pin(at_end.fill(&joined.steps)).await?;
        on_progress(Progress::FullTrip);
        let way = trip::full_trip::Trip::of(conditions.range, migrations);
        if !range.is_empty() {
            // Of other portions' steps nothing is known: `merge` knows whether they can be reverted.
            let trip = trip::full_trip::prove(&[], at_end, &way);
            end.full_trip = Some(Box::pin(trip).await?);
        }
    }
    let postgres = PostgresUsed::of(&source, joined.server_version);
    let saved = Saved::new(portion, (migrations, range), &postgres, &joined.steps, end);
    Ok(Outcome {
        saved: Some(Box::new(saved)),
        ..Outcome::of_steps(migrations, postgres, joined.steps)
    })
}

/// What came of shards whose first one does not begin at the beginning; where that could not be reached, an earlier up is
/// to blame, which another portion reports.
async fn from_further_on(
    materials: &Materials,
    mut proved: Vec<ProvedShard>,
) -> Result<Joined, Error> {
    if proved.first().is_some_and(|shard| shard.base.is_some()) {
        return Joined::of(proved);
    }
    let dead_end = proved.iter_mut().find_map(|shard| shard.dead_end.take());
    let mut pool = Pool::new(materials.clone());
    let blank = Box::pin(pool.without_generated_rows(None)).await?;
    Ok(Joined {
        at_base: Catalog::default(),
        steps: proved.into_iter().flat_map(|it| it.steps).collect(),
        end: dead_end.map(End::Dead),
        server_version: blank.server_version().await?,
    })
}

/// Whether [`prove_one_run`] has anything to prove.
#[must_use]
pub fn needs_one_run(migrations: &Migrations, outcome: &Outcome) -> bool {
    is_due(migrations, &outcome.steps)
}

/// Proves what no portion could: all migrations in one run of a tool that keeps a session or a transaction for them, where
/// what one leaves meets the next.
pub async fn prove_one_run(
    source: &Source,
    migrations: &Migrations,
    seeds: &Seeds,
    conditions: &Conditions,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let materials = Materials::of(source, migrations, seeds, conditions.limits);
    let range = asked(migrations, outcome);
    let base = range.base(&materials.migrations);
    let head: Option<Version> = range.of(migrations).last().map(|it| it.version);
    let end = match Pool::new(materials.clone()).at(head).await {
        Ok((sandbox, at_head)) => End::Head {
            sandbox: Box::new(sandbox),
            at_base: at_head.clone(),
            at_head,
        },
        Err(Error::Unstable(error)) => End::Dead(error),
        Err(error) => return Err(error),
    };
    let one_run = OneRun {
        base,
        materials,
        migrations: range.of(migrations),
        end: &end,
    };
    Box::pin(one_run.prove(&mut outcome.steps)).await
}

/// What the steps of an outcome are of.
fn asked(migrations: &Migrations, outcome: &Outcome) -> Range {
    let version = |step: Option<&StepOutcome>| {
        let id = &step?.version;
        let mut all = migrations.all().iter();
        all.find(|it| it.id == *id).map(|it| it.version)
    };
    match version(outcome.steps.first()) {
        None => Range::NOTHING,
        from => Range {
            from,
            to: version(outcome.steps.last()),
        },
    }
}
