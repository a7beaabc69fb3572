//! What a migration leaves in its session.

use std::fmt;

use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

/// A row where a transaction is open. As one simple message: by the extended protocol one begins with its first part, and
/// seems open.
const IS_TRANSACTION: &str =
    "SELECT WHERE pg_catalog.now() OPERATOR(pg_catalog.<) pg_catalog.statement_timestamp()";

/// What a migration leaves in its session, and the next one in the same session meets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The settings that were made for the session. How long a statement or a lock may take is none of them, as runners
    /// set it too.
    pub settings: Vec<String>,
    /// The role at work, where it is not the one that the session began with.
    pub role: Option<String>,
    /// The temporary tables, views and sequences, by their unqualified names.
    pub temporary: Vec<String>,
    /// The statements that `PREPARE` has named.
    pub prepared: Vec<String>,
    /// Whether a transaction is open, which ends with the session and takes its work with it.
    pub transaction: bool,
}

impl Left {
    /// Whether the session is like a new one.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a transaction is open, as [`Self::in_session`] finds it.
    pub(super) async fn is_transaction(client: &Client) -> Result<bool, Error> {
        let found = client.simple_query(IS_TRANSACTION).await?;
        let is_row = |message: &SimpleQueryMessage| matches!(message, SimpleQueryMessage::Row(_));
        Ok(found.iter().any(is_row))
    }

    pub(super) async fn in_session(client: &Client) -> Result<Self, Error> {
        // As one simple message, like the one above.
        let found = client.simple_query(include_str!("left.sql")).await?;
        let mut left = Self::default();
        for message in found {
            let SimpleQueryMessage::Row(row) = message else {
                continue;
            };
            let name = row.try_get(1)?.unwrap_or_default().to_owned();
            match row.try_get(0)?.unwrap_or_default() {
                "setting" => left.settings.push(name),
                "role" => left.role = Some(name),
                "temporary" => left.temporary.push(name),
                "prepared" => left.prepared.push(name),
                _ => left.transaction = true,
            }
        }
        Ok(left)
    }
}

/// As a list: `search_path, role app, temporary tmp_ids`.
impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |what: &str, names: &[String]| -> Vec<String> {
            names.iter().map(|name| format!("{what} {name}")).collect()
        };
        let parts = [
            self.settings.clone(),
            named("role", self.role.as_slice()),
            named("temporary", &self.temporary),
            named("prepared", &self.prepared),
        ];
        f.write_str(&parts.concat().join(", "))
    }
}
