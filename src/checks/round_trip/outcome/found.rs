//! A difference that a movement leaves.

use serde::{Deserialize, Serialize};

use crate::catalog::{Class, Difference};
use crate::checks::help;
use crate::findings::words;

/// A difference, and the movement after which it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// When.
    pub after: After,
    /// How much it matters.
    pub class: Class,
    /// What to do, where the cause is typical.
    pub help: Option<String>,
}

impl Found {
    pub(in crate::checks::round_trip) fn new(difference: Difference, after: After) -> Self {
        Self {
            class: difference.class(),
            help: match after {
                After::Down => help::help(&difference),
                After::UpAgain => Some(help::again(&difference)),
            },
            difference,
            after,
        }
    }

    /// Each of several.
    pub(in crate::checks::round_trip) fn all(
        differences: Vec<Difference>,
        after: After,
    ) -> Vec<Self> {
        let each = differences.into_iter();
        each.map(|it| Self::new(it, after)).collect()
    }

    /// What it is about, as its id has it.
    pub(in crate::checks::round_trip) fn about(&self) -> Vec<String> {
        let after = match self.after {
            After::Down => "down",
            After::UpAgain => "up_again",
        };
        let mut about = vec![after.to_owned()];
        about.extend(words::about(&self.difference));
        about
    }
}

/// A movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The down: compared with the state before the up.
    Down,
    /// The second up: compared with the state after the first.
    UpAgain,
}
