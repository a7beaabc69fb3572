//! Whether a server has committed anything that writes, between two moments.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::Error;
use crate::connection::{DatabaseUrl, RetryFor, connect};

/// Which transactions of a server had ended.
pub(super) struct Snapshot(String);

impl Snapshot {
    /// This one. Asking needs no transaction id, so it changes nothing of what is asked for.
    pub async fn now(client: &Client) -> Result<Self, Error> {
        let snapshot = "SELECT pg_catalog.pg_current_snapshot()::text";
        let rows = client.query_typed(snapshot, &[]).await;
        let rows = rows.map_err(Error::database("reading which transactions have ended"))?;
        Ok(Self(rows[0].get(0)))
    }

    /// Whether a transaction that had not ended then, in any database of the server, has written and is committed now.
    /// Where the session has ended since, as migrations may end it, another one asks.
    pub async fn has_commit_since(
        &self,
        client: &Client,
        url: &DatabaseUrl,
    ) -> Result<bool, Error> {
        if let Ok(found) = self.ask(client).await {
            return Ok(found);
        }
        let client = connect(url, RetryFor::default()).await?;
        let found = self.ask(&client).await;
        found.map_err(Error::database("reading which transactions are committed"))
    }

    async fn ask(&self, client: &Client) -> Result<bool, tokio_postgres::Error> {
        let query = include_str!("committed_since.sql");
        let rows = client.query_typed(query, &[(&self.0, Type::TEXT)]).await?;
        Ok(rows[0].get(0))
    }
}
