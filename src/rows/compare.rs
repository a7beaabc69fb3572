//! What rows lost between two moments.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Row, Rows, SequenceState, TableContents};
use crate::migrations::Loss;

/// The data of `before` that is not in `after` any more, in the order of their names.
///
/// Whole rows that are gone are the loss of their table; values that are gone from rows which are
/// still there are the loss of their column. Rows that came in addition are no loss. An empty
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
fn without_common<'a>(both: [&'a TableContents; 2]) -> [Cow<'a, TableContents>; 2] {
    let [was, is] = both;
    if was.columns != is.columns {
        return both.map(Cow::Borrowed);
    }
    let mut shared: HashMap<&Row, usize> = HashMap::new();
    for row in &was.rows {
        *shared.entry(row).or_default() += 1;
    }
    let mut left_of = |rows: &'a [Row]| -> Vec<Row> {
        let is_left = |row: &&Row| match shared.get_mut(*row) {
            Some(times) if *times > 0 => {
                *times -= 1;
                false
            }
            _ => true,
        };
        rows.iter().filter(is_left).cloned().collect()
    };
    let more = left_of(&is.rows);
    // What is left of the counts now is what only the first one has.
    let fewer = shared.iter().flat_map(|(row, times)| vec![*row; *times]);
    let of = |rows: Vec<Row>| TableContents {
        schema: was.schema.clone(),
        name: was.name.clone(),
        columns: was.columns.clone(),
        rows,
    };
    [of(fewer.cloned().collect()), of(more)].map(Cow::Owned)
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
    let mut counted = count(table, &[column]).into_iter();
    counted.all(|(values, times)| times == 1 && values.iter().all(Option::is_some))
}

/// Whether every row of `was`, seen through these columns only, is in `is` at least as often.
fn holds(is: &TableContents, was: &TableContents, columns: &[&String]) -> bool {
    let mut selection = count(was, columns);
    for (row, times) in count(is, columns) {
        if let Some(left) = selection.get_mut(&row) {
            *left = left.saturating_sub(times);
        }
    }
    // A NULL has nothing that could be missed when its column is dropped. In a column that is still
    // there, something else stands in its place.
    let are_there = columns.iter().all(|column| is.columns.contains(column));
    let is_missed = |(row, left): (&Vec<Option<&str>>, &usize)| {
        *left > 0 && (are_there || row.iter().any(Option::is_some))
    };
    !selection.iter().any(is_missed)
}

fn count<'a>(
    table: &'a TableContents,
    columns: &[&String],
) -> HashMap<Vec<Option<&'a str>>, usize> {
    let places: Vec<Option<usize>> = columns
        .iter()
        .map(|column| table.columns.binary_search(column).ok())
        .collect();
    let mut counted = HashMap::new();
    for row in &table.rows {
        let seen: Vec<Option<&str>> = places
            .iter()
            .map(|place| place.and_then(|at| row[at].as_deref()))
            .collect();
        *counted.entry(seen).or_default() += 1;
    }
    counted
}
