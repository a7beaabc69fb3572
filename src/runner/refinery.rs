//! The session that refinery gets: it writes to a history on which nobody else can attach code.
//!
//! refinery makes its table where there is none, whoever's it then is, and reads it before each migration. Here the table
//! is made before, and read once, by us; each of its transactions begins by locking the table and inspecting it again.

use refinery::{Migration as RefineryMigration, Runner, Target};
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use tokio_postgres::Client;

use super::transaction::{Holds, StepTransaction};
use super::{Error, FailedSql};
use crate::migrations::Migration;

/// Has refinery apply what comes next, or write only the rows of it. It compares all that it is given with one another, and
/// what is applied has been compared with the files already: so that it is given no more than that.
pub(super) async fn apply(
    client: &mut Client,
    transaction: StepTransaction<'_>,
    next: &[Migration],
    holds: Holds,
) -> Result<(), Error> {
    let last = next.last().map_or(0, |last| last.version.0);
    let target = match holds {
        Holds::Script => Target::Version(last),
        Holds::Rows => Target::FakeVersion(last),
    };
    let all: Vec<RefineryMigration> = next.iter().map(for_refinery).collect();
    let mut runner = Runner::new(&all).set_abort_divergent(true);
    runner.set_migration_table_name(&transaction.history.table);
    let mut session = RefinerySession {
        client,
        transaction,
        holds,
        stopped: None,
    };
    let ran = runner.set_target(target).run_async(&mut session).await;
    match (ran, session.stopped) {
        (_, Some(stopped)) => Err(stopped),
        (Ok(_), None) => Ok(()),
        (Err(error), None) => Err(FailedSql::without_place(&next[0].up, error.to_string()).into()),
    }
}

/// The migration as refinery takes it, not yet applied.
fn for_refinery(migration: &Migration) -> RefineryMigration {
    let name = format!("V{}__{}", migration.version, migration.name);
    RefineryMigration::unapplied(&name, &migration.up.sql)
        .expect("a loaded file's name has the form that refinery reads")
}

/// A session as refinery takes it.
struct RefinerySession<'a> {
    client: &'a mut Client,
    transaction: StepTransaction<'a>,
    /// What refinery sends before its rows.
    holds: Holds,
    /// What stopped one of its transactions.
    stopped: Option<Error>,
}

/// [`RefinerySession::stopped`] says why.
#[derive(Debug, thiserror::Error)]
#[error("the transaction was stopped")]
struct Stopped;

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

impl AsyncQuery<Vec<RefineryMigration>> for RefinerySession<'_> {
    /// The one query that refinery has is for what is applied, of which it is given nothing.
    async fn query(&mut self, _: &str) -> Result<Vec<RefineryMigration>, Stopped> {
        Ok(Vec::new())
    }
}

impl AsyncMigrate for RefinerySession<'_> {
    /// Nothing: it is there.
    fn assert_migrations_table_query(_: &str) -> String {
        String::new()
    }
}
