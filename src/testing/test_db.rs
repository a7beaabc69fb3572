//! A server of the test's own, and a session on it.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::FromSqlOwned;

use super::{Pool, assertions};
use crate::catalog::{self, Catalog, Scope};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::migrations::{Migrations, Target};
use crate::postgres::Server;
use crate::sql;

/// A PostgreSQL 16 of one test, with a superuser's session on its database `postgres`.
#[derive(Debug)]
pub struct TestDb {
    // The session is dropped before its server.
    client: Client,
    server: Server,
}

/// The migrations of the crate under test: see [`Pool::migrations`].
///
/// # Panics
///
/// When they cannot be loaded.
#[must_use]
pub fn migrations() -> Migrations {
    Pool::of_process().migrations()
}

/// Those of the process's [`Pool`]; where a test needs other settings, it has a pool of its own.
impl TestDb {
    /// A database in which nothing was ever made.
    pub async fn empty() -> Self {
        Pool::of_process().empty().await
    }

    /// A database at one version of the crate's migrations.
    pub async fn at(version: i64) -> Self {
        Pool::of_process().at(version).await
    }

    /// A database to which all of the crate's migrations are applied.
    pub async fn head() -> Self {
        Pool::of_process().head().await
    }

    /// A database to which all of these migrations are applied.
    pub async fn head_of(migrations: &Migrations) -> Self {
        Self::at_of(migrations, Target::Head).await
    }

    /// A database at one place among these migrations.
    pub async fn at_of(migrations: &Migrations, target: Target) -> Self {
        Pool::of_process().at_of(migrations, target).await
    }
}

impl TestDb {
    pub(super) async fn on(server: Server) -> Self {
        let client = or_panic(connect(server.url(), RetryFor::default()).await);
        Self { client, server }
    }

    /// The superuser's session.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The superuser's session, for a transaction.
    pub fn client_mut(&mut self) -> &mut Client {
        &mut self.client
    }

    /// How the superuser connects; another one after a restart or a crash.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        self.server.url()
    }

    /// Another session of the superuser.
    pub async fn connect(&self) -> Client {
        or_panic(connect(self.url(), RetryFor::default()).await)
    }

    /// A session of another role, which must exist; it may do what the role may do.
    pub async fn connect_as(&self, role: &str) -> Client {
        let client = self.connect().await;
        let set = format!("SET SESSION AUTHORIZATION {}", sql::quoted(role));
        or_panic(client.batch_execute(&set).await);
        client
    }

    /// The statement must succeed: see [`accepts`](super::accepts).
    pub async fn accepts(&self, sql: &str) -> u64 {
        assertions::accepts(&self.client, sql).await
    }

    /// The statement must be rejected: see [`rejects`](super::rejects).
    pub async fn rejects(&self, sql: &str, state: SqlState, rule: &str) {
        assertions::rejects(&self.client, sql, state, rule).await;
    }

    /// Statements that set the scene; none may fail.
    pub async fn run(&self, sql: &str) {
        if let Err(error) = self.client.batch_execute(sql).await {
            panic!("cannot set the scene with\n  {sql}\n{error:?}");
        }
    }

    /// The first column of the one row that the query returns.
    ///
    /// # Panics
    ///
    /// When it returns no row, more than one, or another type than `T`.
    pub async fn value<T: FromSqlOwned>(&self, sql: &str) -> T {
        match self.client.query_one(sql, &[]).await {
            Ok(row) => row.get(0),
            Err(error) => panic!("no single value from\n  {sql}\n{error:?}"),
        }
    }

    /// The first column of every row that the query returns, in its order.
    pub async fn values<T: FromSqlOwned>(&self, sql: &str) -> Vec<T> {
        match self.client.query(sql, &[]).await {
            Ok(rows) => rows.iter().map(|row| row.get(0)).collect(),
            Err(error) => panic!("no values from\n  {sql}\n{error:?}"),
        }
    }

    /// Everything the database contains.
    pub async fn catalog(&self) -> Catalog {
        or_panic(catalog::read(&self.client, Scope::Cluster).await)
    }

    /// Stops the server cleanly and starts it again; the session is a new one.
    pub async fn restart(&mut self) {
        or_panic(self.server.restart().await);
        self.client = self.connect().await;
    }

    /// Kills the server with SIGKILL and starts it again; the session is a new one.
    pub async fn crash(&mut self) {
        or_panic(self.server.crash().await);
        self.client = self.connect().await;
    }
}

pub(super) fn or_panic<T, E: std::error::Error>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
