//! A movement that failed because of rows.

use super::own_rows::OwnRows;
use crate::rows::Rows;
use crate::runner::FailedSql;
#[cfg(test)]
use crate::runner::Stands;

/// A movement of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::checks::round_trip) enum Movement {
    Up,
    Down,
    UpAgain,
}

/// A movement that failed.
pub(in crate::checks::round_trip) struct Failed<'a> {
    pub movement: Movement,
    pub error: &'a FailedSql,
    /// What ran.
    pub script: &'a str,
    /// What stands in the tables.
    pub rows: &'a Rows,
    /// Whether the movement left everything as it was before it.
    pub is_undone: bool,
    /// How many single rows were taken away for this error.
    pub removed: usize,
    /// The tables that migrations put rows into.
    pub own: &'a OwnRows,
}

/// An error in these words, as tests want it.
#[cfg(test)]
pub(super) fn error(message: &str) -> FailedSql {
    FailedSql {
        file: "2.sql".to_owned(),
        place: None,
        statement: None,
        sqlstate: None,
        table: None,
        message: message.to_owned(),
        detail: None,
        hint: None,
        stands: Stands::Nothing,
    }
}
