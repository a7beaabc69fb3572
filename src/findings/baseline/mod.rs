//! Known findings: a file of those that a project lives with for now, so that only new ones
//! fail. It is plain text, made to be read in reviews.
//!
//! ```text
//! # What this project lives with for now.
//!
//! # Will be fixed with the move to PostgreSQL 17.
//! V2-differs-1f9a0c2b7d44  2 add_mood: after the down enum public.mood is left over
//! ```
//!
//! Only the ids are read; the rest of a line, comments and blank lines are for people.

mod error;
mod read;
mod write;

pub use error::Error;
pub use write::{Accept, Written};

use std::path::PathBuf;

use super::{Finding, Findings, Hides, Id, Resolved, Standing};

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Where it stands.
    file: PathBuf,
    /// The lines above the first blank one, if they are comments.
    header: Vec<String>,
    entries: Vec<Entry>,
    /// The lines after the last entry.
    tail: Vec<String>,
}

/// One recorded finding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    id: Id,
    /// The rest of its line.
    what: String,
    /// The comments and blank lines between it and the entry before.
    above: Vec<String>,
}

impl Entry {
    /// Whether it is of this finding, by its id or the one of an earlier release.
    fn is_of(&self, finding: &Finding) -> bool {
        self.id == finding.id || finding.former.contains(&self.id)
    }
}

impl Baseline {
    /// Takes what is recorded for known, and notes what is recorded and is there no more.
    ///
    /// What fails and could not be seen while something else was wrong that is resolved now has come to light behind
    /// it: nobody has made it since.
    #[must_use]
    pub fn judge(&self, mut findings: Findings) -> Findings {
        let resolved: Vec<&Entry> = self.resolved(&findings).collect();
        let phase = |id: &Id| (findings.scope.place(id), id.kind().phase());
        let uncovers = |entry: &&Entry, finding: &Finding| {
            let ((step, phase), (of, seen)) = (phase(&entry.id), phase(&finding.id));
            match entry.id.kind().hides() {
                Hides::Nothing => false,
                Hides::Rest => of.is_none() || of == step && seen >= phase,
                Hides::Later => of.is_none() || of >= step,
            }
        };
        let standings: Vec<Standing> = findings
            .items
            .iter()
            .map(|finding| {
                if finding.standing != Standing::Fails {
                    finding.standing
                } else if self.holds(finding) {
                    Standing::Known
                } else if resolved.iter().any(|entry| uncovers(entry, finding)) {
                    Standing::Uncovered
                } else {
                    Standing::Fails
                }
            })
            .collect();
        findings.resolved = resolved
            .into_iter()
            .map(|entry| Resolved {
                id: entry.id.clone(),
                what: entry.what.clone(),
            })
            .collect();
        for (finding, standing) in findings.items.iter_mut().zip(standings) {
            finding.standing = standing;
        }
        findings
    }

    fn holds(&self, finding: &Finding) -> bool {
        self.entries.iter().any(|entry| entry.is_of(finding))
    }

    /// The entries that the check did not find although it covered them.
    fn resolved(&self, findings: &Findings) -> impl Iterator<Item = &Entry> {
        let is_found = |entry: &Entry| {
            let mut needed = findings
                .items
                .iter()
                .filter(|it| it.acknowledged_by.is_none());
            needed.any(|finding| entry.is_of(finding))
        };
        let is_resolved =
            move |entry: &&Entry| !is_found(entry) && findings.scope.would_show(&entry.id);
        self.entries.iter().filter(is_resolved)
    }
}
