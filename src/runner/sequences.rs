//! The values of sequences, which no rollback resets.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error as PostgresError};

use super::Error;
use crate::connection::read_once;

const DOING: &str = "reading where sequences stand";

/// Where each sequence stands, by its OID; `None` where no number was taken yet, or where this role may not see it.
pub(super) struct Sequences(BTreeMap<u32, (String, Option<i64>)>);

impl Sequences {
    /// The session must not be inside a transaction.
    pub async fn now(client: &Client) -> Result<Self, Error> {
        let rows = read_once(client, include_str!("sequences.sql"), &[]).await;
        let rows = rows.map_err(Error::database(DOING))?;
        let entries = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?))));
        let entries: Result<_, PostgresError> = entries.collect();
        entries.map(Self).map_err(Error::database(DOING))
    }

    /// Those that the open transaction has used.
    pub async fn used(client: &Client) -> Result<Vec<u32>, Error> {
        let rows = client
            .query_typed(include_str!("sequences_used.sql"), &[])
            .await;
        let rows = rows.map_err(Error::database(DOING))?;
        let used: Result<_, PostgresError> = rows.iter().map(|row| row.try_get(0)).collect();
        used.map_err(Error::database(DOING))
    }

    /// What is said of those among `used` that stand elsewhere now.
    pub fn moved(&self, now: &Self, used: &[u32]) -> Vec<String> {
        let moved = used.iter().filter_map(|oid| {
            let (name, before) = self.0.get(oid)?;
            let (_, after) = now.0.get(oid)?;
            let after = after.filter(|_| after != before)?;
            Some(match before {
                Some(before) => format!("the sequence {name} went from {before} to {after}"),
                None => format!("the sequence {name} went to {after}"),
            })
        });
        moved.collect()
    }
}
