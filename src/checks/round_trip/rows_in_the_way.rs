//! Movements that fail on made-up rows, and may fail for them alone.

use std::collections::HashSet;

use crate::catalog::{Change, Difference};
use crate::migrations::Direction;
use crate::rows::{Rows, Unfilled};
use crate::runner::{self, FailedSql};
use crate::sql::ErrorClass;

/// The tables that hold rows, of which each may be the one to blame.
pub(super) fn all(rows: &Rows, failed: &FailedSql, direction: Direction) -> Vec<Unfilled> {
    let names = rows.filled().map(|(table, _)| table.clone());
    of_any(names.collect(), failed, direction)
}

/// What is noted once these tables were emptied: they, and what was emptied with them because it points to them, which
/// had rows `before` and has none `after`.
pub(super) fn emptied(
    tables: Vec<String>,
    (before, after): (&Rows, &Rows),
    failed: &FailedSql,
    direction: Direction,
) -> Vec<Unfilled> {
    let left: HashSet<&String> = after.filled().map(|(name, _)| name).collect();
    let others = before.filled().map(|(name, _)| name);
    let others = others.filter(|it| !left.contains(it) && !tables.contains(it));
    let others = others.cloned().collect();
    let pointing = "its rows point to those that stood";
    let mut unfilled = of_any(tables, failed, direction);
    unfilled.extend(told(others, pointing, failed, direction));
    unfilled
}

/// These tables, of which any may be the one to blame.
fn of_any(tables: Vec<String>, failed: &FailedSql, direction: Direction) -> Vec<Unfilled> {
    let whose = match tables.len() {
        ..=1 => "its rows stood",
        _ => "its rows or another table's stood",
    };
    told(tables, whose, failed, direction)
}

fn told(
    tables: Vec<String>,
    whose: &str,
    failed: &FailedSql,
    direction: Direction,
) -> Vec<Unfilled> {
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    let message = &failed.message;
    let why = format!("{whose} in the way of the {direction}: {message} ({code})");
    let unfilled = tables.into_iter().map(|table| Unfilled {
        table,
        why: why.clone(),
    });
    unfilled.collect()
}

/// The tables whose rows an error is about, if it is about rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Concerned {
    /// Those that it names.
    Named(Vec<String>),
    /// It names none that has rows, as when the up copies them into a table of its own: any of these.
    Any(Vec<String>),
    None,
}

impl Concerned {
    pub fn by(failed: &FailedSql, rows: &Rows) -> Self {
        let code = failed.sqlstate.as_deref().unwrap_or_default();
        if !ErrorClass::of(code).is_about_rows() {
            return Self::None;
        }
        let (named, others): (Vec<_>, Vec<_>) = rows
            .filled()
            .partition(|(_, table)| failed.is_about(&table.schema, &table.name));
        let [named, others] = [named, others].map(|tables| -> Vec<String> {
            let tables = tables.into_iter();
            tables.map(|(identity, _)| identity.clone()).collect()
        });
        match (named.is_empty(), others.is_empty()) {
            (true, true) => Self::None,
            (true, false) => Self::Any(others),
            (false, _) => Self::Named(named),
        }
    }
}

/// The tables that hold rows and that a script names.
pub(super) fn named_in(script: &str, rows: &Rows) -> Vec<String> {
    let script = script.to_lowercase();
    let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let words: HashSet<&str> = script.split(|c| !is_of_a_name(c)).collect();
    let named = rows
        .filled()
        .filter(|(_, it)| words.contains(&*it.name.to_lowercase()));
    named.map(|(identity, _)| identity.clone()).collect()
}

/// Whether a down failed for what stands in a value, which no rule of the schema asks for: that a text is a number,
/// that a document is a list, that a name can stand in a statement. An application may well write nothing else.
///
/// Where the migration changes the type of a column, or the type itself, the values that only the newer one takes
/// are its own doing. So are lengths (22001), bounds (22003) and all that the rules of a schema say (class 23).
pub(super) fn by_their_content(error: &runner::Error, made: &[Difference]) -> bool {
    const OTHER_DATA: [&str; 2] = ["22001", "22003"];
    // Where names are put together to a statement.
    const SYNTAX: &str = "42601";
    const TYPES: [&str; 4] = ["enum", "domain", "composite_type", "range_type"];
    let runner::Error::Sql { failed, .. } = error else {
        return false;
    };
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    let is_of_data =
        ErrorClass::of(code) == ErrorClass::DataException && !OTHER_DATA.contains(&code);
    let changes_type = |it: &Difference| {
        let is_of_a_type = TYPES.contains(&it.object.kind.as_str());
        it.fact.as_deref() == Some("type") || it.change == Change::Changed && is_of_a_type
    };
    // What the server can point to stands in the file.
    let is_pointed_to = failed.place.is_some();
    (is_of_data || code == SYNTAX) && !is_pointed_to && !made.iter().any(changes_type)
}
