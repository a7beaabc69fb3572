//! The outcome of the trip from head to base and back.

use serde::{Deserialize, Serialize};

use super::found::Found;
use crate::runner::FailedSql;

/// From head to base and back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FullTrip {
    /// How it ended.
    pub ended: TripEnd,
    /// Its ends: `head to base to head`.
    pub title: String,
    /// What was not as it had been.
    pub differences: Vec<Found>,
    /// What stopped it, or why it was not made.
    pub error: Option<String>,
    /// Where it stopped, if at the SQL of a migration.
    pub halt: Option<Halt>,
}

/// How the full trip ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TripEnd {
    /// At head again.
    Head,
    /// At a step that did not run and had run alone.
    Failed,
    /// A migration has no down, so there is no such trip.
    NotPossible,
}

/// The end of a trip before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halt {
    /// Which step, as its place among all of them, from 0.
    pub step: usize,
    /// Why.
    pub failed: Box<FailedSql>,
}
