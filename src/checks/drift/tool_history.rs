//! What is applied in a database by the history of the migrations' own tool there.
//!
//! A table that somebody else may have made is read with `COPY`, which plans nothing and runs nothing of theirs.

use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::shapes::{Applied, Row, Shape};
use crate::connection::read_only;
use crate::sql::identifier;

/// What the history in this database says, or why there is none to believe. `hidden` is how its table may be called.
pub(super) async fn read(
    live: &Client,
    hidden: &Vec<String>,
) -> Result<Result<Applied, String>, tokio_postgres::Error> {
    read_only(live, find(live, hidden), |error| error).await
}

async fn find(
    live: &Client,
    hidden: &Vec<String>,
) -> Result<Result<Applied, String>, tokio_postgres::Error> {
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(hidden, Type::TEXT_ARRAY)];
    let found = live
        .query_typed(include_str!("history.sql"), &parameters)
        .await?;
    let mut why = "it has no history of its tool".to_owned();
    for row in &found {
        let (table, columns): (String, Vec<String>) =
            (row.try_get("name")?, row.try_get("columns")?);
        let Some(shape) = Shape::of(&columns) else {
            continue;
        };
        if !row.try_get::<_, bool>("readable")? {
            why = format!("this role may not read the history in {table}");
            continue;
        }
        return Ok(Ok((shape.read)(&rows(live, &table, shape).await?)));
    }
    Ok(Err(why))
}

async fn rows(
    live: &Client,
    table: &str,
    shape: &Shape,
) -> Result<Vec<Row>, tokio_postgres::Error> {
    let columns = shape
        .has
        .iter()
        .filter_map(|column| column.split(' ').next());
    let columns: Vec<String> = columns.map(identifier).collect();
    let copy = format!("COPY {table} ({}) TO STDOUT", columns.join(", "));
    let parts = live.copy_out(&copy).await?;
    pin_mut!(parts);
    let mut bytes = Vec::new();
    while let Some(part) = parts.try_next().await? {
        bytes.extend_from_slice(&part);
    }
    let text = String::from_utf8_lossy(&bytes);
    let values = |line: &str| line.split('\t').map(unescaped).collect();
    Ok(text.lines().map(values).collect())
}

/// A value in COPY's text format.
fn unescaped(text: &str) -> Option<String> {
    if text == "\\N" {
        return None;
    }
    let mut value = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        value.extend(if c == '\\' { rest.next() } else { Some(c) });
    }
    Some(value)
}
