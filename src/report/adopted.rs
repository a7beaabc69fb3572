//! What `adopt` recorded.

use serde::Serialize;

use super::palette::good;
use crate::escape;
use crate::migrations::Version;

/// The result of `adopt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// The migrations that are recorded as applied now, oldest first.
    pub recorded: Vec<RecordedMigration>,
    /// Where the database stands now.
    pub current: Version,
    /// How many migrations come after that.
    pub pending: usize,
}

/// A migration that is recorded as applied, and was not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedMigration {
    /// Which migration.
    pub version: Version,
    /// Its name.
    pub name: String,
}

/// A line for each migration, and where the database stands.
#[must_use]
pub fn adopted(adopted: &Adopted) -> String {
    let mut text = String::new();
    for RecordedMigration { version, name } in &adopted.recorded {
        let (mark, name) = (good("✓"), escape::line(name));
        text += &format!("{mark} {version} {name}  recorded as applied, not run\n");
    }
    text += &format!("the database is at {}", adopted.current);
    if adopted.pending > 0 {
        text += &format!("; {} pending: run 'pgconform up'", adopted.pending);
    }
    text + "\n"
}
