//! What must be the same before and after a step: the open transaction, and the runners' lock.

use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::{Breach, Error, Lock, Stands};
use crate::migrations::Script;

/// What a session is in the middle of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// A transaction has one id for life; another one after a script means that the script ended it.
    transaction: String,
    /// Which one of its session it is, counted from the first.
    local: u32,
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
        let local = cell(2).and_then(|local| local.parse().ok());
        let held = cell(1).and_then(|held| held.parse().ok());
        Ok(Self {
            transaction: transaction.to_string(),
            local: local.ok_or(Error::NoAnswer { doing: DOING })?,
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

    /// What stands after a script has failed in the transaction that was open then. What it did there is taken back, to
    /// `savepoint` where one is named.
    pub async fn after_failure(&self, client: &Client, savepoint: Option<&str>) -> Stands {
        // Nothing can be asked in a transaction that has failed.
        let is_over = client.simple_query("SELECT").await.is_ok();
        let is_of_step = if let Some(name) = savepoint {
            let back = format!("ROLLBACK TO {name}");
            client.batch_execute(&back).await.is_ok()
                || client.batch_execute("ROLLBACK").await.is_err()
        } else {
            // Any other transaction in between was the script's.
            let next = self.local.wrapping_add(1);
            roll_back(client).await.is_none_or(|it| it == next)
        };
        match self.status(client).await.as_deref() {
            Some("committed") => Stands::Committed,
            Some("aborted") if is_over || !is_of_step => Stands::RolledBack,
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

/// Rolls back whatever transaction is open; which one of its session the next one is, `None` where nobody can be asked.
/// It is one message, so that no transaction of the server's own comes between.
async fn roll_back(client: &Client) -> Option<u32> {
    let back = format!("ROLLBACK; {}", include_str!("local_transaction.sql"));
    let answer = client.simple_query(&back).await.ok()?;
    answer.iter().find_map(row)?.try_get(0).ok()??.parse().ok()
}

fn row(message: &SimpleQueryMessage) -> Option<&SimpleQueryRow> {
    match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    }
}
