//! Folders of migrations, in every known layout.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::migrator::{Migrator, MigratorError};
use crate::connection::DatabaseUrl;
use crate::migrations::{Layout, Migrations, Reading, Target, Version};
use crate::runner::{self, Limits};
use crate::settings::Environment;

/// A folder of migrations, in any layout that `pgconform layouts` lists: sqlx, diesel, refinery, Flyway, golang-migrate,
/// Prisma and others. Their tool is not needed, its rules for order and transactions are kept, and its history table is
/// written.
///
/// ```no_run
/// use pgconform::testing::{Folder, TestDb};
///
/// # async fn a_test() {
/// let migrations = Folder::new("db/migrations").layout("sqlx");
/// let db = TestDb::builder().migrator(migrations).start().await;
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    layout: Option<String>,
    target: Target,
}

impl Folder {
    /// All migrations of a folder, whose layout is detected. A relative path begins at the folder of the crate under test,
    /// where its `Cargo.toml` is.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            layout: None,
            target: Target::Head,
        }
    }

    /// The same, in the layout of that name, if it cannot or must not be detected.
    #[must_use]
    pub fn layout(self, name: impl Into<String>) -> Self {
        let layout = Some(name.into());
        Self { layout, ..self }
    }

    /// The same, up to and including the migration of this version: the number that its file name begins with or, if the
    /// layout has other versions, its place in the order, from 1.
    #[must_use]
    pub fn at(self, version: i64) -> Self {
        let target = Target::Version(Version(version));
        Self { target, ..self }
    }

    fn read(&self) -> Result<Upgrade, MigratorError> {
        let layout = self.layout.as_deref().map(|name| {
            let unknown = || {
                let names: Vec<&str> = Layout::all().map(|layout| layout.name()).collect();
                format!(
                    "'{name}' is not a layout; the layouts are {}",
                    names.join(", ")
                )
            };
            Layout::named(name).ok_or_else(unknown)
        });
        let reading = Reading {
            layout: layout.transpose()?,
            environment: Environment::of_process(),
            ..Reading::default()
        };
        let migrations = reading.read(&of_crate(&self.path))?;
        Ok(Upgrade::of(&migrations, self.target)?)
    }
}

impl Migrator for Folder {
    fn key(&self) -> Result<String, MigratorError> {
        self.read()?.key()
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        self.read()?.migrate(url).await
    }
}

/// All of them.
impl Migrator for Migrations {
    fn key(&self) -> Result<String, MigratorError> {
        Upgrade::of(self, Target::Head)?.key()
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        Upgrade::of(self, Target::Head)?.migrate(url).await
    }
}

/// Migrations up to one of them.
#[derive(Debug, Clone)]
pub(super) struct Upgrade {
    migrations: Migrations,
    /// `None` for base.
    to: Option<Version>,
}

impl Upgrade {
    pub fn of(migrations: &Migrations, target: Target) -> Result<Self, crate::migrations::Error> {
        let to = migrations.resolve(target)?;
        let migrations = migrations.clone();
        Ok(Self { migrations, to })
    }

    pub fn is_nothing(&self) -> bool {
        self.to.is_none()
    }
}

impl Migrator for Upgrade {
    fn key(&self) -> Result<String, MigratorError> {
        // Their tool's history table is there, too.
        let mut key = self.migrations.history().create.clone();
        for script in self.migrations.setup() {
            writeln!(key, "{} {}", script.sql.len(), script.sql)?;
        }
        let applied = self.to.map(|to| self.migrations.up_to(to));
        for migration in applied.unwrap_or_default() {
            let (version, name, sql) = (migration.version, &migration.name, &migration.up.sql);
            let (length, execution) = (sql.len(), &migration.up.execution);
            writeln!(key, "{version} {name} {execution:?} {length} {sql}")?;
        }
        Ok(key)
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        let url: DatabaseUrl = url.parse()?;
        runner::build_at(&url, &self.migrations, self.to, Limits::default()).await?;
        Ok(())
    }
}

/// A path as the crate under test means it.
pub(super) fn of_crate(path: &Path) -> PathBuf {
    let folder = Environment::of_process().path("CARGO_MANIFEST_DIR");
    folder.unwrap_or_default().join(path)
}
