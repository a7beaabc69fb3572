//! All migrations in one run of their tool, where it keeps one session for them.
//!
//! Each step is proved in sessions of its own, as by somebody who deploys each migration when it is written. Who makes a
//! new database applies all of them at once, and then the next migration meets what the one before it has left in their
//! session. Where none leaves anything, that comes to the same.

mod one_transaction;

use super::full_trip::End;
use crate::checks::Error;
use crate::checks::round_trip::outcome::{Failure, StepError, StepOutcome};
use crate::checks::round_trip::sandbox::pool::Pool;
use crate::checks::round_trip::sandbox::{Materials, Sandbox};
use crate::findings::{Kind, Phase, words};
use crate::migrations::{HistorySession, Migration, Migrations, Version};
use crate::runner::{self, FailedSql, Left};
use crate::sql::names_in;

/// What a run goes through.
pub(in crate::checks::round_trip) struct OneRun<'a> {
    pub base: Option<Version>,
    pub materials: Materials,
    /// Those after `base`, oldest first.
    pub migrations: &'a [Migration],
    /// Where the proof of each by itself has ended.
    pub end: &'a End,
}

/// What came of a migration in the session of those before it.
enum Tried {
    Ran,
    /// It fails in that session, and ran once the session was like a new one.
    FailsThere(Box<FailedSql>),
    /// The same, and half of it was done already, so that the run cannot go on.
    HalfDone(Box<FailedSql>),
    /// It takes for granted what is set for later sessions: that is nobody's fault.
    RanAnew,
    /// It fails whatever the session.
    Stuck,
}

/// No schema is there to create in, and nothing of that name is found.
const NOT_FOUND: [&str; 5] = ["3F000", "42P01", "42704", "42883", "42703"];
const NOT_ALLOWED: &str = "42501";

/// Whether one run may come to anything else than each migration by itself.
pub(in crate::checks::round_trip) fn is_due(
    migrations: &Migrations,
    steps: &[StepOutcome],
) -> bool {
    let reached = steps.iter().take_while(|it| !it.ends_the_way()).count();
    let before_last = &steps[..reached.saturating_sub(1)];
    if migrations.layout().is_one_transaction() {
        return !before_last.is_empty();
    }
    let shares = migrations.history().session != HistorySession::Own;
    shares && before_last.iter().any(|step| !step.left.is_nothing())
}

impl OneRun<'_> {
    /// Notes what fails for what an earlier migration left in their session, with the step that left it.
    pub async fn prove(self, steps: &mut [StepOutcome]) -> Result<(), Error> {
        let reached = steps.iter().take_while(|it| !it.ends_the_way()).count();
        if self.materials.migrations.layout().is_one_transaction() {
            return Box::pin(self.prove_in_one_transaction(steps, reached)).await;
        }
        let leaves = |step: &StepOutcome| !step.left.is_nothing();
        if !is_due(&self.materials.migrations, steps) {
            return Ok(());
        }
        let pool = &mut Pool::new(self.materials.clone());
        let Some(mut sandbox) = pool.try_without_generated_rows(self.base).await? else {
            return Ok(());
        };
        // The steps that left something in the session at work.
        let mut left: Vec<usize> = Vec::new();
        for (at, migration) in self.migrations[..reached].iter().enumerate() {
            let tried = tried(&mut sandbox, migration).await?;
            if let Tried::FailsThere(failed) | Tried::HalfDone(failed) = &tried {
                self.blame(steps, &left, failed);
            }
            match tried {
                Tried::Ran => {}
                Tried::FailsThere(_) | Tried::RanAnew => left.clear(),
                Tried::HalfDone(_) | Tried::Stuck => return Ok(()),
            }
            if leaves(&steps[at]) {
                left.push(at);
            }
        }
        if let (true, Some(last)) = (reached == self.migrations.len(), left.last()) {
            self.compare(&sandbox, ("session", &mut steps[*last]))
                .await?;
        }
        Ok(())
    }

    /// Charges a failure to the step that left what it comes of; else to the last that left anything.
    fn blame(&self, steps: &mut [StepOutcome], left: &[usize], failed: &FailedSql) {
        let explains = |at: &&usize| explains(&steps[**at].left, failed);
        let by = left.iter().rfind(explains).or_else(|| left.last());
        let Some(by) = by.copied() else {
            return;
        };
        let failed = Box::new(failed.clone().charged_to(&self.migrations[by].up));
        steps[by].refuse(Failure::refusal(
            Kind::SessionLeftChanged,
            Phase::Up,
            failed,
        ));
    }

    /// Whether the run has come to what the steps have come to by themselves.
    async fn compare(
        &self,
        sandbox: &Sandbox,
        (shared, last): (&str, &mut StepOutcome),
    ) -> Result<(), Error> {
        let End::Head {
            sandbox: proved,
            at_head,
            ..
        } = self.end
        else {
            return Ok(());
        };
        let differences = proved.diff(&at_head.catalog, &sandbox.catalog().await?);
        // What is set for later sessions is not met in one run.
        let Some(first) = differences
            .first()
            .filter(|_| self.materials.set_for_later.is_empty())
        else {
            return Ok(());
        };
        let more = match differences.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = words::differs(first);
        let words = format!(
            "in the same {shared}, later migrations make another schema than by themselves: {first}{more}"
        );
        last.failures.push(Failure {
            kind: Kind::SessionLeftChanged,
            movement: Phase::Up,
            error: Some(StepError::Words(words)),
            line: None,
            on_any_row: false,
        });
        Ok(())
    }
}

/// Applies a migration in the session of those before it, and where it fails there, in one like a new one.
async fn tried(sandbox: &mut Sandbox, migration: &Migration) -> Result<Tried, Error> {
    let failed = match sandbox.run_on(migration).await? {
        Ok(_) => return Ok(Tried::Ran),
        Err(runner::Error::Sql { failed, .. }) if sandbox.is_connected() => failed,
        Err(_) => return Ok(Tried::Stuck),
    };
    sandbox.set_back().await?;
    let is_same =
        |it: &FailedSql| (&it.sqlstate, &it.message) == (&failed.sqlstate, &failed.message);
    match sandbox.run_on(migration).await? {
        Ok(_) => return Ok(Tried::FailsThere(failed)),
        Err(runner::Error::Sql { failed: again, .. }) if !is_same(&again) => {
            return Ok(Tried::HalfDone(failed));
        }
        Err(_) => {}
    }
    sandbox.move_anew().await?;
    let anew = sandbox.run_on(migration).await?;
    Ok(anew.map_or(Tried::Stuck, |_| Tried::RanAnew))
}

/// Whether a failure comes of what was left, as far as that can be told.
fn explains(left: &Left, failed: &FailedSql) -> bool {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let is_named = |name: &String| names_in(&failed.message).contains(&name.as_str());
    let names = || left.temporary.iter().chain(&left.prepared);
    match state {
        NOT_ALLOWED => left.role.is_some(),
        _ if names().any(is_named) => true,
        _ => NOT_FOUND.contains(&state) && left.settings.iter().any(|it| it == "search_path"),
    }
}
