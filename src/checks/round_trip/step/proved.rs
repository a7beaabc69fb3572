//! The outcome of the proof of one migration.

use super::confined;
use super::judge::{Evidence, declared_irreversible};
use super::movement::{Made, Step, Stuck};
use super::need::{self, Need};
use super::seeding::Seeded;
use crate::catalog::{Catalog, Difference};
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Failure, Found, StepError, StepOutcome};
use crate::checks::round_trip::remedy::Movement;
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::findings::{Kind, Phase};
use crate::migrations::{Direction, Migration};
use crate::runner;

/// What was found, and in what state the sandbox is left.
pub(in crate::checks::round_trip) struct Proved {
    pub outcome: StepOutcome,
    /// What stands in the sandbox, where it stands at the migration as its predecessors and it make it; `None` where
    /// something else may have come of it.
    pub state: Option<State>,
    /// What the up has made.
    pub made: Vec<Difference>,
    /// The movement that a server without generated rows may know more of.
    pub stuck: Option<Stuck>,
}

impl Proved {
    pub fn new(migration: &Migration) -> Self {
        let mut outcome = StepOutcome::new(migration);
        outcome.reached = Phase::Up;
        Self {
            outcome,
            state: None,
            made: Vec::new(),
            stuck: None,
        }
    }

    /// A movement, which notes in the outcome what stands in its way.
    pub fn step<'a>(
        &'a mut self,
        (migration, seeded): (&'a Migration, Seeded),
        movement: Movement,
        standing: &'a State,
    ) -> Step<'a> {
        Step {
            migration,
            movement,
            standing,
            made: &self.made,
            is_seeded: seeded.stand_before(movement),
            outcome: &mut self.outcome,
        }
    }

    /// That the sandbox is left in this state.
    pub fn standing_at(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// A movement that failed, or is stuck, which counts as a failure unless somebody knows better.
    pub async fn failed(mut self, sandbox: &Sandbox, migration: &Migration, made: Made) -> Self {
        let movement = match self.outcome.reached {
            Phase::Unreached | Phase::Up => Movement::Up,
            Phase::Down => Movement::Down,
            Phase::UpAgain | Phase::Compared => Movement::UpAgain,
        };
        let error = match made {
            Made::Stuck(failed) => {
                self.stuck = Some(Stuck {
                    movement,
                    failed: failed.clone(),
                });
                runner::Error::Sql {
                    failed,
                    done: Vec::new(),
                }
            }
            Made::Failed(error) => error,
            Made::Ran(_) => return self,
        };
        let evidence = match (movement, Evidence::of_findings(&self.outcome)) {
            (Movement::Down, _) => Evidence::of_failure(&error),
            (_, Evidence::None) => Evidence::Faulty,
            (_, found) => found,
        };
        // What the server cannot do is not a fault of an up or a down.
        let script = match movement {
            Movement::Up => Some(&migration.up),
            Movement::Down => migration.down.as_ref(),
            Movement::UpAgain => None,
        };
        let mut error = error;
        let need = match (&mut error, script) {
            (runner::Error::Sql { failed, .. }, Some(script)) => {
                let need = Need::of(failed, script, &sandbox.materials().source).await;
                need.inspect(|it| it.with_help(failed))
            }
            _ => None,
        };
        let kind = match (need, movement) {
            (Some(need), _) => need.kind(),
            (None, Movement::Up) => Kind::UpFailed,
            (None, Movement::Down) => Kind::DownFailed,
            (None, Movement::UpAgain) => Kind::UpAgainFailed,
        };
        self.outcome.fail(sandbox, kind, error);
        if let (Movement::Down | Movement::UpAgain, Some(script)) = (movement, &migration.down) {
            declared_irreversible(&mut self.outcome, script, evidence);
        }
        self
    }

    /// Where a failed movement left the catalog as it was, as one in a transaction does, and is not half done either,
    /// the next step can go on there.
    pub async fn still_standing(
        mut self,
        sandbox: &Sandbox,
        migration: &Migration,
        catalog: Catalog,
    ) -> Result<Self, Error> {
        let error = self
            .outcome
            .failures
            .last()
            .and_then(|it| it.error.as_ref());
        let is_undone = match error {
            Some(StepError::Sql(failed)) => sandbox.has_undone(migration, Direction::Down, failed),
            _ => false,
        };
        let looked = async {
            if is_undone {
                return Ok(Some(sandbox.with_rows(catalog).await?));
            }
            if !sandbox.is_connected() || sandbox.is_interrupted().await? {
                return Ok(None);
            }
            let found = sandbox.inspect().await?;
            Ok((found.catalog == catalog).then_some(found))
        };
        self.state = match looked.await {
            Err(error) if Error::is_end_of_server(&error) => None,
            looked => looked?,
        };
        Ok(self)
    }

    /// A movement that nothing was there to inspect after.
    pub fn without_server(mut self, kind: Kind) -> Self {
        self.outcome.failures.push(Failure {
            kind,
            movement: self.outcome.reached,
            error: Some(StepError::Words("the server ended with it".to_owned())),
            line: None,
            on_any_row: false,
        });
        self
    }

    /// Notes what differs. The same leftover seen at both inspections is one finding.
    pub fn found(&mut self, mut found: Vec<Found>) {
        let seen = &self.outcome.differences;
        let is_seen = |it: &Found| {
            let mut seen = seen.iter();
            seen.any(|seen| it.difference.repeats(&seen.difference))
        };
        found.retain(|it| !is_seen(it));
        self.outcome.differences.extend(found);
    }
}

impl StepOutcome {
    fn fail(&mut self, sandbox: &Sandbox, kind: Kind, error: runner::Error) {
        let (kind, error) = confined::judged(&sandbox.materials().source, kind, error);
        let kind = need::unless_ended(kind, &error);
        let line = match &error {
            runner::Error::Sql { failed, .. } => failed.location().map(|it| it.line),
            runner::Error::EndsTransaction { line, .. } => Some(*line),
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
            on_any_row: false,
        });
    }
}
