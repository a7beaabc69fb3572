//! A movement that failed.

use serde::{Deserialize, Serialize};

use crate::findings::{Kind, Phase};
use crate::migrations::Migrations;
use crate::runner::FailedSql;

/// A movement that failed, or that there is none of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What it is a finding of.
    pub kind: Kind,
    /// Which movement: the first up, the down, or the second up.
    pub movement: Phase,
    /// Why; `None` where the kind says it all.
    pub error: Option<StepError>,
    /// Where the error points into a file: the line, from 1.
    pub line: Option<usize>,
    /// Whether any row at all makes it fail.
    pub on_any_row: bool,
}

impl Failure {
    /// That there is no down, where other migrations of the project have one.
    pub(in crate::checks::round_trip) fn no_down(migrations: &Migrations) -> Option<Self> {
        let failure = Self {
            kind: Kind::NoDown,
            movement: Phase::Down,
            error: None,
            line: None,
            on_any_row: false,
        };
        (!migrations.are_forward_only()).then_some(failure)
    }

    /// That a movement refuses rows.
    pub(in crate::checks::round_trip) fn refusal(
        kind: Kind,
        movement: Phase,
        failed: Box<FailedSql>,
    ) -> Self {
        Self {
            kind,
            movement,
            line: failed.location().map(|it| it.line),
            error: Some(StepError::Sql(failed)),
            on_any_row: false,
        }
    }
}

/// Why a movement failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StepError {
    /// The server rejected a file.
    Sql(Box<FailedSql>),
    /// In words.
    Words(String),
}
