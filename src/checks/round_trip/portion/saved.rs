//! What a portion saw, as its report keeps it for `merge`. What the files say is read from the files again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Portion, fingerprint};
use crate::checks::help::Touched;
use crate::checks::round_trip::outcome::seen::Seen;
use crate::checks::round_trip::outcome::{
    Failure, Found, FullTrip, LostData, Moved, PostgresUsed, Stale, StepOutcome,
};
use crate::findings::{Kind, Phase};
use crate::migrations::{Loss, Migration, Migrations};
use crate::rows::{Fill, Unfilled};
use crate::runner::Left;

/// The version of this form: it is read by the program that wrote it, and by no other.
pub(super) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// One portion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Saved {
    pub(super) program: String,
    pub(super) number: usize,
    pub(super) of: usize,
    /// What the migrations were made of.
    pub(super) migrations: String,
    /// Every migration that was asked for, of all portions, oldest first.
    pub(super) asked: Vec<String>,
    pub(super) postgres: PostgresUsed,
    pub(super) steps: Vec<SavedStep>,
    /// Of the last portion alone, as the last two are.
    pub(super) full_trip: Option<FullTrip>,
    /// Whether the last step could not be reached, though no up had failed here.
    pub(super) is_dead_end: bool,
    pub(super) fill: Option<Fill>,
}

/// What was seen of a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SavedStep {
    pub(super) version: String,
    reached: Phase,
    failures: Vec<Failure>,
    differences: Vec<Found>,
    lost: Vec<SavedLoss>,
    pub(super) unfilled: Vec<Unfilled>,
    moved: Vec<Moved>,
    emptied: BTreeSet<String>,
    unproved: BTreeSet<Loss>,
    dropped_from: BTreeSet<String>,
    touched: Vec<Touched>,
    irreversible: Option<String>,
    stale: Vec<Stale>,
    left: Left,
    up_ms: Option<f64>,
    down_ms: Option<f64>,
    proved_ms: Option<f64>,
}

/// [`LostData`] with what its public form leaves out.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedLoss {
    data: String,
    kind: Kind,
    declared: bool,
    seen: Option<Seen>,
    reported: Loss,
    with: Vec<String>,
    is_made_again: bool,
}

/// What of the last portion is of no step.
pub(in crate::checks::round_trip) struct AtTheEnd {
    pub full_trip: Option<FullTrip>,
    pub is_dead_end: bool,
    pub fill: Option<Fill>,
}

impl Saved {
    pub(in crate::checks::round_trip) fn new(
        portion: &Portion,
        (migrations, asked): (&Migrations, &[Migration]),
        postgres: &PostgresUsed,
        steps: &[StepOutcome],
        end: AtTheEnd,
    ) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            number: portion.number,
            of: portion.of,
            migrations: fingerprint(migrations),
            asked: asked.iter().map(|it| it.id.clone()).collect(),
            postgres: postgres.clone(),
            steps: steps.iter().cloned().map(SavedStep::of).collect(),
            full_trip: end.full_trip,
            is_dead_end: end.is_dead_end,
            fill: end.fill,
        }
    }
}

impl SavedStep {
    fn of(step: StepOutcome) -> Self {
        Self {
            version: step.version,
            reached: step.reached,
            failures: step.failures,
            differences: step.differences,
            lost: step.lost.into_iter().map(SavedLoss::of).collect(),
            unfilled: step.unfilled,
            moved: step.moved,
            emptied: step.emptied,
            unproved: step.unproved,
            dropped_from: step.dropped_from,
            touched: step.touched,
            irreversible: step.irreversible,
            stale: step.stale,
            left: step.left,
            up_ms: step.up_ms,
            down_ms: step.down_ms,
            proved_ms: step.proved_ms,
        }
    }

    /// The same with what the files of its migration say.
    pub(super) fn restored(self, migration: &Migration) -> StepOutcome {
        StepOutcome {
            reached: self.reached,
            failures: self.failures,
            differences: self.differences,
            lost: self.lost.into_iter().map(SavedLoss::restored).collect(),
            unfilled: self.unfilled,
            moved: self.moved,
            emptied: self.emptied,
            unproved: self.unproved,
            dropped_from: self.dropped_from,
            touched: self.touched,
            irreversible: self.irreversible,
            stale: self.stale,
            left: self.left,
            up_ms: self.up_ms,
            down_ms: self.down_ms,
            proved_ms: self.proved_ms,
            ..StepOutcome::new(migration)
        }
    }
}

impl SavedLoss {
    fn of(lost: LostData) -> Self {
        Self {
            data: lost.data,
            kind: lost.kind,
            declared: lost.declared,
            seen: lost.seen,
            reported: lost.reported,
            with: lost.with,
            is_made_again: lost.is_made_again,
        }
    }

    fn restored(self) -> LostData {
        LostData {
            data: self.data,
            kind: self.kind,
            declared: self.declared,
            seen: self.seen,
            reported: self.reported,
            with: self.with,
            is_made_again: self.is_made_again,
        }
    }
}
