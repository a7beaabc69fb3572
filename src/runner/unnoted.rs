//! Rows that a tool could not write into its history.

use super::FailedSql;

/// Why a tool could not write its history for a movement that ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unnoted {
    /// For what the migration left in its session: in one as it came it could, and the row is there.
    SessionChanged(Box<FailedSql>),
    /// Whatever the session; the row is missing.
    Refused(Box<FailedSql>),
}
