//! What a finding says, in one short line without any value that differs from run to run.

use crate::catalog::{Change, Difference};
use crate::checks::round_trip::{After, Found, StepError};
use crate::runner::FailedSql;

/// `what does not run`, and why.
pub(super) fn failed(what: &str, error: Option<&StepError>) -> String {
    match error {
        Some(StepError::Sql(sql)) => format!("{what}: {}", message(sql)),
        Some(StepError::Words(words)) => format!("{what}: {}", line(words)),
        None => what.to_owned(),
    }
}

/// The server's message with its SQLSTATE.
pub(super) fn message(sql: &FailedSql) -> String {
    let message = line(&sql.message);
    match &sql.sqlstate {
        Some(state) => format!("{message} (SQLSTATE {state})"),
        None => message,
    }
}

/// What differs, but not from which value to which: that is for the details.
pub(super) fn difference(found: &Found) -> String {
    let after = match found.after {
        After::Down => "after the down",
        After::UpAgain => "after the second up",
    };
    format!("{after} {}", differs(&found.difference))
}

/// The same of the trip from head to base and back.
pub(super) fn trip_difference(found: &Found) -> String {
    let place = match found.after {
        After::Down => "at base",
        After::UpAgain => "at head again",
    };
    format!("{place} {}", differs(&found.difference))
}

fn differs(difference: &Difference) -> String {
    let object = line(&difference.object.to_string());
    match (difference.change, &difference.fact) {
        (Change::Missing, _) => format!("{object} is missing"),
        (Change::Leftover, _) => format!("{object} is left over"),
        (Change::Changed, Some(fact)) => {
            format!("{object} has another {}", fact.replace('_', " "))
        }
        (Change::Changed, None) => format!("{object} is changed"),
    }
}

/// Any text as one line: a baseline has a line for each finding.
pub(super) fn line(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
