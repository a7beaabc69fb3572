//! Prepares a development server: its password, and its database with the comment that marks it.

use tokio_postgres::Client;

use super::START_LIMIT;
use crate::connection::{DatabaseUrl, connect};
use crate::postgres::Error;
use crate::sql;

/// The comment that marks a database that may be emptied without asking.
pub const MARKER: &str = "pgconform development database";

/// Gives the superuser the password of `wanted`, and makes its database with the marker on it.
///
/// `current` is how the superuser connects now. A comment that somebody wrote is left alone.
pub(super) async fn prepare(current: &DatabaseUrl, wanted: &DatabaseUrl) -> Result<(), Error> {
    let port = super::port(wanted);
    let url = current.clone().with_database("postgres").with_port(port);
    let client = connect(&url, START_LIMIT).await;
    let client = client.map_err(|error| Error::Development(error.to_string()))?;
    let made = make(&client, current, wanted).await;
    made.map_err(|error| {
        let words = error.as_db_error().map(ToString::to_string);
        Error::Development(words.unwrap_or_else(|| error.to_string()))
    })
}

async fn make(
    client: &Client,
    current: &DatabaseUrl,
    wanted: &DatabaseUrl,
) -> Result<(), tokio_postgres::Error> {
    let passwords = [current, wanted].map(|url| url.config().get_password());
    if passwords[0] != passwords[1] {
        let password = String::from_utf8_lossy(passwords[1].unwrap_or_default());
        let sql = format!(
            "ALTER ROLE {} PASSWORD {}",
            sql::identifier(wanted.user()),
            sql::literal(&password)
        );
        client.batch_execute(&sql).await?;
    }
    let name = wanted.database();
    let known = "SELECT FROM pg_database WHERE datname = $1";
    let text = tokio_postgres::types::Type::TEXT;
    if client
        .query_typed(known, &[(&name, text.clone())])
        .await?
        .is_empty()
    {
        let sql = format!("CREATE DATABASE {}", sql::identifier(name));
        client.batch_execute(&sql).await?;
    }
    // The second is what initdb writes about the database 'postgres'.
    let unmarked = "SELECT FROM pg_database WHERE datname = $1 \
        AND coalesce(shobj_description(oid, 'pg_database'), 'default administrative connection database') \
            = 'default administrative connection database'";
    if !client
        .query_typed(unmarked, &[(&name, text)])
        .await?
        .is_empty()
    {
        let sql = format!(
            "COMMENT ON DATABASE {} IS {}",
            sql::identifier(name),
            sql::literal(MARKER)
        );
        client.batch_execute(&sql).await?;
    }
    Ok(())
}
