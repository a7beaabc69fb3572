//! What must be the same before a step and after it: the transaction that is open, and the runners' lock.

use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::{Breach, Error, Lock, Stands};
use crate::migrations::Script;

/// What a session is in the middle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// A transaction has one id for life; another one after a script means that the script ended it.
    transaction: String,
    /// Whether no other runner can be at work.
    pub holds_lock: bool,
}

const DOING: &str = "reading the transaction's id and the runners' lock";

impl Moment {
    /// This one; `first` is run before it, in the same message.
    pub async fn now(client: &Client, lock: &Lock, first: &str) -> Result<Self, Error> {
        let keys = lock.keys().map(|key| key.to_string()).join(", ");
        let ask = include_str!("moment.sql").replace("KEYS", &keys);
        let answer = client.simple_query(&format!("{first}{ask}")).await;
        let answer = answer.map_err(Error::database(DOING))?;
        let row = answer.iter().rev().find_map(row);
        let cell = |at| row.and_then(|row: &SimpleQueryRow| row.try_get(at).ok().flatten());
        // Read into a number, as it is pasted into a statement.
        let transaction: Option<u64> = cell(0).and_then(|id| id.parse().ok());
        let transaction = transaction.ok_or(Error::NoAnswer { doing: DOING })?;
        let held = cell(1).and_then(|held| held.parse().ok());
        Ok(Self {
            transaction: transaction.to_string(),
            holds_lock: held == Some(lock.keys().len()),
        })
    }

    /// Refuses a script that has ended its transaction, or given the lock up.
    pub async fn refuse_breach(
        &self,
        client: &Client,
        script: &Script,
        after: &Self,
    ) -> Result<(), Error> {
        let (breach, stands) = if after.transaction != self.transaction {
            let stands = match self.status(client).await.as_deref() {
                Some("aborted") => Stands::RolledBack,
                _ => Stands::Committed,
            };
            (Breach::EndsTransaction, stands)
        } else if after.holds_lock {
            return Ok(());
        } else {
            (Breach::ReleasesLock, Stands::Nothing)
        };
        Err(Error::breach(script, breach, stands))
    }

    /// What stands after a script has failed in the transaction that was open then. `back` takes back what it did there,
    /// and fails where that transaction is over.
    pub async fn after_failure(&self, client: &Client, back: &str) -> Stands {
        // Nothing can be asked in a transaction that has failed.
        let is_over = client.simple_query("SELECT").await.is_ok();
        let is_back = client.batch_execute(back).await.is_ok();
        if !is_back && client.batch_execute("ROLLBACK").await.is_err() {
            return Stands::Nothing;
        }
        match self.status(client).await.as_deref() {
            Some("committed") => Stands::Committed,
            Some("aborted") if is_over => Stands::RolledBack,
            _ => Stands::Nothing,
        }
    }

    /// What the server says of its transaction; `None` where nobody can be asked.
    async fn status(&self, client: &Client) -> Option<String> {
        let ask = format!(
            "SELECT pg_catalog.pg_xact_status('{}'::pg_catalog.xid8)",
            self.transaction
        );
        let answer = client.simple_query(&ask).await.ok()?;
        let status = answer.iter().find_map(row)?.try_get(0).ok()?;
        status.map(str::to_owned)
    }
}

fn row(message: &SimpleQueryMessage) -> Option<&SimpleQueryRow> {
    match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    }
}
