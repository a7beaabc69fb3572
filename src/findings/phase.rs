//! How far a migration was proved.

use serde::{Deserialize, Serialize};

/// The movement that was begun last. Of a later one nothing is known.
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
