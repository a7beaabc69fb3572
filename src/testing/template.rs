//! The description of a test's server, and how it is made.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::content::{Rows, run};
use super::migrator::{AnyMigrator, MigratorError};
use crate::connection::{DatabaseUrl, connection_string};
use crate::postgres::{Error, Server, Source};

/// What a database contains.
#[derive(Clone, Default)]
pub(super) struct Content {
    /// SQL that comes before the schema.
    pub setup: Vec<String>,
    pub migrator: Option<Arc<dyn AnyMigrator>>,
    pub rows: Vec<Rows>,
}

impl Content {
    /// What a migrator makes.
    pub fn of(migrator: impl AnyMigrator + 'static) -> Self {
        Self {
            migrator: Some(Arc::new(migrator)),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.setup.is_empty() && self.migrator.is_none() && self.rows.is_empty()
    }

    /// Equal for two that make the same schema; empty for one that makes nothing.
    fn key(&self) -> Result<String, MigratorError> {
        let mut key = String::new();
        let mut add = |part: &str| writeln!(key, "{} {part}", part.len());
        for sql in &self.setup {
            add(sql)?;
        }
        if let Some(migrator) = &self.migrator {
            add(&migrator.any_key()?)?;
        }
        for rows in &self.rows {
            add(&rows.key()?)?;
        }
        Ok(key)
    }

    async fn put_into(&self, url: &DatabaseUrl) -> Result<(), MigratorError> {
        for sql in &self.setup {
            run(url, sql, "the set-up").await?;
        }
        if let Some(migrator) = &self.migrator {
            migrator.any_migrate(&connection_string(url)).await?;
        }
        for rows in &self.rows {
            rows.insert(url).await?;
        }
        Ok(())
    }
}

/// Everything that determines the server that a test gets.
#[derive(Clone)]
pub(super) struct Template {
    source: Source,
    content: Content,
    key: String,
}

impl Template {
    /// Reads the files that decide what is made. Migrations may read the parameters that their server was started with.
    pub fn of(
        source: Source,
        content: Content,
        parameters: &BTreeMap<String, String>,
    ) -> Result<Self, MigratorError> {
        let mut key = content.key()?;
        for (name, value) in parameters {
            writeln!(key, "{name}={value}")?;
        }
        Ok(Self {
            source,
            content,
            key,
        })
    }

    /// Equal for two templates that make the same server; empty for one that makes nothing.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Makes one server.
    pub async fn make(&self) -> Result<Server, Error> {
        if self.content.is_empty() {
            return Server::blank(&self.source).await;
        }
        let prepare = async |url: &DatabaseUrl| {
            let put = self.content.put_into(url).await;
            put.map_err(|error| Error::Prepare(error.to_string()))
        };
        Server::prepared(&self.source, &self.key, prepare).await
    }
}
