//! What the proof saw.

pub(in crate::checks::round_trip) mod place;
pub(in crate::checks::round_trip) mod seen;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::catalog::{Class, Difference};
use crate::checks::help::{self, Dropped};
use crate::findings::{Kind, Phase, words};
use crate::migrations::{Layout, Loss, Migration, Migrations};
use crate::rows::{Fill, Unfilled};
use crate::runner::{FailedSql, Left};
use place::{Halt, ScriptFile, Stale};
use seen::Seen;

/// The whole proof: what was seen. What of it is to be fixed, [`Outcome::findings`] says.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What it was proved on.
    pub postgres: PostgresUsed,
    /// How the migrations are laid out.
    pub layout: Layout,
    /// Whether no migration of the project has a down: then it is proved that every up runs, and nothing else.
    pub forward_only: bool,
    /// Every migration that was asked for, oldest first.
    pub steps: Vec<StepOutcome>,
    /// From head to base and back; `None` where no migration was asked for.
    pub full_trip: Option<FullTrip>,
    /// How well the tables were filled where the last step ended; `None` where it was not reached.
    pub fill: Option<Fill>,
    /// The versions of all migrations, whether they were asked for or not.
    pub all: Vec<String>,
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

/// What was seen of one migration.
#[derive(Debug, Clone)]
pub struct StepOutcome {
    /// Which, as its tool writes its version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// Its up's file name.
    pub file: String,
    /// How far it was proved.
    pub reached: Phase,
    /// What went wrong with its movements, in their order.
    pub failures: Vec<Failure>,
    /// What was not as it had been.
    pub differences: Vec<Found>,
    /// The data that the round trip lost.
    pub lost: Vec<LostData>,
    /// The tables that no row could be made for, so that nothing is known of their rows.
    pub unfilled: Vec<Unfilled>,
    /// What a trigger moved when the migration wrote a row.
    pub moved: Vec<Moved>,
    /// The tables whose rows were taken out of a movement's way, by their names in a catalog.
    pub emptied: BTreeSet<String>,
    /// What a file declares something about and no value stood of, so that it is neither true nor false.
    pub unproved: BTreeSet<Loss>,
    /// The tables of which the up dropped a column: no down puts it back in its place.
    pub dropped_from: BTreeSet<String>,
    /// What the up dropped.
    pub dropped: Vec<Dropped>,
    /// Why there is no way back, where the down declares it and that is so.
    pub irreversible: Option<String>,
    /// The migration that makes its tool skip it, on each database that has that one already.
    pub skipped_after: Option<String>,
    /// What the down declares and nothing bears out.
    pub stale: Vec<Stale>,
    /// The file of its up.
    pub up: ScriptFile,
    /// The file of its down, where it has one.
    pub down: Option<ScriptFile>,
    /// The down's file that its tool refuses to run, because it is empty.
    pub refused_down: Option<String>,
    /// What the first up leaves in its session.
    pub left: Left,
    /// The first up, in milliseconds; `None` where it was not run.
    pub up_ms: Option<f64>,
    /// The down, in milliseconds; `None` where it was not run to its end.
    pub down_ms: Option<f64>,
}

/// A movement that failed, or that there is none of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What it is a finding of.
    pub kind: Kind,
    /// Which movement: the first up, the down, or the second up.
    pub movement: Phase,
    /// Why; `None` where the kind says it all.
    pub error: Option<StepError>,
    /// Where the error points into a file: the line, from 1.
    pub line: Option<usize>,
    /// Whether any row at all makes it fail.
    pub on_any_row: bool,
}

impl Failure {
    /// That there is no down, where other migrations of the project have one.
    pub(in crate::checks::round_trip) fn no_down(migrations: &Migrations) -> Option<Self> {
        let failure = Self {
            kind: Kind::NoDown,
            movement: Phase::Down,
            error: None,
            line: None,
            on_any_row: false,
        };
        (!migrations.are_forward_only()).then_some(failure)
    }
}

impl Failure {
    /// That a movement refuses rows.
    pub(in crate::checks::round_trip) fn refusal(
        kind: Kind,
        movement: Phase,
        failed: Box<FailedSql>,
    ) -> Self {
        Self {
            kind,
            movement,
            line: failed.location().map(|it| it.line),
            error: Some(StepError::Sql(failed)),
            on_any_row: false,
        }
    }
}

impl StepOutcome {
    pub(in crate::checks::round_trip) fn new(migration: &Migration) -> Self {
        Self {
            version: migration.id.clone(),
            name: migration.name.clone(),
            file: migration.up.name.clone(),
            reached: Phase::Unreached,
            failures: Vec::new(),
            differences: Vec::new(),
            lost: Vec::new(),
            unfilled: Vec::new(),
            moved: Vec::new(),
            emptied: BTreeSet::new(),
            unproved: BTreeSet::new(),
            dropped_from: BTreeSet::new(),
            dropped: Vec::new(),
            irreversible: None,
            skipped_after: migration.skipped_after.clone(),
            stale: Vec::new(),
            up: ScriptFile::of(&migration.up),
            down: migration.down.as_ref().map(ScriptFile::of),
            refused_down: migration.refused_down.as_ref().map(|file| {
                let up = Path::new(&migration.up.name);
                let down = up.with_file_name(file.file_name().unwrap_or_default());
                down.display().to_string()
            }),
            left: Left::default(),
            up_ms: None,
            down_ms: None,
        }
    }

    /// Notes that a movement refuses rows. What both ups refuse is noted once.
    pub(in crate::checks::round_trip) fn refuse(&mut self, refused: Failure) {
        let of = |failure: &Failure| match &failure.error {
            Some(StepError::Sql(it)) => Some((
                failure.kind,
                it.file.clone(),
                it.sqlstate.clone(),
                it.table.clone(),
            )),
            _ => None,
        };
        if !self.failures.iter().any(|it| of(it) == of(&refused)) {
            self.failures.push(refused);
        }
    }

    /// Whether it is the one that ends the way.
    pub(in crate::checks::round_trip) fn is_at_the_end(&self) -> bool {
        self.reached == Phase::Up
    }

    /// Whether no later migration can be reached.
    pub(in crate::checks::round_trip) fn ends_the_way(&self) -> bool {
        self.reached <= Phase::Up
    }

    /// Whether a trip from head to base passes it.
    pub(in crate::checks::round_trip) fn has_way_back(&self) -> bool {
        let stops = |it: &Failure| matches!(it.kind, Kind::Confined | Kind::Hangs);
        let is_stopped = self.failures.iter().any(stops);
        self.reached >= Phase::UpAgain && self.irreversible.is_none() && !is_stopped
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
    pub help: Option<String>,
}

impl Found {
    pub(in crate::checks::round_trip) fn new(difference: Difference, after: After) -> Self {
        Self {
            class: difference.class(),
            help: match after {
                After::Down => help::help(&difference),
                After::UpAgain => Some(help::again(&difference)),
            },
            difference,
            after,
        }
    }

    /// Each of several.
    pub(in crate::checks::round_trip) fn all(
        differences: Vec<Difference>,
        after: After,
    ) -> Vec<Self> {
        let each = differences.into_iter();
        each.map(|it| Self::new(it, after)).collect()
    }

    /// What it is about, as its id has it.
    pub(in crate::checks::round_trip) fn about(&self) -> Vec<String> {
        let after = match self.after {
            After::Down => "down",
            After::UpAgain => "up_again",
        };
        let mut about = vec![after.to_owned()];
        about.extend(words::about(&self.difference));
        about
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
    /// Which kind of loss it is.
    pub kind: Kind,
    /// Whether the down declares it.
    pub declared: bool,
    /// How many rows, and one of them, where it shows.
    pub seen: Option<Seen>,
    /// The data as they are called today.
    #[serde(skip)]
    pub reported: Loss,
    /// The tables and columns that lost what belonged to those rows.
    #[serde(skip)]
    pub with: Vec<String>,
    /// Whether a query has made them again, and otherwise.
    #[serde(skip)]
    pub is_made_again: bool,
}

/// A moment that a trigger moves whenever its row is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// A table's column: `users.updated_at`.
    pub data: String,
    /// The trigger, by its name in a catalog.
    pub trigger: String,
}

/// Why a movement failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StepError {
    /// The server rejected a file.
    Sql(Box<FailedSql>),
    /// In words.
    Words(String),
}

/// From head to base and back.
#[derive(Debug, Clone)]
pub struct FullTrip {
    /// How it ended.
    pub ended: TripEnd,
    /// Its ends: `head to base to head`.
    pub title: String,
    /// What was not as it had been.
    pub differences: Vec<Found>,
    /// What stopped it, or why it was not made.
    pub error: Option<String>,
    /// Where it stopped, if at the SQL of a migration.
    pub halt: Option<Halt>,
}

/// How the full trip ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TripEnd {
    /// At head again.
    Head,
    /// At a step that did not run and had run alone.
    Failed,
    /// A migration has no way back, so there is no such trip.
    NotPossible,
}
