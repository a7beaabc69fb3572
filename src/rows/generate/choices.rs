//! What may be written into each column of a row.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error};

use super::plan::{Column, ForeignKey, TablePlan};
use super::values::candidates;
use crate::rows::read::quote;

/// The expression of a column for which there is no value.
pub(super) const DEFAULT: &str = "DEFAULT";

/// The choices for one column, and which of them is next.
pub(super) struct Choice {
    pub expressions: Vec<String>,
    pub at: usize,
}

/// For each column that has to be written: the expressions to try, likeliest first.
pub(super) async fn choices(
    client: &Client,
    table: &TablePlan,
    number: usize,
) -> Result<BTreeMap<String, Choice>, Error> {
    let mut choices = BTreeMap::new();
    for column in &table.columns {
        let pointing = table
            .foreign_keys
            .iter()
            .find(|key| key.columns.contains(&column.name));
        let mut expressions = match pointing {
            Some(key) => {
                let mut pointers = pointers(key, column, number);
                if key.target == table.name {
                    pointers.extend(own(client, table, key, column, number).await?);
                }
                pointers
            }
            None if column.fills_itself => continue,
            None => literals(client, column, number).await?,
        };
        if column.is_nullable {
            expressions.push("NULL".to_owned());
        }
        if expressions.is_empty() {
            expressions.push(DEFAULT.to_owned());
        }
        choices.insert(column.name.clone(), Choice { expressions, at: 0 });
    }
    Ok(choices)
}

/// Turns the choices of these columns on, as an odometer turns; `false` once all were tried.
pub(super) fn advance(choices: &mut BTreeMap<String, Choice>, columns: &[String]) -> bool {
    for column in columns {
        let Some(choice) = choices.get_mut(column) else {
            continue;
        };
        choice.at += 1;
        if choice.at < choice.expressions.len() {
            return true;
        }
        choice.at = 0;
    }
    false
}

/// Queries for a row to point to; the columns of one key pick the same row, each row another one
/// as long as there are others.
fn pointers(key: &ForeignKey, column: &Column, number: usize) -> Vec<String> {
    let place = key.columns.iter().position(|name| *name == column.name);
    let target = quote(&key.target_columns[place.unwrap_or_default()]);
    let order: Vec<String> = key.target_columns.iter().map(|name| quote(name)).collect();
    let (schema, table) = (quote(&key.target.0), quote(&key.target.1));
    (0..3)
        .map(|skip| {
            format!(
                "(SELECT {target} FROM {schema}.{table} ORDER BY {} OFFSET ({} % greatest(1, (SELECT count(*) FROM {schema}.{table}))) LIMIT 1)",
                order.join(", "),
                number + skip
            )
        })
        .collect()
}

/// What makes a row point to itself: the value that the column pointed to gets, or may get.
async fn own(
    client: &Client,
    table: &TablePlan,
    key: &ForeignKey,
    column: &Column,
    number: usize,
) -> Result<Vec<String>, Error> {
    let place = key.columns.iter().position(|name| *name == column.name);
    let target = &key.target_columns[place.unwrap_or_default()];
    match table.columns.iter().find(|column| column.name == *target) {
        Some(target) if target.fills_itself => {
            let identity = table.identity.replace('\'', "''");
            let name = target.name.replace('\'', "''");
            Ok(vec![format!(
                "currval(pg_get_serial_sequence('{identity}', '{name}'))"
            )])
        }
        Some(target) => literals(client, target, number).await,
        None => Ok(Vec::new()),
    }
}

/// The candidates as literals; of a type that is not PostgreSQL's own only those that it reads.
pub(super) async fn literals(
    client: &Client,
    column: &Column,
    number: usize,
) -> Result<Vec<String>, Error> {
    let mut expressions = Vec::new();
    for value in candidates(column, number) {
        let literal = format!("'{}'", value.replace('\'', "''"));
        let expression = format!("{literal}::{}", column.ty);
        if column.is_known && column.checks.is_empty() || is_read(client, &expression).await? {
            expressions.push(expression);
        }
    }
    Ok(expressions)
}

async fn is_read(client: &Client, expression: &str) -> Result<bool, Error> {
    match client.batch_execute(&format!("SELECT {expression}")).await {
        Ok(()) => Ok(true),
        Err(error) if error.as_db_error().is_some() => Ok(false),
        Err(error) => Err(error),
    }
}
