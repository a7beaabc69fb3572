//! The kinds of findings: the words that `--fail-on`, ids and every report share.

use serde::Serialize;

/// What is at fault, as one word. The words are stable: baselines hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An up does not run.
    UpFailed,
    /// An up wants an extension that the proof's server has not.
    NeedsExtension,
    /// An up wants a newer PostgreSQL than the proof's.
    NeedsNewerPostgres,
    /// A movement reaches for what a confined server may not.
    Confined,
    /// A migration has no down.
    NoDown,
    /// A down does not run.
    DownFailed,
    /// An up does not run after its down.
    UpAgainFailed,
    /// One thing in the catalog is not as it was.
    Differs,
    /// One datum is gone that the down does not declare.
    UndeclaredLoss,
    /// One declaration is not true.
    StaleDeclaration,
    /// The trip from head to base and back does not come to its end.
    FullTripFailed,
    /// One thing is not as it was after the trip, though no step is blamed for it.
    FullTripDiffers,
}

impl Kind {
    /// Each of them, in the order in which reports tell them: the worst first.
    pub const ALL: [Self; 12] = [
        Self::UpFailed,
        Self::NeedsExtension,
        Self::NeedsNewerPostgres,
        Self::Confined,
        Self::NoDown,
        Self::DownFailed,
        Self::UpAgainFailed,
        Self::Differs,
        Self::UndeclaredLoss,
        Self::StaleDeclaration,
        Self::FullTripFailed,
        Self::FullTripDiffers,
    ];

    /// Its word, the same as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UpFailed => "up_failed",
            Self::NeedsExtension => "needs_extension",
            Self::NeedsNewerPostgres => "needs_newer_postgres",
            Self::Confined => "confined",
            Self::NoDown => "no_down",
            Self::DownFailed => "down_failed",
            Self::UpAgainFailed => "up_again_failed",
            Self::Differs => "differs",
            Self::UndeclaredLoss => "undeclared_loss",
            Self::StaleDeclaration => "stale_declaration",
            Self::FullTripFailed => "full_trip_failed",
            Self::FullTripDiffers => "full_trip_differs",
        }
    }

    /// The kind of this word, if there is one.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_word_that_json_has() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::json!(kind), kind.word());
            assert_eq!(Kind::of_word(kind.word()), Some(kind));
        }
    }
}
