//! What no step may do, and what shows only once it has run.

use std::fmt;

use crate::escape;
use crate::migrations::Direction;

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breach {
    /// It ended the transaction that it runs in, by a statement that its text does not show as one.
    EndsTransaction,
    /// It gave the runners' lock up, so that another runner may be at work.
    ReleasesLock,
    /// Its row in the history did not change as it should have.
    KeepsRow {
        /// The history table, schema-qualified and quoted.
        table: String,
        /// Up writes the row, and down deletes it.
        direction: Direction,
        /// How many rows changed.
        rows: u64,
    },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsTransaction => f.write_str(
                "ends the transaction it runs in; remove COMMIT and ROLLBACK from it, or begin it with \
                 '-- pgconform: no-transaction'",
            ),
            Self::ReleasesLock => f.write_str(
                "releases the runners' advisory lock, so another runner may be running",
            ),
            Self::KeepsRow {
                table,
                direction,
                rows,
            } => {
                let statement = match direction {
                    Direction::Up => "INSERT",
                    Direction::Down => "DELETE",
                };
                let table = escape::line(table);
                write!(
                    f,
                    "prevents its row of the history: the {statement} in {table} changed {rows} rows, not 1"
                )
            }
        }
    }
}

impl Breach {
    /// What to do, on a line of its own; empty where what it does or what stands says it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::EndsTransaction => String::new(),
            Self::ReleasesLock => {
                "\nhelp: remove pg_advisory_unlock_all() from it, and unlock only keys that it locked itself"
                    .to_owned()
            }
            Self::KeepsRow { table, .. } => format!(
                "\nhelp: remove what it does to {} (a trigger, a rule, row-level security, the row itself)",
                escape::line(table)
            ),
        }
    }
}
