//! What creates the schema of a test's database, with any tool.

use std::error::Error as StdError;
use std::pin::Pin;

/// Why a schema could not be created, in its tool's words.
pub type MigratorError = Box<dyn StdError + Send + Sync>;

/// What creates the schema of a test's database.
///
/// [`Folder`](super::Folder) and [`Command`](super::Command) are two implementations. For another tool, implement it for a
/// type of your own:
///
/// ```no_run
/// use pgconform::testing::{Migrator, MigratorError, TestDb};
/// use pgconform::tokio_postgres::{NoTls, connect};
///
/// const SCHEMA: &str = "CREATE TABLE visits (at timestamptz NOT NULL)";
///
/// struct Schema;
///
/// impl Migrator for Schema {
///     fn key(&self) -> Result<String, MigratorError> {
///         Ok(SCHEMA.to_owned())
///     }
///
///     async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
///         let (client, connection) = connect(url, NoTls).await?;
///         tokio::spawn(connection);
///         Ok(client.batch_execute(SCHEMA).await?)
///     }
/// }
///
/// # async fn a_test() {
/// let db = TestDb::builder().migrator(Schema).start().await;
/// # }
/// ```
///
/// Those for refinery's embedded migrations, sqlx's `Migrator` and diesel's are in the folder `examples/migrators` of the
/// repository.
pub trait Migrator: Send + Sync {
    /// A text that names everything that decides what [`migrate`](Self::migrate) makes: the migrations themselves, or a hash
    /// of them. Two migrators with the same key must make the same schema.
    ///
    /// A local server is a copy of a template, and there is one template a key: if a migration changes and the key doesn't,
    /// tests get the outdated schema.
    ///
    /// # Errors
    ///
    /// If the migrations cannot be read. The test fails with it.
    fn key(&self) -> Result<String, MigratorError>;

    /// Creates the schema in the database at `url`, which is a complete address, with a password if there is one, such as
    /// `postgresql://postgres@%2Frun%2Fpg/postgres` for a Unix socket.
    ///
    /// It runs on its own thread, inside a tokio runtime, and may block. When it returns, the server is stopped and
    /// copied, and sessions that are still open are cut. A synchronous client that starts a tokio runtime itself, as the crate
    /// `postgres` does, must be called within [`std::thread::scope`].
    ///
    /// # Errors
    ///
    /// If a migration fails. The test fails with it.
    fn migrate(&self, url: &str) -> impl Future<Output = Result<(), MigratorError>>;
}

/// A migrator of any type.
pub(super) trait AnyMigrator: Send + Sync {
    fn any_key(&self) -> Result<String, MigratorError>;
    fn any_migrate<'a>(&'a self, url: &'a str) -> Migrating<'a>;
}

/// The end of a migration.
pub(super) type Migrating<'a> = Pin<Box<dyn Future<Output = Result<(), MigratorError>> + 'a>>;

impl<M: Migrator> AnyMigrator for M {
    fn any_key(&self) -> Result<String, MigratorError> {
        self.key()
    }

    fn any_migrate<'a>(&'a self, url: &'a str) -> Migrating<'a> {
        Box::pin(self.migrate(url))
    }
}
