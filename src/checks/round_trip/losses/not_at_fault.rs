//! Values that differ after a step without any migration being at fault.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::catalog::{Catalog, Facts};
use crate::checks::round_trip::clock::Clock;
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows::{Key, Row, Rows, TableContents, beyond};

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
    let key = |value: &Option<String>| Key::of_values([value.as_deref()].into_iter());
    let keys = |table| Some(values(table, column)?.map(|it| key(&it)).collect());
    let (stood, stands): (HashSet<Key>, HashSet<Key>) = (keys(before)?, keys(after)?);
    // Rows that came since hold values of their own, so each value that is gone is to have another in its place.
    let gone = values(before, column)?.filter(|value| !stands.contains(&key(value)));
    let gone = gone.count();
    let came = || values(after, column).into_iter().flatten();
    let came = || {
        came()
            .filter(|value| !stood.contains(&key(value)))
            .flatten()
    };
    // What was set to a moment to come continues from there: some triggers never move it back. Of each second that came, the
    // first value that stood.
    let second = |value: &str| value.get(..SECOND).map(str::to_owned);
    let mut first: HashMap<Option<String>, Option<String>> =
        came().map(|value| (second(&value), None)).collect();
    for value in values(before, column)?.flatten() {
        if let Some(first) = first.get_mut(&second(&value))
            && first.as_ref().is_none_or(|first| value < *first)
        {
            *first = Some(value);
        }
    }
    let is_just_after = |value: &String| {
        let first = first.get(&second(value)).and_then(Option::as_ref);
        first.is_some_and(|first| first < value)
    };
    let is_moved = |value: &String| clock.is_now(value) || is_just_after(value);
    if gone == 0 || came().filter(is_moved).count() < gone {
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
    let (gone, came) = (beyond(was, is), beyond(is, was));
    if gone.is_empty() {
        return false;
    }
    let then = table(&after.rows, loss).map(|(_, table)| table.rows.iter());
    let then: HashSet<Key> = then.into_iter().flatten().map(|it| Key::of(&it)).collect();
    let without = |table: &TableContents, row: &Row| {
        let kept = table.columns.iter().zip(row);
        let kept = kept.filter(|(column, _)| !given.contains(column));
        Key::of_values(kept.map(|(_, value)| value.as_deref()))
    };
    let mut left: HashMap<Key, usize> = HashMap::new();
    for row in &came {
        *left.entry(without(is, &row)).or_default() += 1;
    }
    let is_put_in_anew = |row: Cow<'_, Row>| {
        let times = left.get_mut(&without(was, &row));
        let times = times.filter(|times| **times > 0);
        times.map(|times| *times -= 1).is_some()
    };
    let is_deleted = |row: Cow<'_, Row>| !then.contains(&Key::of(&row));
    gone.iter().all(is_deleted) && gone.iter().all(is_put_in_anew)
}

/// The table of a loss, by its name in a catalog.
pub(in crate::checks::round_trip) fn table<'a>(
    rows: &'a Rows,
    loss: &Loss,
) -> Option<(&'a String, &'a TableContents)> {
    let (identity, table) = rows.table(&loss.schema, &loss.table)?;
    Some((identity, &**table))
}

pub(in crate::checks::round_trip) fn values<'a>(
    table: &'a TableContents,
    column: &str,
) -> Option<impl Iterator<Item = Option<String>> + use<'a>> {
    let at = table.columns.iter().position(|it| it == column)?;
    Some(table.rows.iter().map(move |row| row[at].clone()))
}
