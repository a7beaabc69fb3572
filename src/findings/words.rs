//! What a finding says, in one short line without any value that differs from run to run.

use crate::catalog::{Change, Difference};
use crate::runner::FailedSql;

/// The server's message with its SQLSTATE.
#[must_use]
pub fn message(sql: &FailedSql) -> String {
    let message = line(&sql.message);
    match &sql.sqlstate {
        Some(state) => format!("{message} (SQLSTATE {state})"),
        None => message,
    }
}

/// What differs, but not the values: those are in the details.
#[must_use]
pub fn differs(difference: &Difference) -> String {
    let object = line(&difference.object.to_string());
    match (difference.change, &difference.fact) {
        (Change::Missing, _) => format!("{object} is missing"),
        (Change::Leftover, _) => format!("{object} is left over"),
        (Change::Changed, Some(fact)) if fact == "not_null" => {
            let was_not_null = difference.was == Some(true.into());
            let now = if was_not_null { "nullable" } else { "NOT NULL" };
            format!("{object} is {now}")
        }
        (Change::Changed, Some(fact)) => {
            let other = if fact.ends_with('s') {
                "other"
            } else {
                "another"
            };
            format!("{object} has {other} {}", fact.replace('_', " "))
        }
        (Change::Changed, None) => format!("{object} is changed"),
    }
}

/// What a difference is about; its values may be others tomorrow.
#[must_use]
pub fn about(difference: &Difference) -> [String; 4] {
    let change = match difference.change {
        Change::Missing => "missing",
        Change::Leftover => "leftover",
        Change::Changed => "changed",
    };
    let fact = difference.fact.clone().unwrap_or_default();
    let object = &difference.object;
    [
        object.kind.clone(),
        object.name.clone(),
        change.to_owned(),
        fact,
    ]
}

/// Any text as one line: a baseline has a line for each finding.
#[must_use]
pub fn line(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
