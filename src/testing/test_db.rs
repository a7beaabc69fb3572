//! The server of one test, and a session on it.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::FromSqlOwned;

use super::migrator::Migrator;
use super::pool::or_panic;
use super::{Pool, assertions, background, reading};
use crate::catalog::{self, Catalog, Scope};
use crate::connection::{DatabaseUrl, RetryFor, connect, connection_string};
use crate::migrations::{Migrations, Target};
use crate::postgres::{Error, Server};
use crate::sql;

/// A PostgreSQL server of one test, with a superuser's session on its database `postgres`.
///
/// ```no_run
/// use pgconform::testing::TestDb;
///
/// # async fn a_test() {
/// let mut db = TestDb::head().await;
/// db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
///     .await;
/// db.crash().await;
/// let users: Vec<String> = db.values("SELECT id FROM users").await;
/// assert_eq!(users, ["u1"]);
/// # }
/// ```
///
/// The server is removed when this is dropped. If the variable `PGCONFORM_KEEP` is `true`, the server of a failed test is
/// kept, and how to connect to it is printed.
#[derive(Debug)]
pub struct TestDb {
    client: Client,
    /// `None` only while it is restarted, or dropped.
    server: Option<Server>,
}

/// The migrations of the crate under test: see [`Pool::migrations`].
///
/// # Panics
///
/// If they cannot be loaded.
#[must_use]
#[doc(hidden)]
pub fn migrations() -> Migrations {
    Pool::of_process().migrations()
}

impl TestDb {
    /// An empty database, as `initdb` creates it.
    ///
    /// # Panics
    ///
    /// If no PostgreSQL is available; the message says what was tried, and what to do.
    pub async fn empty() -> Self {
        Pool::of_process().empty().await
    }

    /// A database at one version of the crate's migrations: the number that its file's name begins with.
    ///
    /// # Panics
    ///
    /// As [`TestDb::head`] does, and if there is no such version.
    pub async fn at(version: i64) -> Self {
        Pool::of_process().at(version).await
    }

    /// A database to which all of the crate's migrations are applied. They are those that the setting `migrations` names, by
    /// default in the folder `migrations` beside the crate's `Cargo.toml`.
    ///
    /// # Panics
    ///
    /// If no PostgreSQL is available, or a migration cannot be read or fails.
    pub async fn head() -> Self {
        Pool::of_process().head().await
    }

    /// A database whose schema this migrator creates: short for [`TestDb::builder`] with it.
    ///
    /// # Panics
    ///
    /// If no PostgreSQL is available, or a migration cannot be read or fails.
    pub async fn head_of(migrator: &(impl Migrator + Clone + 'static)) -> Self {
        Pool::of_process().head_of(migrator).await
    }

    /// A database at one place among these migrations.
    #[doc(hidden)]
    pub async fn at_of(migrations: &Migrations, target: Target) -> Self {
        Pool::of_process().at_of(migrations, target).await
    }
}

impl TestDb {
    pub(super) async fn on(server: Server) -> Self {
        let client = or_panic(connect(server.url(), RetryFor::default()).await);
        let server = Some(server);
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

    /// How the superuser connects; it changes with a restart or a crash.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        let server = self.server.as_ref();
        server.expect("a database in use has its server").url()
    }

    /// The same as a URL for other clients, such as sqlx and diesel, **password included**:
    /// `postgresql://postgres@%2Frun%2Fpg/postgres`.
    #[must_use]
    pub fn connection_string(&self) -> String {
        connection_string(self.url())
    }

    /// Another session of the superuser.
    pub async fn connect(&self) -> Client {
        or_panic(connect(self.url(), RetryFor::default()).await)
    }

    /// A session of another role, which must exist, with that role's privileges.
    pub async fn connect_as(&self, role: &str) -> Client {
        let client = self.connect().await;
        let set = format!("SET SESSION AUTHORIZATION {}", sql::quoted(role));
        or_panic(client.batch_execute(&set).await);
        client
    }

    /// Asserts that the statement succeeds: see [`accepts`](super::accepts).
    pub async fn accepts(&self, sql: &str) -> u64 {
        assertions::accepts(&self.client, sql).await
    }

    /// Asserts that the statement is rejected: see [`rejects`](super::rejects).
    pub async fn rejects(&self, sql: &str, state: SqlState, rule: &str) {
        assertions::rejects(&self.client, sql, state, rule).await;
    }

    /// Runs statements that prepare the test; none may fail.
    pub async fn run(&self, sql: &str) {
        if let Err(error) = self.client.batch_execute(sql).await {
            panic!("the set-up fails:\n  {sql}\n{error:?}");
        }
    }

    /// The first column of the one row that the query returns.
    ///
    /// # Panics
    ///
    /// If it returns no row, or more than one, or if `T` cannot be read from the column's type; the message names the SQL,
    /// the column and both types.
    pub async fn value<T: FromSqlOwned>(&self, sql: &str) -> T {
        match self.client.query(sql, &[]).await {
            Ok(rows) => reading::first(reading::only(&rows, sql), sql),
            Err(error) => panic!("the query fails:\n  {sql}\n{error:?}"),
        }
    }

    /// The first column of every row that the query returns, in its order.
    pub async fn values<T: FromSqlOwned>(&self, sql: &str) -> Vec<T> {
        match self.client.query(sql, &[]).await {
            Ok(rows) => rows.iter().map(|row| reading::first(row, sql)).collect(),
            Err(error) => panic!("the query fails:\n  {sql}\n{error:?}"),
        }
    }

    /// Everything the database contains.
    pub async fn catalog(&self) -> Catalog {
        or_panic(catalog::read(&self.client, Scope::Cluster).await)
    }

    /// Stops the server cleanly and starts it again; the session is a new one.
    pub async fn restart(&mut self) {
        self.end_and_start(async |server| server.restart().await)
            .await;
    }

    /// Kills the server with SIGKILL and starts it again; the session is a new one.
    pub async fn crash(&mut self) {
        self.end_and_start(async |server| server.crash().await)
            .await;
    }

    async fn end_and_start(
        &mut self,
        how: impl AsyncFnOnce(&mut Server) -> Result<(), Error> + Send + 'static,
    ) {
        let server = self.server.take();
        let mut server = server.expect("a database in use has its server");
        let work = async move || {
            let ended = how(&mut server).await;
            (server, ended)
        };
        let (server, ended) = background::run(work).await;
        self.server = Some(server);
        or_panic(ended);
        self.client = self.connect().await;
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        background::drop_elsewhere(self.server.take());
    }
}
