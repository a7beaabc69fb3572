//! Candidates as literals that the server can read.

use tokio_postgres::{Client, Error};

use super::candidates::{Depth, candidates};
use super::family::Sort;
use super::plan::Column;
use crate::rows::queries::Queries;
use crate::sql;

/// A column of a row that needs values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub column: &'a Column,
    pub sort: Sort,
}

/// For each of the columns: its candidates as literals, likeliest first. Of a type that is not PostgreSQL's own,
/// and of what a CHECK names, only those that the type reads.
pub(super) async fn literals(
    client: &Client,
    queries: &Queries,
    wanted: &[Wanted<'_>],
    depth: Depth,
) -> Result<Vec<Vec<String>>, Error> {
    let mut doubtful = Vec::new();
    let mut lists = Vec::new();
    for (at, Wanted { column, sort }) in wanted.iter().enumerate() {
        let is_sure = takes_every_candidate(column);
        // The first one is enough where it is surely a value, and nothing is said about it.
        let depth = if is_sure && column.checks.is_empty() {
            depth
        } else {
            Depth::All
        };
        let candidates = candidates(column, *sort, depth);
        if is_sure {
            lists.push(candidates.iter().map(|it| literal(it, column)).collect());
        } else {
            doubtful.extend(candidates.into_iter().map(|value| (at, value)));
            lists.push(Vec::new());
        }
    }
    if doubtful.is_empty() {
        return Ok(lists);
    }
    let of = |(at, value): &(usize, String)| (value.clone(), without_length(wanted[*at].column));
    let asked: Vec<(String, String)> = doubtful.iter().map(of).collect();
    for ((at, value), is_valid) in doubtful
        .iter()
        .zip(are_valid(client, queries, &asked).await?)
    {
        if is_valid {
            lists[*at].push(literal(value, wanted[*at].column));
        }
    }
    Ok(lists)
}

fn takes_every_candidate(column: &Column) -> bool {
    let is_text = matches!(&*column.base, "text" | "varchar" | "bpchar");
    column.is_known && (is_text || column.checks.is_empty())
}

fn literal(value: &str, column: &Column) -> String {
    format!("{}::{}", sql::literal(value), column.ty)
}

/// A cast cuts the elements of an array to their length, which reading them does not.
fn without_length(column: &Column) -> String {
    match (column.ty.split_once('('), column.ty.split_once(')')) {
        (Some((before, _)), Some((_, after))) if column.base == "array" => {
            format!("{before}{after}")
        }
        _ => column.ty.clone(),
    }
}

/// Whether each of these values is one of the type beside it.
async fn are_valid(
    client: &Client,
    queries: &Queries,
    asked: &[(String, String)],
) -> Result<Vec<bool>, Error> {
    let (values, types): (Vec<&str>, Vec<&str>) = asked
        .iter()
        .map(|(value, ty)| (value.as_str(), ty.as_str()))
        .unzip();
    if let Some(readable) = &queries.readable {
        match client.query(readable, &[&values, &types]).await {
            Ok(rows) => return Ok(rows.iter().map(|row| row.get("is_valid")).collect()),
            Err(error) if error.as_db_error().is_none() => return Err(error),
            Err(_) => {}
        }
    }
    // A type of an extension may refuse a value with an error, which ends the question for all.
    let mut answers = Vec::new();
    for (value, ty) in asked {
        let read = format!("SELECT {}::{ty}", sql::literal(value));
        match client.batch_execute(&read).await {
            Ok(()) => answers.push(true),
            Err(error) if error.as_db_error().is_some() => answers.push(false),
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}
