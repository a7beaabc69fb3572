//! What a development server holds, for whoever is about to throw it away.

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::sql::with_common;
use tokio_postgres::{Client, Error};

use crate::cli::Failure;

/// Tables of people, each with the statement that counts its rows. A history of migrations is made
/// again by them.
const TABLES: &str = "SELECT format('%s.%s.%s', current_database(), nspname, relname), \
        format('SELECT count(*) FROM %I.%I', nspname, relname) \
   FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
  WHERE relkind = 'r' AND relname NOT IN (SELECT relname FROM runner_history) \
    AND nspname NOT IN ('pg_catalog', 'information_schema') AND relpersistence <> 't' \
  ORDER BY 1";

/// An error that lists the tables with rows, if there is one, or if nobody knows.
pub async fn refuse_if_any(url: &DatabaseUrl) -> Result<(), Failure> {
    let Ok(held) = all(url).await else {
        return Err(Failure::RowsOfDevelopment(
            "what it holds cannot be counted, as it does not answer ('pgconform db start' starts it)"
                .to_owned(),
        ));
    };
    if held.is_empty() {
        return Ok(());
    }
    Err(Failure::RowsOfDevelopment(held.join(", ")))
}

/// `database.schema.table (rows)`, of all its databases.
async fn all(url: &DatabaseUrl) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let client = connect(url, RetryFor(std::time::Duration::ZERO)).await?;
    let databases = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate";
    let mut held = Vec::new();
    for row in client.query_typed(databases, &[]).await? {
        let url = url.clone().with_database(row.get(0));
        let client = connect(&url, RetryFor(std::time::Duration::ZERO)).await?;
        held.extend(of(&client).await?);
    }
    Ok(held)
}

async fn of(client: &Client) -> Result<Vec<String>, Error> {
    let mut held = Vec::new();
    client
        .batch_execute("SET search_path = pg_catalog, pg_temp")
        .await?;
    for table in client.query_typed(&with_common(TABLES), &[]).await? {
        let (name, count): (&str, &str) = (table.get(0), table.get(1));
        let rows: i64 = client.query_typed(count, &[]).await?[0].get(0);
        if rows > 0 {
            held.push(format!("{name} ({rows})"));
        }
    }
    Ok(held)
}
