//! The proof of one migration.

use super::confined;
use super::down;
use super::judge::{Evidence, declared_irreversible, judge};
use super::losses;
use super::need;
use super::outcome::{After, Failure, Found, StepError, StepOutcome};
use super::planting;
use super::rows_in_the_way;
use super::stage::{Stage, State};
use super::stages::Stages;
use super::up::{self, Blame};
use crate::catalog::{self, Catalog, Change, Difference, Identity};
use crate::checks::Error;
use crate::findings::{Kind, Phase};
use crate::migrations::{Direction, Loss, Migration, Version};
use crate::rows::{self, Rows};
use crate::runner;

/// What was found, and in what state the stage is left.
pub(super) struct Proved {
    pub outcome: StepOutcome,
    /// What is on the stage, where it stands at the migration as its predecessors and it make it; `None` where
    /// something else may have come of it.
    pub state: Option<State>,
}

/// Proves `migration` on a stage that stands right before it, in the state `before`.
///
/// A second up that fails on made-up rows may fail for them alone, as the first may: so the whole step is
/// tried once more on a server without any, and what comes of that counts unless it fails there too.
pub(super) async fn prove(
    stages: &mut Stages,
    stage: &mut Stage,
    migration: &Migration,
    before: &State,
) -> Result<Proved, Error> {
    let proved = with_rows(stages, stage, migration, before, Rowed::MadeUp).await?;
    let failed = match proved.outcome.failed(Kind::UpAgainFailed) {
        Some(StepError::Sql(failed)) if stage.makes_rows_up() => failed,
        _ => return Ok(proved),
    };
    let below = previous(stage, migration.version);
    let Some(mut fresh) = stages.try_without_made_up_rows(below).await? else {
        return Ok(proved);
    };
    let bare = fresh.look().await?;
    let mut again = with_rows(stages, &mut fresh, migration, &bare, Rowed::Not).await?;
    if again.outcome.failed(Kind::UpAgainFailed).is_some() {
        return Ok(proved);
    }
    let unfilled = rows_in_the_way::all(&before.rows, failed, Direction::Up);
    again.outcome.unfilled.extend(unfilled);
    if let Some(state) = &mut again.state {
        fresh.make_up_rows().await?;
        state.rows = fresh.rows().await?;
    }
    *stage = fresh;
    Ok(again)
}

/// Whether rows are made up for a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rowed {
    MadeUp,
    Not,
}

#[expect(
    clippy::too_many_lines,
    reason = "each movement is followed by what is seen of it"
)]
async fn with_rows(
    stages: &mut Stages,
    stage: &mut Stage,
    migration: &Migration,
    before: &State,
    rowed: Rowed,
) -> Result<Proved, Error> {
    let mut outcome = StepOutcome::new(migration);
    outcome.reached = Phase::Up;
    let mut rows_before = before.rows.clone();
    match up::first(
        stages,
        stage,
        migration,
        before,
        &mut rows_before,
        &mut outcome,
    )
    .await?
    {
        Ok(ms) => outcome.up_ms = Some(ms),
        Err(error) => return Ok(Proved::without_up(stage, outcome, migration, error)),
    }
    let Some(upgraded) = stage.catalog_if_there().await? else {
        return Ok(Proved::without_server(outcome, Kind::UpFailed));
    };
    let made = catalog::diff(&before.catalog, &upgraded);
    outcome.dropped_from = losses::dropped_from(&made);
    let (mut between, changed_by_planting) = match rowed {
        Rowed::MadeUp => planting::planted(stage, migration, &made, upgraded, &mut outcome).await?,
        Rowed::Not => (stage.with_rows(upgraded).await?, Vec::new()),
    };
    outcome.reached = Phase::Down;
    let Some(script) = &migration.down else {
        outcome.failures.push(Failure::no_down());
        return Ok(Proved::clean(outcome, between));
    };
    let below = previous(stage, migration.version);
    // Whether it is irreversible is seen by running it all the same.
    let moved = down::past_made_up_rows(
        stages,
        stage,
        (migration, below),
        &made,
        &mut between,
        &mut rows_before,
        &mut outcome,
    );
    match moved.await? {
        Ok(ms) => outcome.down_ms = Some(ms),
        Err(error) => {
            let evidence = Evidence::of_failure(&error);
            outcome.fail(stage, Kind::DownFailed, error);
            declared_irreversible(&mut outcome, script, evidence);
            return Proved::clean_if_still(stage, outcome, between.catalog).await;
        }
    }
    let Some(after) = stage.look_if_there().await? else {
        return Ok(Proved::without_server(outcome, Kind::DownFailed));
    };
    outcome.found(After::Down, catalog::diff(&before.catalog, &after.catalog));
    let mut lost = rows::lost(&rows_before, &after.rows);
    lost.retain(|loss| !changed_by_planting.contains(loss));
    outcome.reached = Phase::UpAgain;
    let again = up::past_made_up_rows(
        stage,
        migration,
        &after,
        &mut between.rows,
        &mut outcome,
        Blame::Any,
    );
    match again.await? {
        Ok(_) => {}
        Err(error) => {
            outcome.found(After::Down, rewound(&rows_before, &after.rows, &lost));
            outcome.lose(losses::of_before(lost), script);
            outcome.fail(stage, Kind::UpAgainFailed, error);
            let evidence = match Evidence::of_findings(&outcome) {
                Evidence::None => Evidence::Faulty,
                found => found,
            };
            declared_irreversible(&mut outcome, script, evidence);
            return Ok(Proved::polluted(outcome));
        }
    }
    let Some(mut again) = stage.look_if_there().await? else {
        return Ok(Proved::without_server(outcome, Kind::UpAgainFailed));
    };
    outcome.reached = Phase::Compared;
    let since = stage.clock().lost(&between.rows, &again.rows);
    let mut whose = losses::of_before(lost.clone());
    whose.extend(losses::of_since(since.clone(), &before.rows, &made));
    lost.extend(since);
    outcome.found(After::Down, rewound(&rows_before, &after.rows, &lost));
    // A sequence that the down dropped was this step's own, and went with what it numbers.
    let is_own = |name: &String| !after.rows.sequences.contains_key(name);
    between.rows.sequences.retain(|name, _| !is_own(name));
    // The same leftover seen at both looks is one finding.
    let known = outcome.differences.clone();
    let mut fresh = stage.clock().diff(&between.catalog, &again.catalog);
    let is_as_between = fresh.is_empty();
    fresh.extend(rewound(&between.rows, &again.rows, &lost));
    fresh.retain(|fresh| !known.iter().any(|known| known.difference == *fresh));
    outcome.found(After::UpAgain, fresh);
    let has_lost_rows = !lost.is_empty();
    judge(&mut outcome, script, whose);
    // Whatever the down left or lost, the second up may have made it good: then the next step
    // stands on the same ground as after the first.
    if is_as_between {
        if rowed == Rowed::MadeUp {
            planting::fill_again(stage, migration, &made, has_lost_rows, &outcome, &mut again)
                .await?;
        }
        return Ok(Proved::clean(outcome, again));
    }
    Ok(Proved::polluted(outcome))
}

/// Sequences that would hand out a number again, save those whose whole table is lost with it.
fn rewound(before: &Rows, after: &Rows, lost: &[Loss]) -> Vec<Difference> {
    let is_lost = |owner: &Option<(String, String)>| {
        lost.iter().any(|loss| {
            let table = (loss.schema.clone(), loss.table.clone());
            loss.column.is_none() && owner.as_ref() == Some(&table)
        })
    };
    rows::rewound(before, after)
        .into_iter()
        .filter(|(_, was, _)| !is_lost(&was.owner))
        .map(|(sequence, was, is)| Difference {
            object: Identity {
                kind: "sequence".to_owned(),
                name: sequence.clone(),
            },
            change: Change::Changed,
            fact: Some("next_value".to_owned()),
            was: Some(was.next.to_string().into()),
            is: Some(is.next.to_string().into()),
        })
        .collect()
}

/// The version before this one; `None` is base.
fn previous(stage: &Stage, version: Version) -> Option<Version> {
    let before = stage.migrations().up_to(version).iter().rev().nth(1);
    before.map(|migration| migration.version)
}

impl Proved {
    fn clean(outcome: StepOutcome, state: State) -> Self {
        Self {
            outcome,
            state: Some(state),
        }
    }

    /// An up that failed.
    fn without_up(
        stage: &Stage,
        mut outcome: StepOutcome,
        migration: &Migration,
        error: runner::Error,
    ) -> Self {
        let kind = match &error {
            runner::Error::Sql { failed, .. } => need::kind(failed, &migration.up),
            _ => Kind::UpFailed,
        };
        outcome.fail(stage, kind, need::with_help(kind, error));
        Self::polluted(outcome)
    }

    /// Clean where a failed movement left the catalog as it was, as one in a transaction does, and
    /// is not half done either.
    async fn clean_if_still(
        stage: &Stage,
        outcome: StepOutcome,
        catalog: Catalog,
    ) -> Result<Self, Error> {
        let looked = async {
            if !stage.is_connected() || stage.is_interrupted().await? {
                return Ok(None);
            }
            let found = stage.look().await?;
            Ok((found.catalog == catalog).then_some(found))
        };
        let found = match looked.await {
            Err(error) if Error::is_end_of_server(&error) => None,
            looked => looked?,
        };
        Ok(Self {
            outcome,
            state: found,
        })
    }

    /// A movement that nothing was there to look at after.
    fn without_server(mut outcome: StepOutcome, kind: Kind) -> Self {
        outcome.failures.push(Failure {
            kind,
            movement: outcome.reached,
            error: Some(StepError::Words("the server ended with it".to_owned())),
            line: None,
        });
        Self::polluted(outcome)
    }

    fn polluted(outcome: StepOutcome) -> Self {
        Self {
            outcome,
            state: None,
        }
    }
}

impl StepOutcome {
    fn fail(&mut self, stage: &Stage, kind: Kind, error: runner::Error) {
        let (kind, error) = confined::judged(&stage.materials().source, kind, error);
        let line = match &error {
            runner::Error::Sql { failed, .. } => failed.place.as_ref().map(|place| place.line),
            runner::Error::EndsTransaction { line, .. } => *line,
            _ => None,
        };
        let error = match error {
            runner::Error::Sql { failed, .. } => StepError::Sql(failed),
            other => StepError::Words(other.to_string()),
        };
        self.failures.push(Failure {
            kind,
            movement: self.reached,
            error: Some(error),
            line,
        });
    }

    fn found(&mut self, after: After, differences: Vec<Difference>) {
        let found = differences
            .into_iter()
            .map(|difference| Found::new(difference, after));
        self.differences.extend(found);
    }
}
