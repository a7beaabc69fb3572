//! Rows for a schema that nobody wrote rows for, made from its catalog.
//!
//! Each column has a list of values that its type, its enum and the literals of its CHECKs make
//! likely; a row is tried, and where the server refuses it by a rule, the columns of that rule go
//! on to their next values. Nothing is random: the same schema gets the same rows.

mod attempt;
mod choices;
mod learned;
mod literals;
mod new_columns;
mod plan;
mod usual;
mod values;

use std::collections::HashSet;

use serde::Serialize;
use tokio_postgres::{Client, Error};

use crate::catalog::Difference;
use crate::rows::queries::Queries;
use crate::sql;
pub use learned::Learned;
use plan::{ForeignKey, TablePlan};

/// Enough for a value that changes places with another to be noticed.
const ROWS: usize = 2;

/// So many at most where each value of a list is to stand in one.
const MOST_ROWS: usize = 8;

/// Their numbers are no other row's.
const LISTED: usize = 1_000_000;

/// A table, by schema and name.
type TableName = (String, String);

/// Which tables are to get rows.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Only those of which something differs: the table, a part of it, or the type of a column;
    /// `None` for every table.
    pub touched_by: Option<&'a [Difference]>,
    /// And those that were emptied, by their names in a catalog.
    pub emptied: &'a [String],
    /// Only those that have no row yet.
    pub only_empty: bool,
}

/// A table that no row could be made for, or no value for a new column, and the server's last refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unfilled {
    /// Its name in a catalog, for instance `public.users`.
    pub table: String,
    /// Why, in the server's words.
    pub why: String,
}

/// Adds rows to tables, each new one unlike those before; `round` tells one call's values from
/// another's, and `learned` is what earlier calls for the same schema have shown.
///
/// A table waits until those it points to have their rows. Where one takes no further row, those that it
/// has get values in its new columns. Returned are the wanted tables that are still empty, and those with
/// new columns that took no value.
pub async fn generate(
    client: &Client,
    queries: &Queries,
    wanted: Wanted<'_>,
    round: usize,
    learned: &mut Learned,
) -> Result<Vec<Unfilled>, Error> {
    if wanted.is_nothing() {
        return Ok(Vec::new());
    }
    let mut waiting = plan::read(client, queries, wanted).await?;
    let mut without: HashSet<TableName> = waiting.iter().map(|it| it.name.clone()).collect();
    let mut refused: Vec<(TablePlan, String)> = Vec::new();
    // A pass fills tables whose targets an earlier one filled; a pass without progress is the last.
    while !waiting.is_empty() {
        let before = waiting.len();
        refused.clear();
        for table in waiting {
            if wanted.only_empty && !is_empty(client, &table.name).await? {
                continue;
            }
            // Of those that still wait, some have rows, and some have to have them first.
            let targets = |key: &ForeignKey| without.contains(&key.target);
            let why = match empty_target(client, &table, targets).await? {
                Some(target) => Some(points_to(target)),
                None => fill(client, queries, &table, round, learned).await?,
            };
            match why {
                Some(why) => refused.push((table, why)),
                None => _ = without.remove(&table.name),
            }
        }
        if refused.len() == before {
            break;
        }
        waiting = refused.drain(..).map(|(table, _)| table).collect();
    }
    let mut unfilled = Vec::new();
    for (table, why) in refused {
        if is_empty(client, &table.name).await? {
            let target = empty_target(client, &table, |_| true).await?;
            let why = target.map_or(why, points_to);
            let table = table.identity;
            unfilled.push(Unfilled { table, why });
        } else {
            unfilled.extend(new_columns::fill(client, queries, &table, wanted, round, &why).await?);
        }
    }
    Ok(unfilled)
}

impl Wanted<'_> {
    /// Whether no table can be meant: only these kinds of objects have rows, or parts of rows.
    fn is_nothing(self) -> bool {
        const TOUCHING: [&str; 10] = [
            "table",
            "column",
            "constraint",
            "index",
            "trigger",
            "enum",
            "domain",
            "composite_type",
            "range_type",
            "base_type",
        ];
        let touches = |it: &Difference| TOUCHING.contains(&it.object.kind.as_str());
        let differences = self.touched_by;
        self.emptied.is_empty() && differences.is_some_and(|made| !made.iter().any(touches))
    }

    /// Every name in a catalog that a wanted table or the type of its column can have; `None` where every
    /// table is wanted.
    fn names(self) -> Option<Vec<String>> {
        let touched = self.touched_by?.iter().flat_map(|it| {
            let name = &it.object.name;
            // A dot may also stand in a name: then no table goes by what is before it.
            let before = name.match_indices('.').map(|(at, _)| &name[..at]);
            before.chain([&**name])
        });
        let names = touched.map(str::to_owned).chain(self.emptied.to_owned());
        Some(names.collect())
    }

    fn includes(self, table: &TablePlan) -> bool {
        let Some(differences) = self.touched_by else {
            return true;
        };
        if self.emptied.contains(&table.identity) {
            return true;
        }
        differences.iter().any(|difference| {
            let touched = &difference.object.name;
            let mut types = table.columns.iter().map(|column| &column.type_identity);
            is_part_of(touched, &table.identity) || types.any(|ty| is_part_of(touched, ty))
        })
    }
}

/// Whether a catalog's name is this object's, or that of something in it.
fn is_part_of(name: &str, object: &str) -> bool {
    name.strip_prefix(object)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Adds rows to one table; the refusal of the first where it takes none. Where its columns may hold other values since
/// the step, each value of a list comes to stand in one: a down may have no place for a new one.
async fn fill(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    round: usize,
    learned: &mut Learned,
) -> Result<Option<String>, Error> {
    for row in 0..ROWS {
        let number = round * ROWS + row;
        let inserted = attempt::insert(client, queries, table, number, learned);
        if let Err(why) = inserted.await? {
            return Ok((row == 0).then_some(why));
        }
    }
    let longest = table.columns.iter().map(values::listed).max();
    for row in 0..longest
        .filter(|_| table.takes_others)
        .unwrap_or(0)
        .min(MOST_ROWS)
    {
        let number = LISTED + round * MOST_ROWS + row;
        // A list may have values that the table does not take; then there is no more to be shown.
        if attempt::insert(client, queries, table, number, learned)
            .await?
            .is_err()
        {
            break;
        }
    }
    Ok(None)
}

/// Another table without rows that each row of this one has to point to, by one of the keys that are meant.
async fn empty_target<'a>(
    client: &Client,
    table: &'a TablePlan,
    is_meant: impl Fn(&ForeignKey) -> bool,
) -> Result<Option<&'a TableName>, Error> {
    let has_to_point = |key: &&ForeignKey| {
        let mut columns = table.columns.iter();
        columns.any(|column| !column.is_nullable() && key.columns.contains(&column.name))
    };
    for key in table.foreign_keys.iter().filter(has_to_point) {
        let is_another = key.target != table.name;
        if is_another && is_meant(key) && is_empty(client, &key.target).await? {
            return Ok(Some(&key.target));
        }
    }
    Ok(None)
}

fn points_to((schema, name): &TableName) -> String {
    format!("it points to {schema}.{name}, which has no row")
}

async fn is_empty(client: &Client, (schema, table): &TableName) -> Result<bool, Error> {
    let (schema, table) = (sql::quoted(schema), sql::quoted(table));
    let exists = format!("SELECT NOT EXISTS (SELECT FROM {schema}.{table})");
    let rows = client.query_typed(&exists, &[]).await?;
    Ok(rows[0].get(0))
}
