//! The session that refinery gets: what it writes goes into a history that nobody else can have something run by.
//!
//! refinery makes its table where there is none, whoever's it then is, and reads it before each migration. Here the table
//! is made before, and read once, by us; each of its transactions begins by locking the table and inspecting it again.

use refinery::Migration;
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use tokio_postgres::Client;

use super::Error;
use super::transaction::{Holds, StepTransaction};

/// A session as refinery takes it.
pub(super) struct RefinerySession<'a> {
    pub client: &'a mut Client,
    pub transaction: StepTransaction<'a>,
    /// What refinery sends before its rows.
    pub holds: Holds,
    /// What stopped one of its transactions.
    pub stopped: Option<Error>,
}

/// [`RefinerySession::stopped`] says why.
#[derive(Debug, thiserror::Error)]
#[error("the transaction was stopped")]
pub(super) struct Stopped;

impl AsyncTransaction for RefinerySession<'_> {
    type Error = Stopped;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
        &'a mut self,
        queries: T,
    ) -> Result<usize, Stopped> {
        let queries: Vec<&str> = queries.collect();
        // What comes after the migration is refinery's own, for its row.
        let rows = match self.holds {
            Holds::Script => queries.get(1..).unwrap_or_default(),
            Holds::Rows => &queries,
        };
        if rows.iter().all(|row| row.is_empty()) {
            return Ok(0);
        }
        let ran = self
            .transaction
            .run(self.client, self.holds, rows, "")
            .await;
        if let Err(error) = ran {
            self.stopped = Some(error);
            return Err(Stopped);
        }
        Ok(queries.len())
    }
}

impl AsyncQuery<Vec<Migration>> for RefinerySession<'_> {
    /// The one query that refinery has is for what is applied, of which it is given nothing.
    async fn query(&mut self, _: &str) -> Result<Vec<Migration>, Stopped> {
        Ok(Vec::new())
    }
}

impl AsyncMigrate for RefinerySession<'_> {
    /// Nothing: it is there.
    fn assert_migrations_table_query(_: &str) -> String {
        String::new()
    }
}
