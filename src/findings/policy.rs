//! Which findings fail a run.

use serde::Serialize;

use super::{Finding, Kind, Severity};

/// Which kinds fail, and which are allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The kinds that fail, whatever their severity; where none are named, every fault does.
    pub fail_on: Option<Vec<Kind>>,
    /// The kinds that are allowed: they are reported and do not fail.
    pub allowed: Vec<Kind>,
    /// What a note does.
    pub notes: Notes,
}

/// Whether an unacknowledged note fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Notes {
    /// It is only reported.
    #[default]
    Pass,
    /// It fails.
    Fail,
}

/// How a finding counts in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The run fails.
    Fails,
    /// The run fails: a known finding, which is resolved now, had hidden it.
    Uncovered,
    /// A baseline holds it.
    Known,
    /// It is a fault of a kind that was not asked to fail.
    Tolerated,
    /// It is a note.
    Note,
    /// It is acknowledged, with a reason.
    Acknowledged,
    /// It is of a kind that is allowed.
    Allowed,
}

impl Standing {
    /// Whether it makes the run fail.
    #[must_use]
    pub fn fails(self) -> bool {
        matches!(self, Self::Fails | Self::Uncovered)
    }

    /// Whether somebody has something to fix, today or later.
    #[must_use]
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            Self::Fails | Self::Uncovered | Self::Known | Self::Tolerated
        )
    }
}

impl Policy {
    /// What a finding does by itself.
    pub(super) fn standing(&self, finding: &Finding) -> Standing {
        if finding.acknowledged_by.is_some() {
            return Standing::Acknowledged;
        }
        if self.allowed.contains(&finding.kind) {
            return Standing::Allowed;
        }
        let is_named = self
            .fail_on
            .as_ref()
            .map(|kinds| kinds.contains(&finding.kind));
        match (is_named, finding.severity, self.notes) {
            (Some(true), ..) | (None, Severity::Fault, _) | (None, _, Notes::Fail) => {
                Standing::Fails
            }
            (Some(false), Severity::Fault, _) => Standing::Tolerated,
            (_, Severity::Note, _) => Standing::Note,
        }
    }
}
