//! One row: tried, and tried again with other values where the server says which rule refused it.

use std::collections::BTreeMap;

use tokio_postgres::error::DbError;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::choices::{Choice, DEFAULT, advance, choices};
use super::plan::{Column, TablePlan};
use crate::rows::queries::Queries;
use crate::rows::read::quote;

/// How many rows are tried before a table is given up.
const TRIES: usize = 300;

/// Inserts one row; `Ok(Err(why))` where the server takes none of those tried.
pub(super) async fn insert(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    number: usize,
) -> Result<Result<(), String>, Error> {
    let mut choices = choices(client, table, number).await?;
    let mut why = String::new();
    for _ in 0..TRIES {
        let error = match client.simple_query(&statement(table, &choices)).await {
            Ok(answer) if added_a_row(&answer) => return Ok(Ok(())),
            Ok(_) => {
                let why = "it takes a row and keeps none: a trigger or a rule puts it aside";
                return Ok(Err(why.to_owned()));
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
        let blamed = blamed(client, queries, table, refusal).await?;
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

/// The columns whose values the server refused; all of them where it does not say.
async fn blamed(
    client: &Client,
    queries: &Queries,
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
    let rows = client
        .query(&queries.rule_columns, &[&schema, &name, &rule])
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
