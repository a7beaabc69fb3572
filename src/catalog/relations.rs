//! Which relations are the schema's.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

use crate::connection::Prepared;
use crate::sql::with_common;

/// What stands for domains in place of an OID, whose constraints are like those of tables.
pub(super) const DOMAINS: u32 = 0;

static QUERY: LazyLock<String> = LazyLock::new(|| with_common(include_str!("relations.sql")));

/// Those of these OIDs that are of relations of the schema; of all where there is `None`.
pub(super) async fn wanted(
    client: &Client,
    prepared: &Prepared,
    oids: Option<&BTreeSet<u32>>,
) -> Result<Vec<u32>, Error> {
    let oids: Option<Vec<u32>> = oids.map(|it| it.iter().copied().collect());
    let statement = prepared.get(client, &QUERY).await?;
    let rows = client.query(&statement, &[&oids]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// All that there are, and [`DOMAINS`], with nothing prepared.
pub(super) async fn all(client: &Client) -> Result<Vec<u32>, Error> {
    let oids: Option<Vec<u32>> = None;
    let rows = client
        .query_typed(&QUERY, &[(&oids, Type::OID_ARRAY)])
        .await?;
    let oids = rows.iter().map(|row| row.get(0));
    Ok(oids.chain([DOMAINS]).collect())
}
