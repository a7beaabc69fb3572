//! Old sins, recorded: a file of findings that a project lives with for now, so that only new ones
//! fail. It is plain text, made to be read in reviews.
//!
//! ```text
//! # What this project lives with for now.
//!
//! # Will be mended with the move to PostgreSQL 17.
//! V2-differs-1f9a0c2b7d44  2 add_mood: after the down enum public.mood is left over
//! ```
//!
//! Only the ids are read; the rest of a line, comments and blank lines are for people.

mod asked;
mod error;
mod read;
mod write;

pub use error::Error;
pub use write::Written;

use std::path::PathBuf;

use super::findings::{Id, Judged, Mended};

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

impl Baseline {
    /// Takes what is recorded for known, and notes what is recorded and not found any more.
    #[must_use]
    pub fn judge<'a>(&self, judged: Judged<'a>) -> Judged<'a> {
        let mended = self
            .gone(&judged)
            .filter(|entry| asked::is_answered(judged.outcome, &entry.id));
        let mended = mended
            .map(|entry| Mended {
                id: entry.id.clone(),
                what: entry.what.clone(),
            })
            .collect();
        let known = self.entries.iter().map(|entry| entry.id.clone()).collect();
        judged.knowing(&known, mended)
    }

    /// The entries that this proof did not find.
    fn gone(&self, judged: &Judged<'_>) -> impl Iterator<Item = &Entry> {
        let is_found = |entry: &Entry| judged.findings.iter().any(|found| found.id == entry.id);
        self.entries.iter().filter(move |entry| !is_found(entry))
    }
}
