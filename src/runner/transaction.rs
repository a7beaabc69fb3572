//! A step in one transaction with its history: all or nothing, and seen to be so before it is committed.
//!
//! The answers to all that is asked before a script and after it come with answers that are waited for anyway.

use futures_util::join;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::history::at_history;
use super::inspection::Inspection;
use super::kept_row::{KeptRows, at_the_end};
use super::moment::Moment;
use super::send::send;
use super::session::AS_WHO_BEGAN;
use super::{Breach, Error, FailedSql, History, Lock, Stands};
use crate::migrations::{Direction, Script, Version};

/// What the transaction of a step needs.
pub(super) struct StepTransaction<'a> {
    pub history: &'a History,
    pub lock: &'a Lock,
    pub inspection: &'a Inspection,
    /// Whose step it is.
    pub script: &'a Script,
    /// Up writes rows of the history, and down deletes them.
    pub direction: Direction,
    /// Whose rows.
    pub versions: &'a [Version],
}

/// What a transaction holds beside the rows of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The script.
    Script,
    /// Nothing: the script has run outside it, or does not run at all.
    Rows,
}

impl StepTransaction<'_> {
    /// Runs it, each of `rows` being a statement that changes one row of the history, and `rest` what it leaves to be
    /// done. A failure leaves nothing of it, unless the script has ended the transaction.
    pub async fn run(
        &self,
        client: &mut Client,
        holds: Holds,
        rows: &[&str],
        rest: &str,
    ) -> Result<(), Error> {
        let transaction = client.transaction().await;
        let transaction = transaction.map_err(Error::database("beginning a transaction"))?;
        let before = self.begin(transaction.client()).await?;
        if holds == Holds::Script {
            let sent = send(transaction.client(), &self.script.sql).await;
            if let Err(error) = sent {
                let mut failed = FailedSql::of_script(self.script, &error);
                failed.stands = before.after_failure(transaction.client(), None).await;
                return Err(failed.into());
            }
            // What is written next is written as who the session began with.
            let client = transaction.client();
            let after = Moment::now(client, self.lock, AS_WHO_BEGAN).await?;
            before.refuse_breach(client, self.script, &after).await?;
        }
        if let Some((last, others)) = rows.split_last() {
            let client = transaction.client();
            for row in others {
                self.write(client, row, holds).await?;
            }
            let (written, kept) = join!(self.write(client, last, holds), self.kept(client));
            written?;
            self.refuse_other_rows(client, &before, &kept?, holds)
                .await?;
        }
        if !rest.is_empty() {
            let done = transaction.batch_execute(rest).await;
            done.map_err(|error| self.at_row(&error))?;
        }
        // What is checked at the end of a transaction is the script's doing too.
        let committed = transaction.commit().await;
        committed.map_err(|error| FailedSql::new(self.script, &error).into())
    }

    /// Locks the history, and sees that it may be written and that no other runner is at work.
    async fn begin(&self, client: &Client) -> Result<Moment, Error> {
        let (guarded, before) = join!(
            self.history.relation.guard(client, self.inspection),
            Moment::now(client, self.lock, ""),
        );
        guarded.map_err(|error| at_history(self.script, &error))??;
        let before = before?;
        if before.holds_lock {
            Ok(before)
        } else {
            Err(Error::LockLost { done: Vec::new() })
        }
    }

    /// Changes one row of the history, and sees that it has changed.
    async fn write(&self, client: &Client, row: &str, holds: Holds) -> Result<(), Error> {
        let written = client.simple_query(row).await;
        let written = written.map_err(|error| self.at_row(&error))?;
        let rows = written.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
            _ => None,
        });
        match rows.unwrap_or_default() {
            1 => Ok(()),
            rows => Err(self.keeps_row(rows, holds)),
        }
    }

    async fn kept(&self, client: &Client) -> Result<KeptRows, Error> {
        KeptRows::now(client, &self.history.table, self.versions).await
    }

    /// Refuses a step whose row went elsewhere, or would be another once its transaction has ended.
    async fn refuse_other_rows(
        &self,
        client: &Client,
        before: &Moment,
        kept: &KeptRows,
        holds: Holds,
    ) -> Result<(), Error> {
        self.refuse_kept(kept, holds)?;
        if !kept.may_change {
            return Ok(());
        }
        let look = async {
            let kept = self.kept(client).await?;
            Ok((kept, Moment::now(client, self.lock, "").await?))
        };
        let Some((kept, after)) = at_the_end(client, look).await? else {
            return Ok(());
        };
        self.refuse_kept(&kept, holds)?;
        before.refuse_breach(client, self.script, &after).await
    }

    fn refuse_kept(&self, kept: &KeptRows, holds: Holds) -> Result<(), Error> {
        let expected = match self.direction {
            Direction::Up => self.versions.len() as u64,
            Direction::Down => 0,
        };
        if kept.rows == expected {
            return Ok(());
        }
        Err(self.keeps_row(0, holds))
    }

    fn keeps_row(&self, rows: u64, holds: Holds) -> Error {
        let breach = Breach::KeepsRow {
            table: self.history.table.clone(),
            direction: self.direction,
            rows,
        };
        let stands = match holds {
            Holds::Script => Stands::Nothing,
            Holds::Rows => FailedSql::stands_after(self.script),
        };
        Error::breach(self.script, breach, stands)
    }

    fn at_row(&self, error: &tokio_postgres::Error) -> Error {
        let mut failed = FailedSql::new(self.script, error);
        failed.place = None;
        failed.message = format!("at its row in the history: {}", failed.message);
        failed.into()
    }
}
