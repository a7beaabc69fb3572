//! One row: tried, and tried again with other values where the server says which rule refused it.

use std::collections::BTreeMap;

use tokio_postgres::error::DbError;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::choices::{Choice, DEFAULT, advance, choices};
use super::hints::Hints;
use super::plan::{Column, TablePlan};
use crate::rows::queries::Queries;
use crate::sql::{self, ErrorClass};

/// How many rows are tried before a table is given up.
const TRIES: usize = 100;
/// And how many where there is little hope: it was given up before, and begins in the same words, or what refuses
/// it is not the values.
const TRIES_AGAIN: usize = 20;

/// Inserts one row; `Ok(Err(why))` where the server takes none of those tried.
pub(super) async fn insert(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    number: usize,
    hints: &mut Hints,
) -> Result<Result<(), String>, Error> {
    let mut choices = choices(client, queries, table, number).await?;
    hints.prefer(table, &mut choices);
    let mut first_words = None;
    let mut tries = TRIES;
    let mut why = String::new();
    for tried in 0.. {
        let error = match client.simple_query(&statement(table, &choices)).await {
            Ok(answer) if changed_a_row(&answer) => {
                hints.take(table, &choices);
                return Ok(Ok(()));
            }
            Ok(_) => {
                let why = "it takes a row and keeps none: a trigger or a rule puts it aside";
                return Ok(Err(why.to_owned()));
            }
            Err(error) => error,
        };
        let Some(refusal) = error.as_db_error() else {
            return Err(error);
        };
        why = sql::server_message(refusal);
        // Here a trigger's own.
        let is_not_understood =
            ErrorClass::of(refusal.code().code()) == ErrorClass::SyntaxErrorOrAccessRuleViolation;
        if first_words.is_none() && (is_not_understood || hints.knows(table, &why)) {
            tries = TRIES_AGAIN;
        }
        let first_words = first_words.get_or_insert_with(|| why.clone());
        if let Some(column) = without_value(table, &choices, refusal) {
            why = format!(
                "no value of the type {} is known for {}",
                column.ty, column.name
            );
        }
        let blamed = blamed(client, queries, table, refusal).await?;
        if tried + 1 == tries || !advance(&mut choices, &blamed) {
            hints.refuse(table, first_words);
            break;
        }
    }
    Ok(Err(why))
}

/// Whether a row was written.
pub(super) fn changed_a_row(answer: &[SimpleQueryMessage]) -> bool {
    let changed = |message: &_| matches!(message, SimpleQueryMessage::CommandComplete(1..));
    answer.iter().any(changed)
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
    let name = &table.name;
    if choices.is_empty() {
        return format!("INSERT INTO {name} DEFAULT VALUES");
    }
    let columns: Vec<String> = choices.keys().map(|column| sql::quoted(column)).collect();
    let values: Vec<&str> = choices.values().map(Choice::expression).collect();
    format!(
        "INSERT INTO {name} ({}) VALUES ({})",
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
