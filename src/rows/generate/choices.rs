//! What may be written into each column of a row.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error};

use super::literals::literals;
use super::plan::{Column, ForeignKey, Nulls, TablePlan};
use crate::rows::queries::Queries;
use crate::sql;

/// The expression of a column for which there is no value.
pub(super) const DEFAULT: &str = "DEFAULT";
/// That of no value at all.
pub(super) const NULL: &str = "NULL";

/// The choices for one column, and how many of them were tried.
pub(super) struct Choice {
    pub expressions: Vec<String>,
    tried: usize,
    /// The place of the one that is tried first, where it is not the first; the others follow in their order.
    first: Option<usize>,
}

impl Choice {
    fn of(expressions: Vec<String>, first: Option<usize>) -> Self {
        Self {
            expressions,
            tried: 0,
            first,
        }
    }

    /// Tries the one in that place first, if there is one, and nobody has said which.
    pub fn prefer(&mut self, place: usize) {
        if self.first.is_none() && place < self.expressions.len() {
            self.first = Some(place);
        }
    }

    /// The place of the one whose turn it is.
    pub fn place(&self) -> usize {
        let first = self.first.unwrap_or(0);
        match self.tried {
            0 => first,
            tried if tried <= first => tried - 1,
            tried => tried,
        }
    }

    pub fn expression(&self) -> &str {
        &self.expressions[self.place()]
    }
}

/// For each column that has to be written: the expressions to try, likeliest first.
pub(super) async fn choices(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    number: usize,
) -> Result<BTreeMap<String, Choice>, Error> {
    let key_of = |column: &Column| {
        let mut keys = table.foreign_keys.iter();
        keys.find(|key| key.columns.contains(&column.name))
    };
    let written: Vec<(&Column, Option<&ForeignKey>)> = table
        .columns
        .iter()
        .map(|column| (column, key_of(column)))
        .filter(|(column, key)| key.is_some() || !column.fills_itself)
        .collect();
    // A row that points to itself needs what the column that it points to gets.
    let valued = written.iter().map(|(column, key)| match key {
        None => Some(*column),
        Some(key) => own_target(table, key, column).filter(|target| !target.fills_itself),
    });
    let valued: Vec<Option<&Column>> = valued.collect();
    let columns: Vec<&Column> = valued.iter().copied().flatten().collect();
    let mut literals = literals(client, queries, &columns, number)
        .await?
        .into_iter();
    let mut choices = BTreeMap::new();
    for ((column, key), valued) in written.into_iter().zip(valued) {
        let mut expressions = Vec::new();
        if let Some(key) = key {
            expressions.extend(pointers(key, column, number));
            let target = own_target(table, key, column).filter(|target| target.fills_itself);
            expressions.extend(target.map(|target| just_made(table, target)));
        }
        expressions.extend(valued.and_then(|_| literals.next()).into_iter().flatten());
        if column.is_nullable() {
            expressions.push(NULL.to_owned());
        }
        if expressions.is_empty() {
            expressions.push(DEFAULT.to_owned());
        }
        // One of two rows is such as only the newer schema takes.
        let begins_with_null = column.nulls == Nulls::TakenSinceNow && !number.is_multiple_of(2);
        let first = begins_with_null.then(|| expressions.len() - 1);
        choices.insert(column.name.clone(), Choice::of(expressions, first));
    }
    Ok(choices)
}

/// Turns the choices of these columns on, as an odometer turns; `false` once all were tried.
pub(super) fn advance(choices: &mut BTreeMap<String, Choice>, columns: &[String]) -> bool {
    for column in columns {
        let Some(choice) = choices.get_mut(column) else {
            continue;
        };
        choice.tried += 1;
        if choice.tried < choice.expressions.len() {
            return true;
        }
        choice.tried = 0;
    }
    false
}

/// Queries for a row to point to; the columns of one key pick the same row, each row another one
/// as long as there are others.
fn pointers(key: &ForeignKey, column: &Column, number: usize) -> Vec<String> {
    let place = key.columns.iter().position(|name| *name == column.name);
    let target = sql::quoted(&key.target_columns[place.unwrap_or_default()]);
    let order: Vec<String> = key
        .target_columns
        .iter()
        .map(|name| sql::quoted(name))
        .collect();
    let table = &key.target;
    (0..3)
        .map(|skip| {
            format!(
                "(SELECT {target} FROM {table} ORDER BY {} OFFSET ({} % greatest(1, (SELECT count(*) FROM {table}))) LIMIT 1)",
                order.join(", "),
                number + skip
            )
        })
        .collect()
}

/// The column that this one points to, where it is one of the same table.
fn own_target<'a>(table: &'a TablePlan, key: &ForeignKey, column: &Column) -> Option<&'a Column> {
    let place = key.columns.iter().position(|name| *name == column.name);
    let target = &key.target_columns[place.unwrap_or_default()];
    let mut columns = table.columns.iter();
    columns.find(|column| key.target == table.name && column.name == *target)
}

/// The value that a column which fills itself has just got.
fn just_made(table: &TablePlan, column: &Column) -> String {
    let (table, column) = (sql::literal(&table.identity), sql::literal(&column.name));
    format!("currval(pg_get_serial_sequence({table}, {column}))")
}
