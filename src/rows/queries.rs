//! The queries about tables that are sent again and again.

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, Statement};

use crate::connection::Prepared;
use crate::sql::with_common;

/// Prepared in one session, because parsing and planning them takes most of their time.
#[derive(Debug)]
pub struct Queries {
    pub(super) counts: Statement,
    pub(super) large: Statement,
    pub(super) tables: Statement,
    pub(super) sequences: Statement,
    pub(super) last_values: Statement,
    pub(super) columns: Statement,
    pub(super) foreign_keys: Statement,
    pub(super) unique: Statement,
    pub(super) rule_columns: Statement,
    /// Whether values are such of a type; a server before version 16 cannot be asked.
    pub(super) readable: Option<Statement>,
    /// What reads each sequence's position.
    positions: Prepared,
}

async fn readable(client: &Client) -> Result<Option<Statement>, Error> {
    match client.prepare(include_str!("generate/readable.sql")).await {
        Ok(statement) => Ok(Some(statement)),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_FUNCTION) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Queries {
    /// Prepares them in that session, which is the one to give to the other functions.
    pub async fn prepare(client: &Client) -> Result<Self, Error> {
        // Planned once: a plan for each call's values takes longer to make than it saves.
        client
            .batch_execute("SET plan_cache_mode = force_generic_plan")
            .await?;
        let tables = with_common(include_str!("tables.sql"));
        let columns = with_common(include_str!("generate/columns.sql"));
        let (
            counts,
            large,
            tables,
            sequences,
            last_values,
            columns,
            foreign_keys,
            unique,
            rule_columns,
            readable,
        ) = futures_util::try_join!(
            client.prepare(include_str!("counts.sql")),
            client.prepare(include_str!("large.sql")),
            client.prepare(&tables),
            client.prepare(include_str!("sequences.sql")),
            client.prepare(include_str!("last_values.sql")),
            client.prepare(&columns),
            client.prepare(include_str!("generate/foreign_keys.sql")),
            client.prepare(include_str!("generate/unique.sql")),
            client.prepare(include_str!("generate/rule_columns.sql")),
            readable(client),
        )?;
        Ok(Self {
            counts,
            large,
            tables,
            sequences,
            last_values,
            columns,
            foreign_keys,
            unique,
            rule_columns,
            readable,
            positions: Prepared::default(),
        })
    }

    /// What reads a sequence's position. Its types follow from its text: the server refuses a prepared
    /// statement that would now return others.
    pub(super) async fn of_sequence(
        &self,
        client: &Client,
        identity: &str,
    ) -> Result<Statement, Error> {
        let select = format!("SELECT last_value, is_called FROM {identity}");
        self.positions.get(client, &select).await
    }
}
