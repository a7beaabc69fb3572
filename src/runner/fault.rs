//! What is wrong with a history table.

/// Something that keeps the history from being read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as a clause.
    pub what: String,
    /// The statement that changes it.
    pub fix: String,
}
