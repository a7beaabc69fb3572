//! A database that is described first: with another major version, extensions, parameters or rows.

use std::path::PathBuf;
use std::sync::Arc;

use super::content::Rows;
use super::folder::{Folder, Upgrade};
use super::migrator::{AnyMigrator, Migrator};
use super::pool::{Pool, Wants, or_panic};
use super::template::Content;
use super::{TestDb, blocking};
use crate::migrations::{Target, Version};
use crate::sql::identifier;

impl TestDb {
    /// A builder for a database. Without any further call, it is that of [`TestDb::head`].
    ///
    /// ```no_run
    /// use pgconform::testing::TestDb;
    ///
    /// # async fn a_test() {
    /// let db = TestDb::builder()
    ///     .major(17)
    ///     .extension("citext")
    ///     .parameter("shared_preload_libraries", "pg_stat_statements")
    ///     .setup("CREATE ROLE app LOGIN")
    ///     .rows("fixtures/rows.sql")
    ///     .start()
    ///     .await;
    /// # }
    /// ```
    pub fn builder() -> Builder {
        Builder::default()
    }
}

/// The description of a test's database; [`TestDb::builder`] creates one.
///
/// First the server is created, with its major version, locale and parameters. Then come, all as the superuser `postgres`,
/// extensions and set-up in the order of their calls, the migrations, and the rows. All of it is done once: further servers
/// of the same description are copies.
#[derive(Clone, Default)]
#[must_use = "a database is made by start()"]
pub struct Builder {
    wants: Wants,
    setup: Vec<String>,
    schema: Schema,
    rows: Vec<Rows>,
}

#[derive(Clone, Default)]
enum Schema {
    /// The project's migrations.
    #[default]
    Head,
    At(i64),
    None,
    Of(Arc<dyn AnyMigrator>),
}

impl Builder {
    /// The server's major version, from 14 to 18. By default, that of the setting `postgres`, or 16.
    pub fn major(mut self, major: u32) -> Self {
        self.wants.major = Some(major);
        self
    }

    /// The locale of the server's databases by name, such as `de_DE.UTF-8`, which the server's machine must have. By default, it is
    /// `C` on local servers, and that of the image in containers.
    pub fn locale(mut self, name: impl Into<String>) -> Self {
        self.wants.locale = Some(name.into());
        self
    }

    /// A parameter that the server is started with, as in `postgresql.conf`. Throw-away servers have small ones: 60
    /// connections, 16 MB of shared buffers, no autovacuum, no parallel workers, and `wal_level = minimal`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.wants.parameters.insert(name.into(), value.into());
        self
    }

    /// An extension, created in the schema `public` before the migrations. The server must have its files.
    pub fn extension(self, name: &str) -> Self {
        self.setup(format!(
            "CREATE EXTENSION IF NOT EXISTS {}",
            identifier(name)
        ))
    }

    /// SQL that the migrations rely on: roles, schemas, settings of the database.
    pub fn setup(mut self, sql: impl Into<String>) -> Self {
        self.setup.push(sql.into());
        self
    }

    /// The migrator that creates the schema, instead of the migrations of the project.
    pub fn migrator(mut self, migrator: impl Migrator + 'static) -> Self {
        self.schema = Schema::Of(Arc::new(migrator));
        self
    }

    /// The migrations in a folder, instead of those of the project: short for [`Folder::new`].
    pub fn migrations(self, folder: impl Into<PathBuf>) -> Self {
        self.migrator(Folder::new(folder))
    }

    /// The project's migrations up to and including this version.
    pub fn at(mut self, version: i64) -> Self {
        self.schema = Schema::At(version);
        self
    }

    /// No migrations.
    pub fn empty(mut self) -> Self {
        self.schema = Schema::None;
        self
    }

    /// Rows that a file inserts once the schema exists; of a folder, all files that end in `.sql`, in the order of their
    /// names. A relative path starts in the folder of the crate under test.
    pub fn rows(mut self, path: impl Into<PathBuf>) -> Self {
        self.rows.push(Rows::Files(path.into()));
        self
    }

    /// Generated rows for every table: valid, and as awkward as the schema allows. They are the same each time. A table
    /// that accepts none of them stays empty.
    #[cfg(feature = "generate")]
    #[cfg_attr(docsrs, doc(cfg(feature = "generate")))]
    pub fn generated_rows(mut self) -> Self {
        self.rows.push(Rows::Generated);
        self
    }

    /// Creates the database.
    ///
    /// # Panics
    ///
    /// If it cannot be created, with the reason: no PostgreSQL is available, or a migration fails.
    pub async fn start(self) -> TestDb {
        let pool = or_panic(Pool::that_wants(&self.wants));
        let migrator: Option<Arc<dyn AnyMigrator>> = match self.schema {
            Schema::None => None,
            Schema::Of(migrator) => Some(migrator),
            Schema::Head => Some(Arc::new(pool.read_migrations().await)),
            Schema::At(version) => {
                let target = Target::Version(Version(version));
                let upgrade = Upgrade::of(&pool.read_migrations().await, target);
                Some(Arc::new(or_panic(upgrade)))
            }
        };
        let content = Content {
            setup: self.setup,
            migrator,
            rows: self.rows,
        };
        pool.with(content).await
    }

    /// The same for tests without a runtime.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start) does, and if it is called within an asynchronous runtime.
    #[must_use]
    pub fn start_blocking(self) -> blocking::TestDb {
        blocking::TestDb::of(self.start())
    }
}
