//! Migrations that a program applies.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::folder::of_crate;
use super::migrator::{Migrator, MigratorError};
use crate::connection::DatabaseUrl;
use crate::files;
use crate::migrations::{CommandContext, Reach};
use crate::runner::{CommandStep, Limits, run_command};
use crate::settings::Environment;

/// A command that creates the schema: `alembic upgrade head`, `npx prisma migrate deploy`, a binary of the project.
///
/// It is run by a shell in the folder where the tests run. Its environment leads to the database of the test and to no
/// other: `DATABASE_URL`, the `PG*` variables, and whatever else holds an address of PostgreSQL. A local server listens on a
/// Unix socket, and has no password.
///
/// ```no_run
/// use pgconform::testing::{Command, TestDb};
///
/// # async fn a_test() {
/// let alembic = Command::new("alembic upgrade head").reads("alembic").reads("alembic.ini");
/// let db = TestDb::builder().migrator(alembic).start().await;
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Command {
    shell: String,
    reads: Vec<PathBuf>,
}

impl Command {
    /// A command line for the shell.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            shell: command.into(),
            reads: Vec::new(),
        }
    }

    /// A file, or a folder with all that is in it, that decides what the command makes. Where such a file changes, the
    /// command is run again; where another one does, tests get what it made before.
    ///
    /// A relative path begins at the folder of the crate under test.
    #[must_use]
    pub fn reads(mut self, path: impl Into<PathBuf>) -> Self {
        self.reads.push(path.into());
        self
    }
}

impl Migrator for Command {
    fn key(&self) -> Result<String, MigratorError> {
        let mut key = self.shell.clone();
        for path in &self.reads {
            for file in files_of(&of_crate(path))? {
                let content =
                    files::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                let name = file.display();
                key.push_str(&format!("\n{name} {}\n", content.len()));
                key.push_str(&String::from_utf8_lossy(&content));
            }
        }
        Ok(key)
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        let url: DatabaseUrl = url.parse()?;
        let context = CommandContext {
            reach: Reach::Anywhere,
            environment: Environment::of_process(),
        };
        let step = CommandStep {
            version: "",
            target: "",
        };
        let ran = run_command(&self.shell, (&url, &context), step, &Limits::default()).await;
        ran.map(drop)
            .map_err(|why| format!("'{}' failed: {why}", self.shell).into())
    }
}

/// The file itself, or those in a folder, in the order of their names.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, MigratorError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
