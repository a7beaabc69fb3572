//! Where a database stands.

use serde::Serialize;

use super::moves::place;
use super::palette::{bad, good, noted};
use crate::migrations::Version;

/// The result of `status`, the health check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The database, without its password.
    pub database: String,
    /// The server's version.
    pub postgres: String,
    /// The newest version applied; `None` at base.
    pub current: Option<Version>,
    /// The newest version of the files.
    pub head: Version,
    /// Files to be applied.
    pub pending: Vec<Version>,
    /// Applied, and their files changed since.
    pub edited: Vec<Version>,
    /// Applied, and their files gone.
    pub missing: Vec<Version>,
    /// Older than the newest applied, and never applied.
    pub out_of_order: Vec<Version>,
    /// Whether everything is applied, and nothing is amiss.
    pub at_head: bool,
}

/// Some lines; the first says it all.
#[must_use]
pub fn status(status: &Status) -> String {
    let verdict = if status.at_head {
        good("at head")
    } else {
        bad("not at head")
    };
    let mut text = format!(
        "{verdict}: {} is at {} of {} (PostgreSQL {})\n",
        status.database,
        place(status.current),
        status.head,
        status.postgres
    );
    let lists = [
        ("pending", &status.pending, "run 'pgconform up'"),
        (
            "edited",
            &status.edited,
            "put the files back; a change is a new migration",
        ),
        (
            "missing",
            &status.missing,
            "restore the files of these applied migrations",
        ),
        (
            "out of order",
            &status.out_of_order,
            "give these files numbers above the current one",
        ),
    ];
    for (name, versions, cure) in lists {
        if !versions.is_empty() {
            let versions: Vec<String> = versions.iter().map(Version::to_string).collect();
            text += &format!("  {}: {}; {cure}\n", noted(name), versions.join(", "));
        }
    }
    text
}
