//! One row: tried, and tried again with other values where the server says which rule refused it.

use std::collections::BTreeMap;

use tokio_postgres::error::DbError;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::plan::{Column, ForeignKey, TablePlan};
use super::values::candidates;
use crate::rows::read::quote;

/// How many rows are tried before a table is given up.
const TRIES: usize = 300;

/// The expression of a column for which there is no value.
const DEFAULT: &str = "DEFAULT";

/// The choices for one column, and which of them is next.
struct Choice {
    expressions: Vec<String>,
    at: usize,
}

/// Inserts one row; `Ok(Err(why))` where the server takes none of those tried.
pub(super) async fn insert(
    client: &Client,
    table: &TablePlan,
    number: usize,
) -> Result<Result<(), String>, Error> {
    let mut choices = choices(client, table, number).await?;
    let mut why = String::new();
    for _ in 0..TRIES {
        let error = match client.simple_query(&statement(table, &choices)).await {
            Ok(answer) if added_a_row(&answer) => return Ok(Ok(())),
            Ok(_) => {
                why = "it takes a row and keeps none: a trigger or a rule puts it aside".to_owned();
                break;
            }
            Err(error) => error,
        };
        let Some(refusal) = error.as_db_error() else {
            return Err(error);
        };
        why = format!("{} ({})", refusal.message(), refusal.code().code());
        if let Some(column) = without_value(table, &choices, refusal) {
            why = format!(
                "no value of the type {} is known for {}",
                column.ty, column.name
            );
        }
        let blamed = blamed(client, table, refusal).await?;
        if !advance(&mut choices, &blamed) {
            break;
        }
    }
    Ok(Err(why))
}

fn added_a_row(answer: &[SimpleQueryMessage]) -> bool {
    let added = |message: &_| matches!(message, SimpleQueryMessage::CommandComplete(1..));
    answer.iter().any(added)
}

/// The column that was refused for being NULL, where there is nothing else to put into it.
fn without_value<'a>(
    table: &'a TablePlan,
    choices: &BTreeMap<String, Choice>,
    refusal: &DbError,
) -> Option<&'a Column> {
    let name = refusal.column()?;
    let choice = choices.get(name)?;
    let column = table.columns.iter().find(|column| column.name == name);
    column.filter(|_| choice.expressions == [DEFAULT])
}

fn statement(table: &TablePlan, choices: &BTreeMap<String, Choice>) -> String {
    let (schema, name) = (quote(&table.name.0), quote(&table.name.1));
    if choices.is_empty() {
        return format!("INSERT INTO {schema}.{name} DEFAULT VALUES");
    }
    let columns: Vec<String> = choices.keys().map(|column| quote(column)).collect();
    let values: Vec<&str> = choices
        .values()
        .map(|choice| choice.expressions[choice.at].as_str())
        .collect();
    format!(
        "INSERT INTO {schema}.{name} ({}) VALUES ({})",
        columns.join(", "),
        values.join(", ")
    )
}

async fn choices(
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
async fn literals(client: &Client, column: &Column, number: usize) -> Result<Vec<String>, Error> {
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

/// The columns whose values the server refused; all of them where it does not say.
async fn blamed(
    client: &Client,
    table: &TablePlan,
    refusal: &DbError,
) -> Result<Vec<String>, Error> {
    if let Some(column) = refusal.column() {
        return Ok(vec![column.to_owned()]);
    }
    let (Some(schema), Some(name), Some(rule)) =
        (refusal.schema(), refusal.table(), refusal.constraint())
    else {
        return Ok(all(table));
    };
    let text = Type::TEXT;
    let rows = client
        .query_typed(
            include_str!("rule_columns.sql"),
            &[
                (&schema, text.clone()),
                (&name, text.clone()),
                (&rule, text),
            ],
        )
        .await?;
    if rows.is_empty() {
        return Ok(all(table));
    }
    Ok(rows.iter().map(|row| row.get("column")).collect())
}

fn all(table: &TablePlan) -> Vec<String> {
    table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect()
}

/// Turns the choices of these columns on, as an odometer turns; `false` once all were tried.
fn advance(choices: &mut BTreeMap<String, Choice>, columns: &[String]) -> bool {
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
