//! A cycle of tables in which no row can be first: each table gets a row in the same statement.
//!
//! PostgreSQL checks a foreign key at the end of a statement, with all that its WITH queries have written. So a row may
//! point to one that is written beside it, and to itself, where the key's value is known beforehand.

use tokio_postgres::{Client, Error};

use super::candidates::Depth;
use super::choices::{Choice, Choices, advance, choices_of};
use super::family::first_of_cycle;
use super::insert::{TRIES, blamed};
use super::plan::{ForeignKey, TablePlan};
use crate::rows::queries::Queries;
use crate::sql;

/// Tables of which each has to point to one of them.
struct Cycle {
    /// Each without the keys of the cycle.
    tables: Vec<TablePlan>,
    /// Those, each with the places of its table and of its target.
    keys: Vec<(usize, ForeignKey, usize)>,
    /// The row of each table.
    rows: Vec<Choices>,
}

/// A column, and the place of its table.
type Place = (usize, String);

/// Gives each of these tables a row. Where the server takes none, they stay empty, and that is reported.
pub(super) async fn insert(
    client: &Client,
    queries: &Queries,
    tables: Vec<TablePlan>,
    round: usize,
) -> Result<(), Error> {
    let mut cycle = Cycle::of(tables);
    for table in &cycle.tables {
        let sort = [first_of_cycle(round)];
        let row = choices_of(client, queries, table, &sort, Depth::All).await?;
        cycle.rows.extend(row);
    }
    for _ in 0..TRIES {
        let error = match client.batch_execute(&cycle.statement()).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let Some(refusal) = error.as_db_error() else {
            return Err(error);
        };
        let refuses = |table: &TablePlan| {
            let name = &table.name;
            refusal.schema() == Some(&name.schema) && refusal.table() == Some(&name.name)
        };
        let Some(at) = cycle.tables.iter().position(refuses) else {
            break;
        };
        let (table, row) = (&cycle.tables[at], &cycle.rows[at]);
        let columns = blamed(client, queries, table, row, refusal).await?;
        let places = columns
            .into_iter()
            .map(|column| cycle.origin((at, column)))
            .collect::<Vec<_>>();
        let mut rows = places.into_iter();
        if !rows.any(|(at, column)| advance(&mut cycle.rows[at], &[column])) {
            break;
        }
    }
    Ok(())
}

impl Cycle {
    fn of(mut tables: Vec<TablePlan>) -> Self {
        let mut keys = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            let own = table.foreign_keys.iter();
            for key in own.filter(|key| table.has_to_point(key)) {
                let target = tables.iter().position(|it| it.name == key.target);
                keys.extend(target.map(|target| (at, key.clone(), target)));
            }
        }
        for table in &mut tables {
            let is_of_cycle = |key: &ForeignKey| keys.iter().any(|(_, it, _)| it == key);
            table.foreign_keys.retain(|key| !is_of_cycle(key));
        }
        Self {
            tables,
            keys,
            rows: Vec::new(),
        }
    }

    /// Where a column's value is from: what the keys of the cycle lead to. Of columns that point to each other in a circle,
    /// that is the first.
    fn origin(&self, column: Place) -> Place {
        let mut path = vec![column];
        loop {
            let (at, name) = &path[path.len() - 1];
            let target = self.keys.iter().find_map(|(table, key, target)| {
                let place = key.columns.iter().position(|it| it == name)?;
                (table == at).then(|| (*target, key.target_columns[place].clone()))
            });
            match target {
                None => return path.swap_remove(path.len() - 1),
                Some(target) => match path.iter().position(|it| *it == target) {
                    Some(from) => return path.drain(from..).min().unwrap_or(target),
                    None => path.push(target),
                },
            }
        }
    }

    /// The columns that others point to and that fill themselves.
    fn given(&self) -> Vec<Place> {
        let mut given = Vec::new();
        for (at, key, _) in &self.keys {
            let origins = key.columns.iter().map(|it| self.origin((*at, it.clone())));
            given.extend(origins.filter(|(at, name)| !self.rows[*at].contains_key(name)));
        }
        given.sort();
        given.dedup();
        given
    }

    fn statement(&self) -> String {
        let given = self.given();
        let values = given.iter().enumerate().map(|(number, (at, name))| {
            let table = &self.tables[*at];
            let column = table.columns.iter().find(|it| it.name == *name);
            let default = column.and_then(|it| it.default.clone());
            let next = default.unwrap_or_else(|| {
                let (table, name) = (sql::literal(&table.name.to_string()), sql::literal(name));
                format!("nextval(pg_get_serial_sequence({table}, {name}))")
            });
            format!("{next} AS v{number}")
        });
        let values: Vec<String> = values.collect();
        let rows = self.tables.iter().enumerate().map(|(at, table)| {
            let (mut columns, mut values) = (Vec::new(), Vec::new());
            for column in &table.columns {
                let (origin, name) = self.origin((at, column.name.clone()));
                let number = given.iter().position(|it| *it == (origin, name.clone()));
                let choice = self.rows[origin].get(&name).map(Choice::expression);
                let value = choice.map(str::to_owned);
                let value = value.or_else(|| Some(format!("(SELECT v{} FROM given)", number?)));
                if let Some(value) = value {
                    columns.push(sql::quoted(&column.name));
                    values.push(value);
                }
            }
            let (columns, values) = (columns.join(", "), values.join(", "));
            format!(
                "row{at} AS (INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values}))",
                table.name
            )
        });
        let rows: Vec<String> = rows.collect();
        format!(
            "WITH given AS MATERIALIZED (SELECT {}), {} SELECT",
            values.join(", "),
            rows.join(", ")
        )
    }
}
