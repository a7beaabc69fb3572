//! What a test's server is to be like, and how it is made.

use std::fmt::Write;

use crate::connection::DatabaseUrl;
use crate::migrations::{Migrations, Version};
use crate::postgres::{Error, Server, Source};
use crate::runner::{self, Limits};

/// Everything that decides what a server is like when a test gets it.
#[derive(Debug, Clone)]
pub(super) struct Template {
    source: Source,
    /// The migrations that are applied, and how far; `None` for nothing.
    at: Option<(Migrations, Version)>,
    key: String,
}

impl Template {
    pub fn empty(source: Source) -> Self {
        Self {
            source,
            at: None,
            key: String::new(),
        }
    }

    pub fn at(source: Source, migrations: Migrations, version: Version) -> Self {
        // Their tool's history table is there, too.
        let mut key = migrations.history().create.clone();
        for script in migrations.setup() {
            writeln!(key, "{} {}", script.sql.len(), script.sql)
                .expect("a String takes every text");
        }
        for migration in migrations.up_to(version) {
            let (version, name, sql) = (migration.version, &migration.name, &migration.up.sql);
            let (length, execution) = (sql.len(), &migration.up.execution);
            writeln!(key, "{version} {name} {execution:?} {length} {sql}")
                .expect("a String takes every text");
        }
        Self {
            source,
            at: Some((migrations, version)),
            key,
        }
    }

    /// The same for two templates that make the same; empty for one that makes nothing.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Makes one server.
    pub async fn make(&self) -> Result<Server, Error> {
        let Some((migrations, version)) = &self.at else {
            return Server::blank(&self.source).await;
        };
        let prepare = async |url: &DatabaseUrl| {
            let built = runner::build_at(url, migrations, Some(*version), Limits::default()).await;
            built
                .map(drop)
                .map_err(|error| Error::Prepare(error.to_string()))
        };
        Server::prepared(&self.source, &self.key, prepare).await
    }
}
