//! What the proof saw.

pub(in crate::checks::round_trip) mod about;
mod failure;
mod found;
mod full_trip;
pub(in crate::checks::round_trip) mod place;
pub(in crate::checks::round_trip) mod seen;
mod text;

pub use failure::{Failure, StepError};
pub use found::{After, Found};
pub use full_trip::{FullTrip, Halt, TripEnd};

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::checks::help::Touched;
use crate::checks::round_trip::portion::Saved;
use crate::findings::{Kind, Phase};
use crate::migrations::{Layout, Loss, Migration, Migrations};
use crate::postgres::Source;
use crate::rows::{Fill, Unfilled};
use crate::runner::Left;
use place::ScriptFile;
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
    /// What was there before the first of them.
    pub at_base: Catalog,
    /// From head to base and back; `None` where no migration was asked for.
    pub full_trip: Option<FullTrip>,
    /// How well the tables were filled where the last step ended; `None` where it was not reached.
    pub fill: Option<Fill>,
    /// The versions of all migrations, whether they were asked for or not.
    pub all: Vec<String>,
    /// What the last step makes; `None` where it was not reached.
    pub made: Option<Catalog>,
    /// Of one of several portions of a proof, what it takes to join them.
    pub saved: Option<Box<Saved>>,
}

impl Outcome {
    /// That of these steps, where nothing else was proved.
    pub(in crate::checks::round_trip) fn of_steps(
        migrations: &Migrations,
        postgres: PostgresUsed,
        steps: Vec<StepOutcome>,
    ) -> Self {
        Self {
            postgres,
            layout: migrations.layout(),
            forward_only: migrations.are_forward_only(),
            steps,
            at_base: Catalog::default(),
            full_trip: None,
            fill: None,
            all: migrations.all().iter().map(|it| it.id.clone()).collect(),
            made: None,
            saved: None,
        }
    }
}

/// The server that it was proved on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostgresUsed {
    /// As the server says it, for instance `16.14`.
    pub version: String,
    /// `container` or `local`.
    pub source: String,
    /// Whether it was confined to its own directory.
    pub confined: bool,
}

impl PostgresUsed {
    pub(in crate::checks::round_trip) fn of(source: &Source, version: String) -> Self {
        Self {
            version,
            source: source.name().to_owned(),
            confined: source.is_confined(),
        }
    }
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
    /// What the up dropped or changed.
    pub touched: Vec<Touched>,
    /// Why the migration is irreversible, if the down declares it and it is true.
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
    /// Its whole proof, in milliseconds; `None` where it was not reached.
    pub proved_ms: Option<f64>,
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
            touched: Vec::new(),
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
            proved_ms: None,
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
        // Where it is once known whose row was in the way, and once not, it is the same all the same.
        let is_vague = |failure: &Failure| of(failure).is_some_and(|it| it.3.is_none());
        let is_same = |it: &Failure| {
            let kind_and_place = |failure: &Failure| {
                let (kind, file, state, _) = of(failure)?;
                Some((kind, file, state, failure.line))
            };
            of(it) == of(&refused)
                || (is_vague(it) || is_vague(&refused))
                    && kind_and_place(it).is_some()
                    && kind_and_place(it) == kind_and_place(&refused)
        };
        match self.failures.iter_mut().find(|it| is_same(it)) {
            Some(known) if is_vague(known) && !is_vague(&refused) => *known = refused,
            Some(_) => {}
            None => self.failures.push(refused),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// A table's column: `users.updated_at`.
    pub data: String,
    /// The trigger, by its name in a catalog.
    pub trigger: String,
}

/// A declaration that is not true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// What is declared: `loses users.name`, or `irreversible`.
    pub declared: String,
    /// The same as a sentence that names the file.
    pub words: String,
}
