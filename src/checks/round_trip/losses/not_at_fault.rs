//! Values that are others after a step, which no migration is at fault for.

use std::collections::HashMap;

use serde_json::Value;

use crate::catalog::{Catalog, Facts};
use crate::checks::round_trip::clock::Clock;
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows::{Row, Rows, TableContents};

/// A moment as text, up to its seconds.
const SECOND: usize = "2024-01-01 00:00:00".len();

/// The trigger that moved the clock of a row when a migration's own UPDATE wrote it: an `updated_at` is meant to be moved.
pub(in crate::checks::round_trip) fn moved_by(
    clock: &Clock,
    loss: &Loss,
    was: &State,
    is: &State,
) -> Option<String> {
    let column = loss.column.as_ref()?;
    let (identity, before) = table(&was.rows, loss)?;
    let (_, after) = table(&is.rows, loss)?;
    let (stood, stands) = (values(before, column)?, values(after, column)?);
    // What was set to a moment to come goes on from there: some triggers never move it back.
    let is_just_after = |value: &str| {
        let stood = stood.clone().flatten();
        stood
            .into_iter()
            .any(|it| it < value && it.get(..SECOND) == value.get(..SECOND))
    };
    let is_now = |value: Option<&str>| {
        value.is_some_and(|value| clock.is_now(value) || is_just_after(value))
    };
    let is_moved = |value| is_now(value) && !stood.clone().any(|it| it == value);
    // Rows that came since hold values of their own, so each value that is gone is to have another in its place.
    let gone = stood
        .clone()
        .filter(|value| !stands.clone().any(|it| it == *value))
        .count();
    if gone == 0 || stands.clone().filter(|value| is_moved(*value)).count() < gone {
        return None;
    }
    let triggers = was
        .catalog
        .of_kind("trigger")
        .chain(is.catalog.of_kind("trigger"));
    let mut its = triggers.filter(|(name, _)| {
        let rest = name.strip_prefix(identity);
        rest.is_some_and(|rest| rest.starts_with('.'))
    });
    let trigger = its
        .find(|(_, facts)| sets(facts, column, &was.catalog) || sets(facts, column, &is.catalog));
    trigger.map(|(name, _)| name.to_owned())
}

/// Whether a trigger writes this column of each row that is updated.
fn sets(trigger: &Facts, column: &str, catalog: &Catalog) -> bool {
    let says = |fact: &str, word: &str| trigger.get(fact).and_then(Value::as_str) == Some(word);
    let is_updated = |events: &Value| {
        events
            .as_array()
            .is_some_and(|it| it.contains(&"update".into()))
    };
    let function = trigger.get("function").and_then(Value::as_str);
    let function = function.and_then(|name| catalog.get("function", name));
    let body = function.and_then(|facts| facts.get("body")?.as_str());
    says("timing", "before")
        && says("level", "row")
        && trigger.get("events").is_some_and(is_updated)
        && body.is_some_and(|body| body.contains(column))
}

/// Whether what is lost of a column is numbers that the second up gave anew to the rows that it put in anew: a sequence
/// goes on, and an id made of chance is another one each time.
pub(in crate::checks::round_trip) fn is_given_anew(
    loss: &Loss,
    all: &[Loss],
    between: &State,
    after: &State,
    again: &State,
) -> bool {
    if loss.column.is_none() {
        return false;
    }
    let (Some((identity, was)), Some((_, is))) =
        (table(&between.rows, loss), table(&again.rows, loss))
    else {
        return false;
    };
    let gives_itself = |column: &str| {
        let name = format!("{identity}.{}", crate::sql::identifier(column));
        let facts = again.catalog.get("column", &name);
        let default = facts.and_then(|facts| facts.get("default")?.as_str());
        facts.is_some_and(|facts| facts.contains_key("identity"))
            || default.is_some_and(|default| default.contains('('))
    };
    let is_lost = |column: &&String| {
        all.iter().any(|it| {
            it.table == loss.table && it.schema == loss.schema && it.column.as_ref() == Some(column)
        })
    };
    let given: Vec<&String> = was.columns.iter().filter(is_lost).collect();
    if !given.iter().all(|column| gives_itself(column)) {
        return false;
    }
    let none = TableContents::default();
    let then = table(&after.rows, loss).map_or(&none, |(_, table)| table);
    let (gone, came) = (beyond(was, is), beyond(is, was));
    let is_deleted = |row: &&Row| !then.rows.contains(row);
    let without = |table: &TableContents, row: &Row| -> Vec<Option<String>> {
        let kept = table.columns.iter().zip(row);
        let kept = kept.filter(|(column, _)| !given.contains(column));
        kept.map(|(_, value)| value.clone()).collect()
    };
    let mut came: Vec<_> = came.into_iter().map(|row| without(is, row)).collect();
    !gone.is_empty()
        && gone.iter().all(is_deleted)
        && gone.into_iter().all(|row| {
            let row = without(was, row);
            let at = came.iter().position(|it| *it == row);
            at.map(|at| came.swap_remove(at)).is_some()
        })
}

/// The rows of one table that another has less often.
pub(in crate::checks::round_trip) fn beyond<'a>(
    one: &'a TableContents,
    other: &TableContents,
) -> Vec<&'a Row> {
    let mut counts: HashMap<&Row, usize> = HashMap::new();
    for row in &other.rows {
        *counts.entry(row).or_default() += 1;
    }
    let is_beyond = |row: &&Row| match counts.get_mut::<Row>(row) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    one.rows.iter().filter(is_beyond).collect()
}

/// The table of a loss, by its name in a catalog.
pub(in crate::checks::round_trip) fn table<'a>(
    rows: &'a Rows,
    loss: &Loss,
) -> Option<(&'a String, &'a TableContents)> {
    let mut tables = rows
        .tables
        .iter()
        .map(|(identity, table)| (identity, &**table));
    tables.find(|(_, it)| it.schema == loss.schema && it.name == loss.table)
}

pub(in crate::checks::round_trip) fn values<'a>(
    table: &'a TableContents,
    column: &str,
) -> Option<impl Iterator<Item = Option<&'a str>> + Clone> {
    let at = table.columns.iter().position(|it| it == column)?;
    Some(table.rows.iter().map(move |row| row[at].as_deref()))
}
