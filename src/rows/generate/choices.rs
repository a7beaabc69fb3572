//! What may be written into each column of a row.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error};

use super::candidates::Depth;
use super::checks::Want;
use super::family::{Family, Sort};
use super::literals::{Wanted, literals};
use super::plan::{Column, ForeignKey, TablePlan};
use super::pointers::{just_made, own_target, pointers};
use crate::rows::queries::Queries;
use crate::sql;

/// The expression of a column for which there is no value.
pub(super) const DEFAULT: &str = "DEFAULT";
/// That of no value at all.
pub(super) const NULL: &str = "NULL";

/// The choices for one column, and how many of them were tried.
#[derive(Debug)]
pub(super) struct Choice {
    pub expressions: Vec<String>,
    tried: usize,
    /// The place of the one that is tried first; the others follow in their order.
    first: usize,
    /// Whether a rule about several columns says what comes first.
    is_wanted: bool,
}

/// The choices for each column of a row.
pub(super) type Choices = BTreeMap<String, Choice>;

impl Choice {
    fn of(mut expressions: Vec<String>) -> Self {
        let mut seen = std::collections::HashSet::new();
        expressions.retain(|it| seen.insert(it.clone()));
        Self {
            expressions,
            tried: 0,
            first: 0,
            is_wanted: false,
        }
    }

    /// Tries the one in that place first, if there is one.
    pub fn prefer(&mut self, place: usize) {
        if place < self.expressions.len() && !self.is_wanted {
            self.first = place;
        }
    }

    /// Tries no value at all next, where that is a choice and nothing else was tried.
    pub fn lack_next(&mut self) {
        let place = self.expressions.iter().position(|it| it == NULL);
        if let (Some(place @ 2..), 0, 0) = (place, self.tried, self.first) {
            let nothing = self.expressions.remove(place);
            self.expressions.insert(1, nothing);
        }
    }

    /// The place of the one whose turn it is.
    pub fn place(&self) -> usize {
        match self.tried {
            0 => self.first,
            tried if tried <= self.first => tried - 1,
            tried => tried,
        }
    }

    pub fn expression(&self) -> &str {
        &self.expressions[self.place()]
    }
}

/// For each row and each column that has to be written: the expressions to try, likeliest first.
pub(super) async fn choices_of(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    sorts: &[Sort],
    depth: Depth,
) -> Result<Vec<Choices>, Error> {
    let columns = table
        .columns
        .iter()
        .map(|column| (column, table.key_of(column)));
    let written: Vec<(&Column, Option<&ForeignKey>)> = columns
        .filter(|(column, key)| key.is_some() || !column.fills_itself)
        .collect();
    // A row that points to itself needs what the column that it points to gets.
    let valued = |column, key: Option<&ForeignKey>| match key {
        None => Some(column),
        Some(key) => own_target(table, key, column).filter(|target| !target.fills_itself),
    };
    let mut wanted = Vec::new();
    for sort in sorts {
        let columns = written
            .iter()
            .filter_map(|(column, key)| valued(column, *key));
        wanted.extend(columns.map(|column| Wanted {
            column,
            sort: *sort,
        }));
    }
    let mut literals = literals(client, queries, &wanted, depth).await?.into_iter();
    let mut rows = Vec::new();
    for sort in sorts {
        let choices = written.iter().map(|(column, key)| {
            let mut expressions = Vec::new();
            if let Some(key) = key {
                expressions.extend(pointers(table, key, column, *sort));
                let target = own_target(table, key, column).filter(|target| target.fills_itself);
                expressions.extend(target.map(|target| just_made(table, target)));
            }
            if valued(column, *key).is_some() {
                expressions.extend(literals.next().into_iter().flatten());
            }
            add_nothing(&mut expressions, column, sort.family);
            let want = wanted_of(column, *sort);
            if let Some(want) = &want {
                put_first(want, column, &mut expressions);
            }
            let choice = Choice {
                is_wanted: want.is_some(),
                ..Choice::of(expressions)
            };
            (column.name.clone(), choice)
        });
        rows.push(choices.collect());
    }
    Ok(rows)
}

/// What the rules about several columns want of this one in a row.
fn wanted_of(column: &Column, sort: Sort) -> Option<Want> {
    let number = match sort.family {
        Family::Twin => sort.first,
        _ => sort.number,
    };
    let mut wants = column.rules.iter().map(|rule| rule.wants(number));
    wants.find_map(|mut it| it.remove(&column.name))
}

fn put_first(want: &Want, column: &Column, expressions: &mut Vec<String>) {
    match want {
        Want::Null if column.is_nullable => expressions.insert(0, NULL.to_owned()),
        Want::Null => {}
        Want::Filled => expressions.sort_by_key(|it| it == NULL),
        Want::Value(value) => {
            let value = format!("{}::{}", sql::literal(value), column.ty);
            expressions.insert(0, value);
        }
    }
}

/// Adds NULL and the column's default where they are choices: first in a row that is to have them.
fn add_nothing(expressions: &mut Vec<String>, column: &Column, family: Family) {
    let nothing = if column.is_nullable {
        Some(NULL)
    } else {
        // What is random would be another value in each run.
        let is_random = |it: &&String| {
            let makers = ["random", "uuid_generate", "uuidv"];
            makers.iter().any(|maker| it.contains(maker))
        };
        let default = column.default.as_ref().filter(|it| !is_random(it));
        default.map(|_| DEFAULT)
    };
    let nothing = nothing.map(str::to_owned);
    match family {
        Family::Null => expressions.splice(0..0, nothing).for_each(drop),
        _ if column.is_nullable => expressions.extend(nothing),
        _ => {}
    }
    if expressions.is_empty() {
        expressions.push(DEFAULT.to_owned());
    }
}

/// Turns the choices of these columns on, as an odometer turns; `false` once all were tried.
pub(super) fn advance(choices: &mut Choices, columns: &[String]) -> bool {
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

/// Other values for one column after the other, where no rule says which of them is at fault: as a rule, one is.
#[derive(Debug)]
pub(super) struct Sweep {
    columns: Vec<String>,
    /// How many values of the first of them had been tried before.
    before: Option<usize>,
}

impl Sweep {
    /// Of these columns, in this order.
    pub fn of(mut columns: Vec<String>) -> Self {
        columns.reverse();
        Self {
            columns,
            before: None,
        }
    }

    /// Turns to the next value; `false` once each column had each of its values.
    pub fn advance(&mut self, choices: &mut Choices) -> bool {
        while let Some(column) = self.columns.last() {
            if let Some(choice) = choices.get_mut(column) {
                let before = *self.before.get_or_insert(choice.tried);
                choice.tried += 1;
                if choice.tried < choice.expressions.len() {
                    return true;
                }
                choice.tried = before;
            }
            self.columns.pop();
            self.before = None;
        }
        false
    }
}
