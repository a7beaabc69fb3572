//! Takes a single row out of a table.

use tokio_postgres::{Client, Error};

use super::read::SETTINGS;
use super::{Row, TableContents};
use crate::sql::{literal, quoted};

/// Deletes one row like this from a table, by the table's name in a catalog. Its triggers fire, and what points to it
/// goes or keeps it as its foreign key says: `false` where it is still there.
pub async fn remove(
    client: &Client,
    identity: &str,
    table: &TableContents,
    row: &Row,
) -> Result<bool, Error> {
    let is_its = table.columns.iter().zip(row).map(|(column, value)| {
        let column = quoted(column);
        match value {
            None => format!("{column} IS NULL"),
            Some(value) => {
                let value = literal(value);
                format!("{value} IN ({column}::text, format('%s', {column}))")
            }
        }
    });
    let is_its: Vec<String> = is_its.collect();
    let condition = if is_its.is_empty() {
        "true".to_owned()
    } else {
        is_its.join(" AND ")
    };
    let delete = format!(
        "DELETE FROM ONLY {identity} WHERE ctid = (SELECT ctid FROM ONLY {identity} WHERE {condition} LIMIT 1)"
    );
    let begin = format!("BEGIN; {SETTINGS}");
    client.batch_execute(&begin).await?;
    let deleted = client.execute_typed(&delete, &[]).await;
    let ended = client.batch_execute("COMMIT").await;
    match (deleted, ended) {
        (Ok(count), Ok(())) => Ok(count == 1),
        (Err(error), _) | (_, Err(error)) if error.as_db_error().is_some() => Ok(false),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
