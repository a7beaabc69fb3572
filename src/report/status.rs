//! The text of `status`.

use serde::Serialize;

use super::moves::place;
use super::palette::{bad, good, noted};
use crate::escape;
use crate::migrations::{Direction, Version};
use crate::runner::{Applied, InvalidIndex};

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
    /// What was applied, oldest first.
    pub applied: Vec<Applied>,
    /// Files to be applied.
    pub pending: Vec<Version>,
    /// Applied, and their files changed since.
    pub edited: Vec<Version>,
    /// Applied, and their files gone.
    pub missing: Vec<Version>,
    /// Older than the newest applied, and never applied.
    pub out_of_order: Vec<Version>,
    /// A step outside a transaction that stopped in the middle.
    pub interrupted: Option<Interrupted>,
    /// Indexes that an interrupted `CONCURRENTLY` left, or that are being built right now.
    pub invalid_indexes: Vec<InvalidIndex>,
    /// Whether everything is applied, and nothing is amiss.
    pub at_head: bool,
}

/// A step outside a transaction that was begun and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Interrupted {
    /// The migration.
    pub version: Version,
    /// Whether it is its up or its down.
    #[serde(rename = "way")]
    pub direction: Direction,
    /// How many of its statements have ended.
    pub done: usize,
    /// How many there are.
    pub of: usize,
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
        escape::line(&status.database),
        place(status.current),
        status.head,
        escape::line(&status.postgres)
    );
    let lists = [
        ("pending", &status.pending, "run 'pgconform up'"),
        (
            "edited",
            &status.edited,
            "restore the files; make the change in a new migration",
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
    if let Some(Interrupted {
        version,
        direction,
        done,
        of,
    }) = &status.interrupted
    {
        text += &format!(
            "  {}: {direction} of {version}, after {done} of its {of} statements; run 'pgconform {direction}', which continues from there\n",
            noted("interrupted")
        );
    }
    for InvalidIndex {
        index, table, fix, ..
    } in &status.invalid_indexes
    {
        let cure = match status.interrupted {
            Some(_) => "the interrupted step rebuilds it".to_owned(),
            None => format!("unless it is being built right now, run {fix}; and rebuild it"),
        };
        let words = escape::line(format!("{index} on {table}; {cure}"));
        text += &format!("  {}: {words}\n", noted("invalid index"));
    }
    text
}
