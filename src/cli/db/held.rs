//! The tables with rows of a development server, to show before its data is deleted.

use std::time::Duration;

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::runner::{Limits, count_rows};

use crate::cli::Failure;

/// A table that another session holds is not waited for longer.
const LIMITS: Limits = Limits {
    runner: Duration::ZERO,
    lock: Some(Duration::from_secs(5)),
    statement: None,
    movement: None,
};

/// An error that lists the tables with rows, if there is one, or if nobody knows.
pub async fn refuse_if_any(url: &DatabaseUrl) -> Result<(), Failure> {
    let Ok(held) = all(url).await else {
        return Err(Failure::RowsOfDevelopment(
            "its rows cannot be counted, as it does not answer ('pgconform db start' starts it)"
                .to_owned(),
        ));
    };
    if held.is_empty() {
        return Ok(());
    }
    Err(Failure::RowsOfDevelopment(held.join(", ")))
}

/// `table (rows), table (rows) in database name`, of each database that has some.
async fn all(url: &DatabaseUrl) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let client = connect(url, RetryFor(Duration::ZERO)).await?;
    let databases =
        "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1";
    let mut held = Vec::new();
    for row in client.query_typed(databases, &[]).await? {
        let database: &str = row.try_get(0)?;
        let url = url.clone().with_database(database);
        let client = connect(&url, RetryFor(Duration::ZERO)).await?;
        let counted = count_rows(&client, &LIMITS).await?;
        let tables = counted.iter().filter_map(|it| match it.rows {
            Some(0) => None,
            Some(rows) => Some(format!("{} ({rows})", it.table)),
            None => Some(format!("{} (not counted)", it.table)),
        });
        let tables: Vec<String> = tables.collect();
        if !tables.is_empty() {
            held.push(format!("{} in database {database}", tables.join(", ")));
        }
    }
    Ok(held)
}
