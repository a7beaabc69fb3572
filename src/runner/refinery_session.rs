//! The session that refinery gets: what it writes goes into a history that nobody else can have something run by.
//!
//! refinery makes its table where there is none, whoever's it then is, and reads it before each migration. Here the table
//! is made before, and what is applied is what we have read; each of its transactions begins by locking the
//! table and inspecting it again.

use std::fmt;

use refinery::Migration;
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use tokio_postgres::{Client, Error as PostgresError};

use super::Error;
use super::history_table::HistoryTable;
use super::send::{MessageError, send};
use super::session::AS_WHO_BEGAN;

/// A session as refinery takes it.
pub(super) struct RefinerySession<'a> {
    pub client: &'a mut Client,
    pub table: &'a HistoryTable,
    /// What the database is at, oldest first.
    pub applied: Vec<Migration>,
    /// Why the table was not written.
    pub refused: Option<Error>,
}

/// What stopped one of refinery's transactions.
#[derive(Debug)]
pub(super) enum RefineryError {
    /// The migration, or the statement for its row.
    Sql(MessageError),
    /// A statement that is about the table alone.
    Table(PostgresError),
    /// [`RefinerySession::refused`] says why.
    Refused,
}

impl fmt::Display for RefineryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sql(MessageError { error, .. }) | Self::Table(error) => error.fmt(f),
            Self::Refused => f.write_str("the history table is not to be written"),
        }
    }
}

impl std::error::Error for RefineryError {}

impl AsyncTransaction for RefinerySession<'_> {
    type Error = RefineryError;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
        &'a mut self,
        queries: T,
    ) -> Result<usize, RefineryError> {
        let queries: Vec<&str> = queries.filter(|query| !query.is_empty()).collect();
        if queries.is_empty() {
            return Ok(0);
        }
        let transaction = self.client.transaction().await.map_err(sql)?;
        let guarded = self.table.guard(transaction.client()).await;
        if let Err(refused) = guarded.map_err(RefineryError::Table)? {
            self.refused = Some(refused);
            return Err(RefineryError::Refused);
        }
        // What comes after the migration is refinery's own, for its row.
        let (migration, row) = (queries[0], &queries[1..]);
        let sent = send(transaction.client(), migration).await;
        sent.map_err(RefineryError::Sql)?;
        if !row.is_empty() {
            let who = transaction.batch_execute(AS_WHO_BEGAN).await;
            who.map_err(sql)?;
        }
        for query in row {
            transaction.batch_execute(query).await.map_err(sql)?;
        }
        transaction.commit().await.map_err(sql)?;
        Ok(queries.len())
    }
}

/// An error of no statement of the migration.
fn sql(error: PostgresError) -> RefineryError {
    RefineryError::Sql(error.into())
}

impl AsyncQuery<Vec<Migration>> for RefinerySession<'_> {
    /// The one query that refinery has is for what is applied.
    async fn query(&mut self, _: &str) -> Result<Vec<Migration>, RefineryError> {
        Ok(self.applied.clone())
    }
}

impl AsyncMigrate for RefinerySession<'_> {
    /// Nothing: it is there.
    fn assert_migrations_table_query(_: &str) -> String {
        String::new()
    }
}
