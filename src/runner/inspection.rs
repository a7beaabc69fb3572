//! How the history is inspected before each step that writes it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::join;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error as PostgresError, Row, Statement};

/// One query of a session, whose plan serves for each of several steps: to plan it takes longer than a small step.
#[derive(Debug)]
pub(super) struct Inspection {
    /// How many steps there are to come at the most.
    steps: usize,
    prepared: Mutex<Option<Statement>>,
}

impl Inspection {
    /// That of a run with so many steps.
    pub fn for_steps(steps: usize) -> Self {
        Self {
            steps,
            prepared: Mutex::default(),
        }
    }

    /// Runs the query, which takes the names of schemas and answers one row at the most, between two statements; what is
    /// unqualified in it is found as the first of them says.
    ///
    /// The answers come in one round trip, but for those of the first step of several.
    pub async fn row(
        &self,
        client: &Client,
        query: &str,
        schemas: &[&str],
        (first, last): (&str, &str),
    ) -> Result<Option<Row>, PostgresError> {
        let typed: [(&(dyn ToSql + Sync), Type); 1] = [(&schemas, Type::NAME_ARRAY)];
        let untyped: [&(dyn ToSql + Sync); 1] = [&schemas];
        let prepared = self.prepared().clone();
        if let Some(statement) = prepared {
            let (begun, row, ended) = join!(
                client.batch_execute(first),
                client.query_opt(&statement, &untyped),
                client.batch_execute(last),
            );
            begun?;
            match row {
                // A migration may have deallocated all of the session's.
                Err(error) if error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME) => ended?,
                row => {
                    let row = row?;
                    return ended.map(|()| row);
                }
            }
        }
        if self.steps < 2 {
            let (begun, row, ended) = join!(
                client.batch_execute(first),
                client.query_typed_opt(query, &typed),
                client.batch_execute(last),
            );
            begun?;
            let row = row?;
            return ended.map(|()| row);
        }
        client.batch_execute(first).await?;
        let statement = client.prepare_typed(query, &[Type::NAME_ARRAY]).await?;
        let (row, ended) = join!(
            client.query_opt(&statement, &untyped),
            client.batch_execute(last),
        );
        let row = row?;
        ended?;
        *self.prepared() = Some(statement);
        Ok(row)
    }

    fn prepared(&self) -> MutexGuard<'_, Option<Statement>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
