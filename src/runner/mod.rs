//! Moves a database between versions.
//!
//! Upgrades are refinery's, one migration at a time; it has no downgrades by choice, so those
//! are ours: newest first, the down's SQL and the delete of its history row in one transaction.

mod down;
mod error;
mod failed_sql;
mod history;
mod index;
mod limits;
mod lock;
mod mark;
mod outside;
mod position;
mod rehearsal;
mod session;
mod up;

pub use down::down;
pub use error::Error;
pub use failed_sql::FailedSql;
pub use history::{Applied, HISTORY_TABLE, History};
pub use index::InvalidIndex;
pub use limits::Limits;
pub use lock::{Lock, LockHolder};
pub use mark::{Interrupted, Way};
pub use position::Position;
pub use rehearsal::{RehearsedStep, rehearse};
pub use up::up;

use std::time::Duration;

use serde::Serialize;

use crate::migrations::{Migration, Version};

/// One migration moved one way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Which migration.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How long its SQL and its history row took, in milliseconds.
    pub ms: f64,
}

impl Step {
    fn new(migration: &Migration, took: Duration) -> Self {
        Self {
            version: migration.version,
            name: migration.name.clone(),
            ms: milliseconds(took),
        }
    }
}

/// To the microsecond: more digits would be noise.
fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}
