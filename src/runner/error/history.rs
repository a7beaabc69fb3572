//! What is wrong with a history.

use super::words::{clauses, fixes};
use crate::escape;
use crate::runner::Fault;

/// Why a history is not believed, or not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// It holds something that no runner wrote.
    #[error(
        "the history table {} is damaged: {}; it must hold version, name, applied_on (RFC 3339) and checksum (a whole number) \
         of each applied migration\nhelp: correct the row by hand, from a backup or another database of the same version",
        escape::line(table),
        escape::line(why)
    )]
    Damaged {
        /// The table, schema-qualified.
        table: String,
        /// Which row, and what is wrong with it.
        why: String,
    },
    /// It is not a table, or reading or writing it would run what others put there.
    #[error(
        "the history {}, owned by {}, is not {done}: {}\nhelp: read what it holds, which its owner may have written, then run\n{}",
        escape::line(table),
        escape::line(owner),
        clauses(faults),
        fixes(faults)
    )]
    Untrusted {
        /// The relation, schema-qualified.
        table: String,
        /// Its owner, as SQL quotes it.
        owner: String,
        /// What was to be done with it.
        done: &'static str,
        /// All that is wrong with it.
        faults: Vec<Fault>,
    },
    /// It is not what the steps that were made have written, each of which was seen.
    #[error(
        "the history {} does not match the steps that ran: {}; the changes of these steps are committed\n\
         help: find what changes it (triggers, rules and other sessions), then correct its rows by hand",
        escape::line(table),
        escape::line(why)
    )]
    Differs {
        /// The table, schema-qualified.
        table: String,
        /// Which row is missing, or should not be there.
        why: String,
    },
}
