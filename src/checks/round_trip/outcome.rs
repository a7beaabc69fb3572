//! What the proof found.

use serde::Serialize;

use super::place::{Halt, ScriptFile, Stale};
use crate::catalog::{Class, Difference};
use crate::checks::cure::cure;
use crate::migrations::{Layout, Migration};
use crate::rows::Unfilled;
use crate::runner::FailedSql;

/// The whole proof. Its JSON form is documented in the README and stable.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// What it was proved on.
    pub postgres: PostgresUsed,
    /// How the migrations are laid out.
    pub layout: Layout,
    /// Every migration, oldest first.
    pub steps: Vec<StepOutcome>,
    /// From head to base and back.
    pub full_trip: FullTrip,
    /// Whether there is no finding.
    pub holds: bool,
}

impl Outcome {
    pub(super) fn new(
        postgres: PostgresUsed,
        layout: Layout,
        steps: Vec<StepOutcome>,
        full_trip: FullTrip,
    ) -> Self {
        let holds =
            steps.iter().all(|step| !step.verdict.is_finding()) && !full_trip.verdict.is_finding();
        Self {
            postgres,
            layout,
            steps,
            full_trip,
            holds,
        }
    }
}

/// The server that it was proved on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostgresUsed {
    /// As the server says it, for instance `16.14`.
    pub version: String,
    /// `container` or `local`.
    pub source: String,
    /// Whether it was confined to its own directory.
    pub confined: bool,
}

/// What was found of one migration.
#[derive(Debug, Clone, Serialize)]
pub struct StepOutcome {
    /// Which, as its tool writes its version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// Its up's file name.
    pub file: String,
    /// The word for it.
    pub verdict: Verdict,
    /// What was not as it had been.
    pub differences: Vec<Found>,
    /// The data that the round trip lost.
    pub lost: Vec<LostData>,
    /// The tables that no row could be made for, so that nothing is known of their rows.
    pub unfilled: Vec<Unfilled>,
    /// Of the failed verdicts: the SQL error; of others a remark such as the reason given.
    pub error: Option<StepError>,
    /// Where the error points into a file: the line, from 1.
    #[serde(skip)]
    pub line: Option<usize>,
    /// What the down declares and nothing bears out.
    #[serde(skip)]
    pub stale: Vec<Stale>,
    /// The file of its up.
    #[serde(skip)]
    pub up: ScriptFile,
    /// The file of its down, where it has one.
    #[serde(skip)]
    pub down: Option<ScriptFile>,
    /// The first up, in milliseconds; `None` where it was not run.
    pub up_ms: Option<f64>,
    /// The down, in milliseconds; `None` where it was not run to its end.
    pub down_ms: Option<f64>,
}

impl StepOutcome {
    pub(super) fn new(migration: &Migration, verdict: Verdict) -> Self {
        Self {
            version: migration.id.clone(),
            name: migration.name.clone(),
            file: migration.up.name.clone(),
            verdict,
            differences: Vec::new(),
            lost: Vec::new(),
            unfilled: Vec::new(),
            error: None,
            line: None,
            stale: Vec::new(),
            up: ScriptFile::of(&migration.up),
            down: migration.down.as_ref().map(ScriptFile::of),
            up_ms: None,
            down_ms: None,
        }
    }

    /// Whether it is the one that ends the way.
    pub(super) fn is_at_the_end(&self) -> bool {
        self.ends_the_way() && self.verdict != Verdict::NotReached
    }

    /// Whether no later migration can be reached.
    pub(super) fn ends_the_way(&self) -> bool {
        match self.verdict {
            Verdict::UpFailed
            | Verdict::NeedsExtension
            | Verdict::NeedsNewerPostgres
            | Verdict::NotReached => true,
            // It may be the down that was refused.
            Verdict::Confined => self.up_ms.is_none(),
            _ => false,
        }
    }
}

/// One word for one migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything is as it was, and again as it was.
    Reversible,
    /// The down says why there is no way back, and there is none.
    DeclaredIrreversible,
    /// The up does not run.
    UpFailed,
    /// The up makes an extension that the proof's server has not, so nothing is known of it.
    NeedsExtension,
    /// The up says what a newer PostgreSQL than the proof's understands, so nothing is known of it.
    NeedsNewerPostgres,
    /// A movement reaches for what a confined server may not, so little is known of it.
    Confined,
    /// There is no down.
    NoDown,
    /// The down does not run.
    DownFailed,
    /// The up does not run after the down.
    UpAgainFailed,
    /// Something in the catalog is not as it was.
    Differs,
    /// Data is gone, and the down does not declare it.
    UndeclaredLoss,
    /// The down declares a loss, or that it is irreversible, and nothing bears it out.
    StaleDeclaration,
    /// An earlier up does not run, so nothing is known of this one.
    NotReached,
}

impl Verdict {
    /// Whether somebody has to mend something.
    #[must_use]
    pub fn is_finding(self) -> bool {
        !matches!(self, Self::Reversible | Self::DeclaredIrreversible)
    }

    /// Whether a trip from head to base passes it.
    pub(super) fn has_way_back(self) -> bool {
        !matches!(
            self,
            Self::DeclaredIrreversible
                | Self::UpFailed
                | Self::NeedsExtension
                | Self::NeedsNewerPostgres
                | Self::Confined
                | Self::NoDown
                | Self::DownFailed
                | Self::NotReached
        )
    }
}

/// A difference, and the movement after which it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// When.
    pub after: After,
    /// How much it matters.
    pub class: Class,
    /// What to do, where the cause is typical.
    pub cure: Option<String>,
}

impl Found {
    pub(super) fn new(difference: Difference, after: After) -> Self {
        Self {
            class: difference.class(),
            cure: cure(&difference),
            difference,
            after,
        }
    }
}

/// What may differ without being a finding. The default is strict: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Differences of these classes.
    pub classes: Vec<Class>,
    /// Losses that no down declares.
    pub loss: bool,
}

impl Allowed {
    pub(in crate::checks) fn difference(&self, found: &Found) -> bool {
        self.classes.contains(&found.class)
    }
}

/// A movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The down: compared with the state before the up.
    Down,
    /// The second up: compared with the state after the first.
    UpAgain,
}

/// Data that did not survive the round trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostData {
    /// A table, or a table's column: `users.organization`.
    pub data: String,
    /// Whether the down declares it.
    pub declared: bool,
}

/// Why a step has the verdict that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StepError {
    /// The server rejected a file.
    Sql(Box<FailedSql>),
    /// In words.
    Words(String),
}

/// From head to base and back.
#[derive(Debug, Clone, Serialize)]
pub struct FullTrip {
    /// The word for it.
    pub verdict: FullVerdict,
    /// What was not as it had been.
    pub differences: Vec<Found>,
    /// What stopped it, or why it was not made.
    pub error: Option<String>,
    /// Where it stopped, if at the SQL of a migration.
    #[serde(skip)]
    pub halt: Option<Halt>,
}

/// One word for the full trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FullVerdict {
    /// Base is base and head is head.
    Equal,
    /// One of them is not.
    Differs,
    /// A step did not run that had run alone.
    Failed,
    /// A migration has no way back, so there is no such trip.
    NotPossible,
}

impl FullVerdict {
    /// Whether somebody has to mend something. That there is no way back is said of the step.
    #[must_use]
    pub fn is_finding(self) -> bool {
        matches!(self, Self::Differs | Self::Failed)
    }
}
