//! Makes findings of what the proof saw.

#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new kind or standing is decided wherever one is matched"
)]

mod acknowledged;
mod as_written;
mod differences;
mod empty_down;
mod failures;
mod figures;
mod losses;
mod remarks;
mod set_up;
mod sql_help;
mod trip;
mod view;

pub use view::{StepView, TripView, View};

use crate::checks::round_trip::outcome::{Outcome, StepOutcome, TripEnd};
use crate::findings::{Draft, Drafts, Findings, Kind, Migration, Phase, Scope, Step, Whole};

const CHECK: &str = "verify-rollback";

/// What can be found.
const KINDS: &[Kind] = &[
    Kind::UpFailed,
    Kind::NeedsExtension,
    Kind::NeedsNewerPostgres,
    Kind::NeedsSuperuser,
    Kind::Confined,
    Kind::Hangs,
    Kind::UpNeedsEmpty,
    Kind::NoDown,
    Kind::DownFailed,
    Kind::DownRefusesRows,
    Kind::SessionLeftChanged,
    Kind::HistoryRefused,
    Kind::UpAgainFailed,
    Kind::Differs,
    Kind::LostBefore,
    Kind::LostSince,
    Kind::StaleDeclaration,
    Kind::StaleAcknowledgement,
    Kind::FullTripFailed,
    Kind::FullTripDiffers,
    Kind::ColumnOrder,
    Kind::Cosmetic,
    Kind::UpRefusesRows,
    Kind::OutOfOrder,
    Kind::Forgets,
];

impl Outcome {
    /// What is to be fixed and to be known, oldest migration first and the full trip last.
    ///
    /// A migration that was not reached is none: nothing is known of it, and the up that failed before it is the one
    /// thing to fix. Three hundred lines of one cause would hide what else there is, and would leave a baseline when
    /// that one is fixed. That they were not reached is in every report all the same, because a run that is held
    /// against a baseline may end well without them.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut drafts = Drafts::of(CHECK);
        for step in &self.steps {
            failures::collect(&mut drafts, step, self.layout);
            if empty_down::is_at_fault(step) {
                empty_down::collect(&mut drafts, step);
            }
            differences::collect(&mut drafts, step);
            losses::collect(&mut drafts, step, self.layout);
        }
        trip::collect(&mut drafts, self);
        let mut items = drafts.end();
        as_written::write(&mut items, &self.steps);
        let findings = Findings::new(CHECK, items, self.scope(), remarks::remarks(self));
        Findings {
            figures: self.fill.as_ref().map(figures::of),
            ..findings.with_details(remarks::details(self))
        }
    }

    /// What it was proved on, where servers of these `versions` were used.
    pub(in crate::checks::round_trip) fn server(&self, versions: &str) -> String {
        let used = &self.postgres;
        let confined = if used.confined { ", confined" } else { "" };
        format!("PostgreSQL {versions}, {}{confined}", used.source)
    }

    /// The answer where nothing is found on `server`.
    pub(in crate::checks::round_trip) fn claim(&self, server: &str) -> String {
        let count = match (self.steps.len(), self.forward_only) {
            (1, false) => "1 migration".to_owned(),
            (1, true) => "the up of 1 migration".to_owned(),
            (many, false) => format!("{many} migrations"),
            (many, true) => format!("the ups of {many} migrations"),
        };
        let verb = if self.forward_only { "ran" } else { "proved" };
        format!("{count} {verb} on {server}")
    }

    fn scope(&self) -> Scope {
        let server = self.server(&self.postgres.version);
        Scope {
            claim: self.claim(&server),
            server,
            sound: if self.forward_only {
                "runs"
            } else {
                "reversible"
            },
            kinds: KINDS.into(),
            steps: self.steps.iter().map(StepOutcome::scope).collect(),
            all: self.all.clone(),
            whole: self.whole(),
        }
    }

    fn whole(&self) -> Option<Whole> {
        let trip = self.full_trip.as_ref()?;
        Some(Whole {
            name: "full_trip",
            title: trip.title.clone(),
            at_fault: "the full trip is at fault".to_owned(),
            reached: match trip.ended {
                // What was seen of a part of the way says nothing of the whole.
                _ if self.steps.len() < self.all.len() => Phase::Up,
                TripEnd::NotPossible => Phase::Unreached,
                TripEnd::Failed => Phase::Down,
                TripEnd::Head => Phase::Compared,
            },
            remark: trip::remark(self),
        })
    }
}

impl StepOutcome {
    fn scope(&self) -> Step {
        Step {
            version: self.version.clone(),
            name: self.name.clone(),
            file: self.file.clone(),
            reached: self.reached,
            irreversible: self.irreversible.clone(),
            up_ms: self.up_ms,
            down_ms: self.down_ms,
            on_majors: Vec::new(),
        }
    }

    fn draft(&self, kind: Kind, what: String) -> Draft {
        let migration = Migration {
            version: self.version.clone(),
            name: self.name.clone(),
        };
        Draft::new(kind, Some(migration), what)
    }

    /// Who says that what the down leaves or loses is meant so: what an irreversible migration does not bring back is
    /// the reason why it is irreversible.
    fn given_up(&self) -> Option<String> {
        let reason = self.irreversible.as_ref()?;
        Some(format!("irreversible because {reason}"))
    }
}
