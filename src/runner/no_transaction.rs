//! Steps outside a transaction (`-- pgconform: no-transaction`), statement by statement.
//!
//! PostgreSQL runs several statements in one message as one transaction, which `CREATE INDEX
//! CONCURRENTLY` and its like refuse: so each is sent by itself. One that does not refuse a
//! transaction shares one with the mark of its end. Of one that does, it is noted first that it was
//! begun, so that after a crash it is known to be the one that may have ended.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::history::write_mark;
use super::interrupted::{BegunStatement, Interrupted};
use super::{Error, FailedSql, History, Limits};
use crate::migrations::{Direction, Script, Version};
use crate::sql::Statement;

/// The up or the down of one migration whose directive is `no-transaction`.
pub(super) struct NoTransactionStep<'a> {
    pub script: &'a Script,
    pub version: Version,
    pub direction: Direction,
    /// Its table bears the mark.
    pub history: &'a History,
    pub limits: &'a Limits,
}

impl NoTransactionStep<'_> {
    /// Runs what has not run yet; the mark stays until the history says the rest.
    pub async fn run(&self, client: &Client) -> Result<(), Error> {
        let statements = self.script.statements();
        // The mark may be that of an earlier step of the same move.
        let interrupted = self.history.interrupted.as_ref();
        let interrupted = interrupted.filter(|mark| mark.version == self.version);
        if let Some(mark) = interrupted.filter(|mark| !mark.fits(&statements)) {
            return Err(Error::ChangedWhileInterrupted {
                file: self.script.name.clone(),
                done: mark.done(),
            });
        }
        let mut at = interrupted.map_or(0, Interrupted::done);
        let mut begun = interrupted.and_then(|mark| mark.begun.as_ref());
        while at < statements.len() {
            let next = end_of_transaction(&statements, at);
            let done = self.mark(next, &statements);
            match begun.take() {
                Some(begun) => self.resume(client, &statements, at, begun, &done).await?,
                None => match self
                    .with_retries(client, &statements[at..next], &done)
                    .await
                {
                    Err(Error::Sql { failed, .. })
                        if next == at + 1 && refuses_transaction(&failed) =>
                    {
                        self.outside_transaction(client, &statements, at, &done)
                            .await?;
                    }
                    ended => ended?,
                },
            }
            at = next;
        }
        Ok(())
    }

    /// Statements that are all or nothing, tried again where they get no lock.
    async fn with_retries(
        &self,
        client: &Client,
        statements: &[Statement<'_>],
        done: &Interrupted,
    ) -> Result<(), Error> {
        let mut tries = self.limits.retries();
        while let Err(error) = self.in_transaction(client, statements, done).await {
            // Where the connection is gone, so is the transaction.
            let _ = client.batch_execute("ROLLBACK").await;
            tries.after(error).await?;
        }
        Ok(())
    }

    /// Statements in one transaction, their own if they begin one, with the mark of their end.
    async fn in_transaction(
        &self,
        client: &Client,
        statements: &[Statement<'_>],
        done: &Interrupted,
    ) -> Result<(), Error> {
        let is_their_own = statements[0].begins_transaction();
        let mark = done.set(&self.history.table);
        if !is_their_own {
            write_mark(client, "BEGIN").await?;
        }
        for statement in statements {
            if is_their_own && statement.ends_transaction() {
                write_mark(client, &mark).await?;
            }
            let sent = client.batch_execute(statement.text).await;
            sent.map_err(|error| self.failed(statement, &error))?;
        }
        if !is_their_own {
            write_mark(client, &mark).await?;
            write_mark(client, "COMMIT").await?;
        }
        Ok(())
    }

    /// One statement that bears no transaction.
    async fn outside_transaction(
        &self,
        client: &Client,
        statements: &[Statement<'_>],
        at: usize,
        done: &Interrupted,
    ) -> Result<(), Error> {
        let begun = BegunStatement::now(client, &statements[at]).await?;
        let begun = self.mark(at, statements).beginning(begun);
        write_mark(client, &begun.set(&self.history.table)).await?;
        self.wait_for_transactions(client, statements, at).await?;
        let sent = client.batch_execute(statements[at].text).await;
        sent.map_err(|error| self.failed(&statements[at], &error))?;
        write_mark(client, &done.set(&self.history.table)).await?;
        self.limits.set(client).await
    }

    /// The same where an earlier run began a statement, and nobody knows whether it ended.
    async fn resume(
        &self,
        client: &Client,
        statements: &[Statement<'_>],
        at: usize,
        begun: &BegunStatement,
        done: &Interrupted,
    ) -> Result<(), Error> {
        if begun.clean_up(client, &statements[at]).await? {
            return write_mark(client, &done.set(&self.history.table)).await;
        }
        match self.outside_transaction(client, statements, at, done).await {
            Err(Error::Sql { failed, .. })
                if is_there_already(&failed) && statements[at].hash() == begun.statement =>
            {
                write_mark(client, &done.set(&self.history.table)).await
            }
            ended => ended,
        }
    }

    /// `CONCURRENTLY` waits for transactions that are at work, not for a lock that others need:
    /// cancelled after a short while, it would leave an invalid index for nothing.
    async fn wait_for_transactions(
        &self,
        client: &Client,
        statements: &[Statement<'_>],
        at: usize,
    ) -> Result<(), Error> {
        let names =
            |statement: &Statement<'_>, word: &str| statement.words.iter().any(|it| it == word);
        let sets_its_own = statements.iter().any(|it| names(it, "LOCK_TIMEOUT"));
        if names(&statements[at], "CONCURRENTLY") && self.limits.lock.is_some() && !sets_its_own {
            write_mark(client, "SET lock_timeout = 0").await?;
        }
        Ok(())
    }

    fn mark(&self, done: usize, statements: &[Statement<'_>]) -> Interrupted {
        Interrupted::after(done, statements, self.version, self.direction)
    }

    fn failed(&self, statement: &Statement<'_>, error: &tokio_postgres::Error) -> Error {
        FailedSql::of_statement(self.script, statement, error).into()
    }
}

/// Where the transaction ends that this statement begins; of any other, where the next one stands.
fn end_of_transaction(statements: &[Statement<'_>], at: usize) -> usize {
    if !statements[at].begins_transaction() {
        return at + 1;
    }
    let end = statements[at..]
        .iter()
        .position(Statement::ends_transaction);
    end.map_or(statements.len(), |end| at + end + 1)
}

/// Whether a statement failed for nothing but the transaction around it.
fn refuses_transaction(failed: &FailedSql) -> bool {
    is_one_of(
        failed,
        &[
            SqlState::ACTIVE_SQL_TRANSACTION,
            SqlState::INVALID_TRANSACTION_TERMINATION,
        ],
    )
}

/// Whether a statement failed because what it makes is there, or what it drops is not.
fn is_there_already(failed: &FailedSql) -> bool {
    is_one_of(
        failed,
        &[
            SqlState::DUPLICATE_TABLE,
            SqlState::DUPLICATE_OBJECT,
            SqlState::DUPLICATE_DATABASE,
            SqlState::UNDEFINED_OBJECT,
            SqlState::INVALID_CATALOG_NAME,
        ],
    )
}

fn is_one_of(failed: &FailedSql, states: &[SqlState]) -> bool {
    let sqlstate = failed.sqlstate.as_deref();
    states.iter().any(|state| sqlstate == Some(state.code()))
}
