//! refinery's way to a session: what it writes goes into a history that nobody else can have something run by.
//!
//! refinery makes its table where there is none, whoever's it then is, and reads it before each migration. Here the table
//! is made before, and what is applied is what we have read; each of its transactions begins by locking the
//! table and looking at it again.

use std::fmt;

use refinery::Migration;
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use tokio_postgres::{Client, Error as PostgresError};

use super::Error;
use super::history_table::HistoryTable;

/// A session as refinery takes it.
pub(super) struct Guarded<'a> {
    pub client: &'a mut Client,
    pub table: &'a HistoryTable,
    /// What the database is at, oldest first.
    pub applied: Vec<Migration>,
    /// Why the table was not written.
    pub refused: Option<Error>,
}

/// What stopped one of refinery's transactions.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The migration, or the statement for its row.
    Sql(PostgresError),
    /// A statement that is about the table alone.
    Table(PostgresError),
    /// [`Guarded::refused`] says why.
    Refused,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sql(error) | Self::Table(error) => error.fmt(f),
            Self::Refused => f.write_str("the history table is not to be written"),
        }
    }
}

impl std::error::Error for Stopped {}

impl AsyncTransaction for Guarded<'_> {
    type Error = Stopped;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
        &'a mut self,
        queries: T,
    ) -> Result<usize, Stopped> {
        let queries: Vec<&str> = queries.filter(|query| !query.is_empty()).collect();
        if queries.is_empty() {
            return Ok(0);
        }
        let transaction = self.client.transaction().await.map_err(Stopped::Sql)?;
        let guarded = self.table.guard(transaction.client()).await;
        if let Err(refused) = guarded.map_err(Stopped::Table)? {
            self.refused = Some(refused);
            return Err(Stopped::Refused);
        }
        for query in &queries {
            let sent = transaction.batch_execute(query).await;
            sent.map_err(Stopped::Sql)?;
        }
        transaction.commit().await.map_err(Stopped::Sql)?;
        Ok(queries.len())
    }
}

impl AsyncQuery<Vec<Migration>> for Guarded<'_> {
    /// The one query that refinery has is for what is applied.
    async fn query(&mut self, _: &str) -> Result<Vec<Migration>, Stopped> {
        Ok(self.applied.clone())
    }
}

impl AsyncMigrate for Guarded<'_> {
    /// Nothing: it is there.
    fn assert_migrations_table_query(_: &str) -> String {
        String::new()
    }
}
