//! The evidence of a loss: the number of rows, and one of them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::catalog::primary_key;
use crate::checks::round_trip::remedy::shown::{columns, short};
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::migrations::Loss;
use crate::rows::{Key, Row, Rows, TableContents, length_of_long};

/// The rows that a loss is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// So many rows, or values of a column, are lost
    pub lost: usize,
    /// of so many.
    pub of: usize,
    /// One of them.
    pub example: String,
    /// Whether each of them was NULL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub are_nulls: bool,
    /// The rows that these belonged to, where an earlier statement of the same file had taken them all, and these along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_with: Option<Loss>,
}

impl Seen {
    /// What of `loss` is seen between two readings; `None` where nothing of it shows.
    pub(in crate::checks::round_trip) fn of(
        sandbox: &Sandbox,
        loss: &Loss,
        was: &State,
        is: &Rows,
    ) -> Option<Self> {
        let (identity, before) = table(&was.rows, loss)?;
        let key = primary_key(&was.catalog, identity);
        let after = table(is, loss).map(|(_, table)| table);
        let is_generated = !sandbox.materials().own.has(&before.schema, &before.name);
        let whose = if is_generated { "generated row" } else { "row" };
        let (count, shown, are_nulls) = match &loss.column {
            None => {
                let (count, shown) = lost_rows(before, after, &key)?;
                (count, shown, false)
            }
            Some(column) => lost_values(before, after, column, &key)?,
        };
        Some(Self {
            are_nulls,
            gone_with: None,
            lost: count,
            of: before.rows.len(),
            example: format!("{whose} of {identity}: {shown}"),
        })
    }
}

fn table<'a>(rows: &'a Rows, loss: &Loss) -> Option<(&'a String, &'a TableContents)> {
    let (identity, table) = rows.table(&loss.schema, &loss.table)?;
    (!table.rows.is_empty()).then_some((identity, &**table))
}

/// How many rows are there no more, seen through the columns that both have, and the first of them, whose primary key is
/// shown first. A column that shares no value with what it was is one of another type by now, and tells no row.
fn lost_rows(
    before: &TableContents,
    after: Option<&TableContents>,
    primary_key: &[&str],
) -> Option<(usize, String)> {
    let both: Vec<&String> = match after {
        Some(after) => {
            let columns = before.columns.iter();
            columns
                .filter(|it| after.columns.contains(it) && share_a_value(before, after, it))
                .collect()
        }
        None => Vec::new(),
    };
    let key = |table: &TableContents, row: &Row| table.key(row, &both);
    let mut left: HashMap<Key, u32> = HashMap::new();
    if let Some(after) = after.filter(|_| !both.is_empty()) {
        for row in &after.rows {
            *left.entry(key(after, &row)).or_default() += 1;
        }
    }
    let (mut lost, mut first) = (0, None);
    for row in &before.rows {
        match left.get_mut(&key(before, &row)) {
            Some(times) if *times > 0 => *times -= 1,
            _ => {
                lost += 1;
                first.get_or_insert_with(|| columns(before, &row, primary_key));
            }
        }
    }
    Some((lost, first?))
}

fn share_a_value(before: &TableContents, after: &TableContents, column: &String) -> bool {
    let key = |table: &TableContents, row: &Row| table.key(row, &[column]);
    let there: HashSet<Key> = after.rows.iter().map(|row| key(after, &row)).collect();
    let mut rows = before.rows.iter();
    rows.any(|row| there.contains(&key(before, &row)))
}

/// Of a table of more rows none is shown for a column: each would be held against all.
const MOST_ROWS: usize = 500;

/// How many values of a column are there no more, the first of them beside its row's primary key and what stands there now,
/// and whether each was NULL.
fn lost_values(
    before: &TableContents,
    after: Option<&TableContents>,
    column: &String,
    primary_key: &[&str],
) -> Option<(usize, String, bool)> {
    let at = before.columns.iter().position(|it| it == column)?;
    let others: Vec<&String> = before.columns.iter().filter(|it| *it != column).collect();
    let telling = telling(&others, primary_key);
    let id = |row: &Row| {
        let values = seen(before, row, &telling);
        let shown = telling.iter().zip(values);
        let shown = shown.map(|(name, is)| format!("{name} = {}, ", value(is)));
        shown.collect::<String>()
    };
    let there = after.filter(|it| it.columns.contains(column));
    let Some(after) = there else {
        let lost = || before.rows.iter().filter(|row| row[at].is_some());
        let first = lost().next()?;
        let shown = format!(
            "{}{column} = {} before, no such column after",
            id(&first),
            value(first[at].as_deref())
        );
        return Some((lost().count(), shown, false));
    };
    let both: Vec<&String> = others
        .into_iter()
        .filter(|it| after.columns.contains(it))
        .collect();
    if before.rows.len() > MOST_ROWS {
        return None;
    }
    // Whatever else changed, a row is most like what became of it, the last of several: so many of its values are the same,
    // and this one stands there now.
    let stood: Vec<Cow<'_, Row>> = before.rows.iter().collect();
    let mut became: Vec<(usize, Option<String>)> = vec![(0, None); stood.len()];
    for row in &after.rows {
        let now = seen(after, &row, &both);
        for (then, became) in stood.iter().zip(&mut became) {
            let then = seen(before, then, &both);
            let alike = then.iter().zip(&now).filter(|(then, now)| then == now);
            let alike = alike.count();
            if alike >= became.0 {
                *became = (alike, seen(after, &row, &[column])[0].map(str::to_owned));
            }
        }
    }
    let mut lost: Vec<_> = stood.iter().zip(&became).collect();
    lost.retain(|(row, (_, now))| row[at] != *now);
    // A value shows a loss better than a NULL does.
    let first = lost.iter().find(|(row, _)| row[at].is_some());
    let (first, (_, now)) = first.or(lost.first())?;
    let change = change(first[at].as_deref(), now.as_deref());
    let shown = format!("{}{column} = {change}", id(first));
    Some((lost.len(), shown, first[at].is_none()))
}

/// The columns that tell people which row it is: the rest of the primary key, and where there is none, the id or any other.
fn telling<'a>(others: &[&'a String], primary_key: &[&str]) -> Vec<&'a String> {
    let is_key = |it: &&&String| primary_key.contains(&it.as_str());
    let key: Vec<&String> = others.iter().filter(is_key).copied().collect();
    if !key.is_empty() {
        return key;
    }
    let id = others.iter().find(|it| *it == &"id");
    id.or(others.first()).copied().into_iter().collect()
}

/// A row through some columns.
fn seen<'a>(table: &TableContents, row: &'a Row, through: &[&String]) -> Vec<Option<&'a str>> {
    let places = through
        .iter()
        .map(|column| table.columns.binary_search(column));
    places
        .map(|at| at.ok().and_then(|at| row[at].as_deref()))
        .collect()
}

/// A value before and after; where both are cut to the same words, what tells them apart.
fn change(then: Option<&str>, now: Option<&str>) -> String {
    let shown = [then, now].map(value);
    let both = then.zip(now).filter(|_| shown[0] == shown[1]);
    let [before, after] = shown;
    let Some((then, now)) = both else {
        return format!("{before} before, {after} after");
    };
    let is_long = [then, now].map(|it| length_of_long(it).is_some());
    let length = |it: &str| length_of_long(it).unwrap_or_else(|| it.chars().count());
    let [long, short] = [then, now].map(length);
    if long == short && is_long.contains(&true) {
        // Where they begin to differ was not read.
        format!("{before} of {long} characters before, and another of as many after")
    } else if long == short {
        let same = then.chars().zip(now.chars()).take_while(|(a, b)| a == b);
        let first = same.count() + 1;
        format!("{before} before, and another from its character {first} on after")
    } else {
        format!("{before} of {long} characters before, of {short} after")
    }
}

fn value(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), short)
}

#[cfg(test)]
mod tests;
