//! The proof of one migration.

use super::confined;
use super::judge::{Evidence, declared_irreversible, judge};
use super::losses;
use super::movement::{Made, Step, Stuck};
use super::need;
use super::outcome::{After, Failure, Found, StepError, StepOutcome};
use super::remedy::Movement;
use super::sandbox::{Sandbox, State};
use super::seeding::{self, Seeded, Sown};
use super::sequences::rewound;
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::findings::{Kind, Phase};
use crate::migrations::Migration;
use crate::runner;

/// What was found, and in what state the sandbox is left.
pub(super) struct Proved {
    pub outcome: StepOutcome,
    /// What stands in the sandbox, where it stands at the migration as its predecessors and it make it; `None` where
    /// something else may have come of it.
    pub state: Option<State>,
    /// What the up has made.
    pub made: Vec<Difference>,
    /// The movement that a server without generated rows may know more of.
    pub stuck: Option<Stuck>,
}

/// Up, inspect, seed, down, inspect, up, inspect: proves `migration` on a sandbox that stands right before it, in the
/// state `before`.
pub(super) async fn prove(
    sandbox: &mut Sandbox,
    migration: &Migration,
    before: &State,
    seeded: Seeded,
) -> Result<Proved, Error> {
    let mut proved = Proved::new(migration);
    let mut before = before.clone();
    let standing = before.clone();
    let up = proved.step(
        migration,
        Movement::Up,
        &standing,
        seeded == Seeded::Throughout,
    );
    match up.make(sandbox, &mut [&mut before.rows]).await? {
        Made::Ran(ms) => proved.outcome.up_ms = Some(ms),
        failed => return Ok(proved.failed(sandbox, migration, failed)),
    }
    let Some(upgraded) = sandbox.catalog_if_there().await? else {
        return Ok(proved.without_server(Kind::UpFailed));
    };
    proved.made = catalog::diff(&before.catalog, &upgraded);
    proved.outcome.dropped_from = losses::dropped_from(&proved.made);

    let way = (migration, seeded);
    let sown = seeding::seed(sandbox, way, &proved.made, upgraded, &mut proved.outcome);
    let Sown { state, changed } = sown.await?;
    let mut between = state;

    proved.outcome.reached = Phase::Down;
    let Some(script) = &migration.down else {
        let failure = Failure::no_down(sandbox.migrations());
        proved.outcome.failures.extend(failure);
        return Ok(proved.standing_at(between));
    };
    // Whether it is irreversible is seen by running it all the same.
    let standing = between.clone();
    let down = proved.step(
        migration,
        Movement::Down,
        &standing,
        seeded != Seeded::Never,
    );
    match down
        .make(sandbox, &mut [&mut before.rows, &mut between.rows])
        .await?
    {
        Made::Ran(ms) => proved.outcome.down_ms = Some(ms),
        failed => {
            let proved = proved.failed(sandbox, migration, failed);
            return proved.still_standing(sandbox, between.catalog).await;
        }
    }
    let Some(after) = sandbox.inspect_if_there().await? else {
        return Ok(proved.without_server(Kind::DownFailed));
    };
    proved.found(After::Down, sandbox.diff(&before.catalog, &after.catalog));
    let mut lost = losses::before(sandbox, &before, &after, &mut proved.outcome);
    lost.retain(|loss| !changed.covers(loss));

    proved.outcome.reached = Phase::UpAgain;
    let up = proved.step(
        migration,
        Movement::UpAgain,
        &after,
        seeded != Seeded::Never,
    );
    match up.make(sandbox, &mut [&mut between.rows]).await? {
        Made::Ran(_) => {}
        failed => {
            proved.found(After::Down, rewound(&before, &after, &lost));
            let whose = losses::of_before(sandbox, &lost, &before, &after);
            proved.outcome.lose(whose, script);
            return Ok(proved.failed(sandbox, migration, failed));
        }
    }
    let Some(mut again) = sandbox.inspect_if_there().await? else {
        return Ok(proved.without_server(Kind::UpAgainFailed));
    };
    proved.outcome.reached = Phase::Compared;
    let since = losses::since(sandbox, &between, &after, &again, &mut proved.outcome);
    let mut whose = losses::of_before(sandbox, &lost, &before, &after);
    let states = (&before.rows, &between, &after);
    whose.extend(losses::of_since(sandbox, &since, states, &proved.made));
    lost.extend(since);
    proved.found(After::Down, rewound(&before, &after, &lost));
    let fresh = sandbox.diff(&between.catalog, &again.catalog);
    let is_as_between = fresh.is_empty();
    proved.found(After::UpAgain, fresh);
    // A sequence that the down dropped was this step's own, and went with what it numbers.
    let is_kept = |name: &String| after.rows.sequences.contains_key(name);
    between.rows.sequences.retain(|name, _| is_kept(name));
    proved.found(After::UpAgain, rewound(&between, &again, &lost));
    judge(&mut proved.outcome, script, whose);
    // Whatever the down left or lost, the second up may have made it good: then the next step
    // stands on the same ground as after the first.
    if !is_as_between {
        return Ok(proved);
    }
    if seeded != Seeded::Never {
        seeding::fill_again(
            sandbox,
            migration,
            &proved.made,
            &proved.outcome,
            &mut again,
        )
        .await?;
    }
    Ok(proved.standing_at(again))
}

impl Proved {
    fn new(migration: &Migration) -> Self {
        let mut outcome = StepOutcome::new(migration);
        outcome.reached = Phase::Up;
        Self {
            outcome,
            state: None,
            made: Vec::new(),
            stuck: None,
        }
    }

    fn step<'a>(
        &'a mut self,
        migration: &'a Migration,
        movement: Movement,
        standing: &'a State,
        is_seeded: bool,
    ) -> Step<'a> {
        Step {
            migration,
            movement,
            standing,
            made: &self.made,
            is_seeded,
            outcome: &mut self.outcome,
        }
    }

    fn standing_at(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// A movement that failed, or is stuck, which counts as a failure unless somebody knows better.
    fn failed(mut self, sandbox: &Sandbox, migration: &Migration, made: Made) -> Self {
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
        let kind = match (movement, &error) {
            (Movement::Up, runner::Error::Sql { failed, .. }) => need::kind(failed, &migration.up),
            (Movement::Up, _) => Kind::UpFailed,
            (Movement::Down, _) => Kind::DownFailed,
            (Movement::UpAgain, _) => Kind::UpAgainFailed,
        };
        self.outcome
            .fail(sandbox, kind, need::with_help(kind, error));
        if let (Movement::Down | Movement::UpAgain, Some(script)) = (movement, &migration.down) {
            declared_irreversible(&mut self.outcome, script, evidence);
        }
        self
    }

    /// Where a failed movement left the catalog as it was, as one in a transaction does, and is not half done either,
    /// the next step can go on there.
    async fn still_standing(mut self, sandbox: &Sandbox, catalog: Catalog) -> Result<Self, Error> {
        let looked = async {
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
    fn without_server(mut self, kind: Kind) -> Self {
        self.outcome.failures.push(Failure {
            kind,
            movement: self.outcome.reached,
            error: Some(StepError::Words("the server ended with it".to_owned())),
            line: None,
        });
        self
    }

    /// Notes what differs. The same leftover seen at both inspections is one finding.
    fn found(&mut self, after: After, differences: Vec<Difference>) {
        let seen = &self.outcome.differences;
        let is_new = |it: &Difference| !seen.iter().any(|seen| seen.difference == *it);
        let found = differences.into_iter().filter(is_new);
        let found: Vec<Found> = found.map(|it| Found::new(it, after)).collect();
        self.outcome.differences.extend(found);
    }
}

impl StepOutcome {
    fn fail(&mut self, sandbox: &Sandbox, kind: Kind, error: runner::Error) {
        let (kind, error) = confined::judged(&sandbox.materials().source, kind, error);
        let line = match &error {
            runner::Error::Sql { failed, .. } => failed.location().map(|it| it.line),
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
}
