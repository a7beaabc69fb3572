//! How far something was looked at.

use serde::{Deserialize, Serialize};

/// The movement that was begun last. What shows in a later one is neither there nor gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// None: it was not asked for, or an earlier up failed.
    Unreached,
    /// The up.
    Up,
    /// The down.
    Down,
    /// The second up.
    UpAgain,
    /// Every movement ran, and what came of it was compared.
    Compared,
}
