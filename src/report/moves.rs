//! What `up` and `down` did.

use serde::Serialize;

use super::palette::{good, quiet};
use crate::migrations::Version;
use crate::runner::Step;

/// The result of a move.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The steps, in the order in which they were made.
    pub steps: Vec<Step>,
    /// Where the database stands now; `None` is base.
    pub current: Option<Version>,
}

/// A line a step, and where the database stands.
#[must_use]
pub fn moves(moved: &Moved) -> String {
    let mut text = String::new();
    for step in &moved.steps {
        let time = quiet(format!("{:.1} ms", step.ms));
        text += &format!("{} {} {}  {time}\n", good("✓"), step.version, step.name);
    }
    let place = place(moved.current);
    if moved.steps.is_empty() {
        text += &format!("nothing to do: the database is at {place}\n");
    } else {
        text += &format!("the database is at {place}\n");
    }
    text
}

/// A version, or base.
pub(super) fn place(version: Option<Version>) -> String {
    version.map_or_else(|| "base".to_owned(), |version| version.to_string())
}
