//! The migration files: what to run and in what order. This floor touches no database.

mod directives;
mod error;
mod file_name;
mod load;
mod statements;
mod tokens;
mod version;

pub use directives::{Directives, Loss};
pub use error::Error;
pub use file_name::FileName;
pub use load::Gaps;
pub use statements::Statement;
pub use version::{Target, Version};

use std::path::{Path, PathBuf};

/// One step of a schema's history, with the way there and the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order; no two migrations share one.
    pub version: Version,
    /// The words of its file name, for instance `create_users`.
    pub name: String,
    /// What an upgrade runs.
    pub up: Script,
    /// What a downgrade runs; `None` where nobody wrote one.
    pub down: Option<Script>,
}

/// One SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where it was read from.
    pub file: PathBuf,
    /// Its whole text, unchanged.
    pub sql: String,
    /// What its leading comment tells pgconform.
    pub directives: Directives,
}

impl Script {
    /// The last part of the path, as people name the file.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.file
            .file_name()
            .unwrap_or(self.file.as_os_str())
            .to_string_lossy()
            .into_owned()
    }

    /// Its statements, in order.
    #[must_use]
    pub fn statements(&self) -> Vec<Statement<'_>> {
        statements::statements(&self.sql)
    }

    /// Where it runs in a transaction and has a statement that ends one: that statement's line,
    /// from 1.
    #[must_use]
    pub fn ends_transaction(&self) -> Option<usize> {
        if self.directives.no_transaction {
            return None;
        }
        let statements = self.statements();
        let end = statements.iter().find(|it| it.ends_transaction())?;
        Some(self.sql[..end.start].matches('\n').count() + 1)
    }
}

/// Every migration of one folder: at least one, in ascending order of version, each version once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrations {
    folder: PathBuf,
    ordered: Vec<Migration>,
}

impl Migrations {
    /// Reads a folder whose files are named `V<version>__<name>.sql`, each with its
    /// `V<version>__<name>.down.sql` beside it.
    ///
    /// Nothing is skipped in silence: a file of any other name is an error that names it, save
    /// for notes (`*.md`, `*.txt`) and hidden files.
    pub fn load(folder: impl AsRef<Path>, gaps: Gaps) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let ordered = load::load(folder, gaps)?;
        Ok(Self {
            folder: folder.to_owned(),
            ordered,
        })
    }

    /// The folder they were read from, as it was given.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Migration] {
        &self.ordered
    }

    /// The migration of that version, if there is one.
    #[must_use]
    pub fn get(&self, version: Version) -> Option<&Migration> {
        let index = self
            .ordered
            .binary_search_by_key(&version, |migration| migration.version);
        index.ok().map(|index| &self.ordered[index])
    }

    /// The newest version there is.
    #[must_use]
    pub fn head(&self) -> Version {
        self.ordered
            .last()
            .expect("a loaded folder holds at least one migration")
            .version
    }

    /// The migrations up to and including `version`.
    #[must_use]
    pub fn up_to(&self, version: Version) -> &[Migration] {
        let end = self
            .ordered
            .partition_point(|migration| migration.version <= version);
        &self.ordered[..end]
    }

    /// The same migrations, with no down declaring that it is irreversible: for a proof, which
    /// runs such a down to see whether the declaration is true.
    #[must_use]
    pub fn ignoring_irreversible(&self) -> Self {
        let mut all = self.clone();
        for down in all.ordered.iter_mut().filter_map(|m| m.down.as_mut()) {
            down.directives.irreversible = None;
        }
        all
    }

    /// Turns what a person asked for into a version of this folder.
    ///
    /// `Ok(None)` is base, the state before the first migration.
    pub fn resolve(&self, target: Target) -> Result<Option<Version>, Error> {
        match target {
            Target::Base => Ok(None),
            Target::Head => Ok(Some(self.head())),
            Target::Version(version) if self.get(version).is_some() => Ok(Some(version)),
            Target::Version(version) => Err(Error::UnknownVersion {
                version,
                folder: self.folder.clone(),
                first: self.ordered[0].version,
                head: self.head(),
            }),
        }
    }
}
