//! One step of a move.

use std::time::Duration;

use serde::Serialize;

use super::Left;
use super::unnoted::Unnoted;
use crate::migrations::Version;

/// One migration, up or down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Which migration.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How long its SQL and its history row took, in milliseconds.
    pub ms: f64,
    /// Why its tool could not write it into its history as it does; `None` where it could.
    #[serde(skip)]
    pub unnoted: Option<Unnoted>,
    /// What it leaves in its session; nothing where that was not looked for.
    #[serde(skip)]
    pub left: Left,
}

/// To the microsecond: more digits would be noise.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}
