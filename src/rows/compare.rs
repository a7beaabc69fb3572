//! What rows lost between two readings.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Key, Row, RowSet, Rows, SequenceState, TableContents};
use crate::migrations::Loss;

/// The data of `before` that is not in `after` any more, in the order of their names.
///
/// Whole rows that are gone are the loss of their table; values that are gone from rows which are
/// still there are the loss of their column. Additional rows are not a loss. An empty
/// table and a column of NULLs have nothing to lose.
#[must_use]
pub fn lost(before: &Rows, after: &Rows) -> Vec<Loss> {
    let mut found = Vec::new();
    for (identity, was) in &before.tables {
        let loss = |column: Option<&String>| Loss {
            schema: was.schema.clone(),
            table: was.name.clone(),
            column: column.cloned(),
        };
        match after.tables.get(identity) {
            _ if was.rows.is_empty() => {}
            Some(is) if Arc::ptr_eq(is, was) || is == was => {}
            Some(is) if is.rows.len() >= was.rows.len() => {
                let [fewer, more] = without_common([was, is]);
                match lost_columns(&fewer, &more, was) {
                    Some(columns) => found.extend(columns.into_iter().map(|c| loss(Some(c)))),
                    None => found.push(loss(None)),
                }
            }
            _ => found.push(loss(None)),
        }
    }
    found
}

/// Both tables without the rows that they share, which say nothing of any column; where their columns differ, as they are.
/// Most steps change few of the rows that a table has.
fn without_common(both: [&TableContents; 2]) -> [Cow<'_, TableContents>; 2] {
    let [was, is] = both;
    if was.columns != is.columns {
        return both.map(Cow::Borrowed);
    }
    let of = |rows: RowSet| TableContents {
        schema: was.schema.clone(),
        name: was.name.clone(),
        columns: was.columns.clone(),
        rows,
    };
    [beyond(was, is), beyond(is, was)].map(|rows| Cow::Owned(of(rows)))
}

/// The rows of one table that another has less often.
#[must_use]
pub fn beyond(one: &TableContents, other: &TableContents) -> RowSet {
    if one.rows == other.rows {
        return RowSet::default();
    }
    let mut times: HashMap<Key, u32> = HashMap::with_capacity(other.rows.len());
    for row in &other.rows {
        *times.entry(Key::of(&row)).or_default() += 1;
    }
    let is_beyond = |row: &Cow<'_, Row>| match times.get_mut(&Key::of(row)) {
        Some(times) if *times > 0 => {
            *times -= 1;
            false
        }
        _ => true,
    };
    let beyond = one.rows.iter().filter(is_beyond);
    beyond.map(Cow::into_owned).collect()
}

/// The sequences of `before` that in `after` would hand out a number again, with both positions.
#[must_use]
pub fn rewound<'a>(
    before: &'a Rows,
    after: &'a Rows,
) -> Vec<(&'a String, &'a SequenceState, &'a SequenceState)> {
    before
        .sequences
        .iter()
        .filter_map(|(name, was)| Some((name, was, after.sequences.get(name)?)))
        .filter(|(_, was, is)| is.repeats(was))
        .collect()
}

/// The columns that lost values; `None` where no columns explain what became of the rows, so that the
/// table as a whole is lost.
///
/// Values of a column may also have changed rows, which shows only beside the others: then it is the
/// one column without which the rows are the same. Where that could be several, it is none that told `all` rows apart.
fn lost_columns<'a>(
    was: &'a TableContents,
    is: &TableContents,
    all: &TableContents,
) -> Option<Vec<&'a String>> {
    let columns = was.columns.iter();
    let (mut lost, mut kept): (Vec<_>, Vec<_>) = columns.partition(|it| !holds(is, was, &[it]));
    if !holds(is, was, &kept) {
        let without = |column: &&'a String| -> Vec<&'a String> {
            kept.iter().copied().filter(|it| it != column).collect()
        };
        let movers = kept.iter().copied();
        let movers: Vec<&String> = movers
            .filter(|column| holds(is, was, &without(column)))
            .collect();
        let mover = if let [only] = movers[..] {
            only
        } else {
            let mut movers = movers.into_iter().filter(|it| !tells_apart(it, all));
            let (mover, None) = (movers.next()?, movers.next()) else {
                return None;
            };
            mover
        };
        kept = without(&mover);
        lost.push(mover);
    }
    (!kept.is_empty() || lost.is_empty()).then_some(lost)
}

/// Whether no two rows have the same in a column.
fn tells_apart(column: &String, table: &TableContents) -> bool {
    let Some(at) = place(table, column) else {
        return table.rows.is_empty();
    };
    let mut seen = HashSet::new();
    let mut rows = table.rows.iter();
    rows.all(|row| row[at].is_some() && seen.insert(key(&row, &[Some(at)])))
}

/// Whether every row of `was`, seen through these columns only, is in `is` at least as often.
fn holds(is: &TableContents, was: &TableContents, columns: &[&String]) -> bool {
    let places_in = |table| -> Vec<Option<usize>> {
        columns.iter().map(|column| place(table, column)).collect()
    };
    let places = places_in(was);
    // A NULL has nothing that could be missed when its column is dropped. In a column that is still
    // there, something else stands in its place.
    let are_there = columns.iter().all(|column| is.columns.contains(column));
    let can_be_missed = |row: &Row| {
        let mut values = places.iter().flatten().map(|at| &row[*at]);
        are_there || values.any(Option::is_some)
    };
    let mut left: HashMap<Key, u32> = HashMap::new();
    for row in was.rows.iter().filter(|row| can_be_missed(row)) {
        *left.entry(key(&row, &places)).or_default() += 1;
    }
    let places = places_in(is);
    for row in &is.rows {
        if let Some(times) = left.get_mut(&key(&row, &places)) {
            *times = times.saturating_sub(1);
        }
    }
    left.values().all(|times| *times == 0)
}

fn place(table: &TableContents, column: &String) -> Option<usize> {
    table.columns.binary_search(column).ok()
}

/// That of a row as it is seen at some places; where there is none, a NULL is.
fn key(row: &Row, places: &[Option<usize>]) -> Key {
    let values = places.iter();
    Key::of_values(values.map(|place| place.and_then(|at| row[at].as_deref())))
}
