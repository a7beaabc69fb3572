//! Rows that were taken out of a movement's way, and that later rows are not held to.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::rows::{Key, Row, Rows, TableContents};

/// A row that was taken away, by the name of its table in a catalog.
pub(in crate::checks::round_trip) struct Taken {
    pub identity: String,
    pub row: Row,
    /// The columns of its primary key.
    pub primary_key: Vec<String>,
}

/// Drops from `compared` what was taken away between `was` and `is`: one row, and all of a table where more is gone.
pub(super) fn forget(compared: &mut Rows, was: &Rows, is: &Rows, taken: Option<&Taken>) {
    for (identity, before) in &was.tables {
        let Some(after) = is.tables.get(identity) else {
            continue;
        };
        if before == after {
            continue;
        }
        let taken = taken
            .filter(|it| it.identity == *identity && after.rows.len() + 1 == before.rows.len());
        let Some(table) = compared.tables.get_mut(identity) else {
            continue;
        };
        let table = Arc::make_mut(table);
        match taken {
            Some(taken) => forget_row(table, before, taken),
            None => table.rows.clear(),
        }
    }
}

/// Drops from `table` the row that became `taken` of `now`, if it was there already; all, where it cannot be told which
/// that is.
fn forget_row(table: &mut TableContents, now: &TableContents, taken: &Taken) {
    match by_key(table, now, taken) {
        Known::At(at) => {
            table.rows.remove(at);
            return;
        }
        Known::Nowhere => return,
        Known::No => {}
    }
    let row = &taken.row;
    let shared: Vec<(usize, usize)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, now.columns.binary_search(column).ok()?)))
        .collect();
    let is_same =
        |stood: &Row, row: &Row| shared.iter().all(|(then, now)| stood[*then] == row[*now]);
    let found = table.rows.iter().position(|stood| is_same(&stood, row));
    if let Some(at) = found {
        table.rows.remove(at);
        return;
    }
    let is_there = |stood: Cow<'_, Row>| now.rows.iter().any(|row| is_same(&stood, &row));
    // Where each of them is still there, it is none of them.
    if !table.rows.iter().all(is_there) {
        table.rows.clear();
    }
}

/// Whether it is known where a row stood.
enum Known {
    At(usize),
    Nowhere,
    No,
}

/// Where a row stood, told by its primary key, whatever became of its other values. Where keys are gone, the row may have had
/// another one.
fn by_key(table: &TableContents, now: &TableContents, taken: &Taken) -> Known {
    let key = &taken.primary_key;
    let mut kept = key.iter();
    if key.is_empty() || !kept.all(|it| table.columns.contains(it) && now.columns.contains(it)) {
        return Known::No;
    }
    let then = |row: &Row| table.key(row, key);
    let is = |row: &Row| now.key(row, key);
    let wanted = is(&taken.row);
    if let Some(at) = table.rows.iter().position(|row| then(&row) == wanted) {
        return Known::At(at);
    }
    let there: HashSet<Key> = now.rows.iter().map(|row| is(&row)).collect();
    if table.rows.iter().all(|row| there.contains(&then(&row))) {
        Known::Nowhere
    } else {
        Known::No
    }
}
