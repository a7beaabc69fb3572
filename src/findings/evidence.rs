//! The evidence of a finding.

use serde::Serialize;

use crate::catalog::Difference;
use crate::runner::FailedSql;

/// What was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// An SQL error.
    Sql(Box<FailedSql>),
    /// Something else, in words.
    Words(String),
    /// A difference between two snapshots of a catalog.
    Difference {
        /// What differs.
        #[serde(flatten)]
        difference: Difference,
        /// The names of the two snapshots.
        #[serde(skip)]
        looks: &'static Looks,
    },
    /// The sentence of the finding says it all.
    Nothing,
}

/// How a check names the two snapshots that it compares.
#[derive(Debug, PartialEq, Eq)]
pub struct Looks {
    /// Above what differs between them.
    pub heading: Option<&'static str>,
    /// Of an object that only the first one saw.
    pub missing: &'static str,
    /// Of an object that only the second one saw.
    pub leftover: &'static str,
    /// Before the first one's value.
    pub was: &'static str,
    /// Before the second one's value.
    pub is: &'static str,
}
