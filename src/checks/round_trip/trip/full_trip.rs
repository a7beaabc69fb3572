//! The trip from head to base and back.

use crate::checks::Error;
use crate::checks::round_trip::Range;
use crate::checks::round_trip::outcome::Halt;
use crate::checks::round_trip::outcome::{After, FullTrip, StepOutcome, TripEnd};
use crate::checks::round_trip::remedy;
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::migrations::{Migration, Migrations, Script, Version};
use crate::rows::{Fill, Unfilled};
use crate::runner;

/// Where a trip turns, and what was there before it.
pub(in crate::checks::round_trip) struct Trip<'a> {
    /// The version before the first step; `None` is base.
    pub base: Option<Version>,
    pub head: Option<Version>,
    /// How people name the version before the first step; `None` is base.
    pub below: Option<String>,
    /// Whether no migration of the project has a down.
    pub is_forward_only: bool,
    /// Whether no migration comes after the last step.
    pub is_to_head: bool,
    /// Those between the two, oldest first.
    pub migrations: &'a [Migration],
}

impl<'a> Trip<'a> {
    /// That through these migrations.
    pub fn of(range: Range, migrations: &'a Migrations) -> Self {
        let base = range.base(migrations);
        let range = range.of(migrations);
        Self {
            base,
            head: range.last().map_or(base, |head| Some(head.version)),
            below: base.and_then(|base| Some(migrations.get(base)?.id.clone())),
            is_forward_only: migrations.are_forward_only(),
            is_to_head: range.last().map(|last| last.version) == Some(migrations.head()),
            migrations: range,
        }
    }
}

impl Trip<'_> {
    /// Its ends, as people name them.
    fn title(&self) -> String {
        let head = match (self.migrations.last(), self.is_to_head) {
            (Some(last), false) => last.id.as_str(),
            _ => "head",
        };
        let base = self.below.as_deref().unwrap_or("base");
        format!("{head} to {base} to {head}")
    }
}

/// Where the last step ended.
pub(in crate::checks::round_trip) enum End {
    /// At head, with what was there and what had been there at base.
    Head {
        sandbox: Box<Sandbox>,
        at_base: State,
        at_head: State,
    },
    /// Before it, at an up that runs on rows and does not run without them.
    Dead(runner::Error),
}

impl End {
    /// How well the tables are filled there; `None` where it was not reached.
    pub async fn fill(&self, steps: &[StepOutcome]) -> Result<Option<Fill>, Error> {
        let Self::Head {
            sandbox, at_head, ..
        } = self
        else {
            return Ok(None);
        };
        let unfilled = steps.iter().flat_map(|step| &step.unfilled);
        let unfilled: Vec<Unfilled> = unfilled.cloned().collect();
        Ok(Some(sandbox.fill(&at_head.rows, &unfilled).await?))
    }
}

/// Makes the trip from where the last step ended.
///
/// Rows are not compared: below a table's own migration there is no place for them.
pub(in crate::checks::round_trip) async fn prove(
    steps: &[StepOutcome],
    end: End,
    trip: &Trip<'_>,
) -> Result<FullTrip, Error> {
    // After an up that fails every shard has a dead end, and the up is already reported.
    let is_told = steps.iter().any(StepOutcome::is_at_the_end);
    let no_way_back = steps.iter().find(|step| !step.has_way_back());
    let (mut sandbox, was_base, was_head) = match (end, no_way_back) {
        (End::Dead(error), _) if !is_told => return Ok(FullTrip::failed(error, trip)),
        (_, Some(step)) => return Ok(FullTrip::not_possible(step, trip)),
        (End::Dead(error), None) => return Ok(FullTrip::failed(error, trip)),
        (
            End::Head {
                sandbox,
                at_base,
                at_head,
            },
            None,
        ) => (sandbox, at_base, at_head),
    };
    if let Err(error) = sandbox.go(trip.base).await? {
        match without_generated_rows(&sandbox, &error, trip).await? {
            Some(bare) => *sandbox = bare,
            None => return Ok(FullTrip::failed(error, trip)),
        }
    }
    let at_base = sandbox.catalog().await?;
    let mut differences = sandbox
        .found(After::Down, &was_base.catalog, &at_base)
        .await?;
    if let Err(error) = sandbox.go(trip.head).await? {
        return Ok(FullTrip::failed(error, trip));
    }
    let at_head = sandbox.catalog().await?;
    let again = sandbox.found(After::UpAgain, &was_head.catalog, &at_head);
    differences.extend(again.await?);
    Ok(FullTrip {
        ended: TripEnd::Head,
        title: trip.title(),
        differences,
        error: None,
        halt: None,
    })
}

/// Another sandbox, which has come to base without the generated rows that the first failed on; `None` where something
/// else is to blame.
async fn without_generated_rows(
    sandbox: &Sandbox,
    error: &runner::Error,
    trip: &Trip<'_>,
) -> Result<Option<Sandbox>, Error> {
    let may_come_of_rows = match error {
        runner::Error::Sql { failed, .. } => remedy::may_come_of_rows(failed),
        _ => false,
    };
    if !may_come_of_rows {
        return Ok(None);
    }
    let mut pool = Pool::new(sandbox.materials().clone());
    let mut bare = pool.without_generated_rows(trip.head).await?;
    let moved = bare.go(trip.base).await?;
    Ok(moved.is_ok().then_some(bare))
}

impl FullTrip {
    /// The same beside steps of which it knew nothing when it was made.
    #[must_use]
    pub(in crate::checks::round_trip) fn beside(
        self,
        steps: &[StepOutcome],
        is_dead_end: bool,
        is_forward_only: bool,
    ) -> Self {
        let is_told = steps.iter().any(StepOutcome::is_at_the_end);
        match steps.iter().find(|step| !step.has_way_back()) {
            Some(step) if is_told || !is_dead_end => Self {
                ended: TripEnd::NotPossible,
                title: self.title,
                differences: Vec::new(),
                error: Some(no_way_past(step, is_forward_only)),
                halt: None,
            },
            _ => self,
        }
    }

    /// A trip that nobody can make.
    fn not_possible(step: &StepOutcome, trip: &Trip<'_>) -> Self {
        Self {
            ended: TripEnd::NotPossible,
            title: trip.title(),
            differences: Vec::new(),
            error: Some(no_way_past(step, trip.is_forward_only)),
            halt: None,
        }
    }

    /// A trip that did not come to its end.
    fn failed(error: runner::Error, trip: &Trip<'_>) -> Self {
        Self {
            ended: TripEnd::Failed,
            title: trip.title(),
            differences: Vec::new(),
            error: Some(error.to_string()),
            halt: halt(error, trip.migrations),
        }
    }
}

fn no_way_past(step: &StepOutcome, is_forward_only: bool) -> String {
    if is_forward_only {
        return "no migration has a down".to_owned();
    }
    format!("it stops at {} {}", step.version, step.name)
}

fn halt(error: runner::Error, migrations: &[Migration]) -> Option<Halt> {
    let runner::Error::Sql { failed, .. } = error else {
        return None;
    };
    let is_meant = |script: &Script| script.name == failed.file;
    let holds = |m: &Migration| is_meant(&m.up) || m.down.as_ref().is_some_and(is_meant);
    let step = migrations.iter().position(holds)?;
    Some(Halt { step, failed })
}
