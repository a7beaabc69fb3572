//! Whether a server has committed anything that writes, between two moments.

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::Error;
use crate::connection::{DatabaseUrl, RetryFor, connect};

/// Which transactions of a server had ended.
pub(super) struct Snapshot(String);

impl Snapshot {
    /// This one. Asking needs no transaction id, so it changes nothing of what is asked for.
    pub async fn now(client: &Client) -> Result<Self, Error> {
        let snapshot = "SELECT pg_catalog.pg_current_snapshot()::text";
        let row = client.query_typed_one(snapshot, &[]).await;
        let now = row.and_then(|row| row.try_get(0));
        now.map(Self)
            .map_err(Error::database("reading which transactions have ended"))
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
        let snapshot = [(&self.0 as &(dyn ToSql + Sync), Type::TEXT)];
        let row = client.query_typed_one(query, &snapshot).await?;
        row.try_get(0)
    }
}
