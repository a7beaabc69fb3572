//! The queries about tables that are sent again and again.

use tokio_postgres::{Client, Error, Statement};

/// Prepared in one session, because parsing and planning them takes most of their time.
#[derive(Debug)]
pub struct Queries {
    pub(super) tables: Statement,
    pub(super) sequences: Statement,
    pub(super) columns: Statement,
    pub(super) foreign_keys: Statement,
}

impl Queries {
    /// Prepares them in that session, which is the one to give to the other functions.
    pub async fn prepare(client: &Client) -> Result<Self, Error> {
        let (tables, sequences, columns, foreign_keys) = futures_util::try_join!(
            client.prepare(include_str!("tables.sql")),
            client.prepare(include_str!("sequences.sql")),
            client.prepare(include_str!("generate/columns.sql")),
            client.prepare(include_str!("generate/foreign_keys.sql")),
        )?;
        Ok(Self {
            tables,
            sequences,
            columns,
            foreign_keys,
        })
    }
}
