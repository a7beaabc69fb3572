//! Rows that a project keeps for the proof: one SQL file per version, run once that version is applied.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio_postgres::Client;

use crate::migrations::{Version, written};
use crate::sql::{NamedTable, error_message, inserted_into};
use crate::{escape, files};

/// The files of a folder, named `V<version>.sql`.
///
/// A file adds rows and leaves those of earlier versions alone, so that whatever changes in them
/// is a migration's doing. Generated rows stand beside its own, unless its leading comment says
/// `-- pgconform: only these`. It is run again when its version was left and reached again, so it says
/// `ON CONFLICT` where its rows may still be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeds(BTreeMap<Version, SeedFile>);

/// The rows of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SeedFile {
    path: PathBuf,
    sql: String,
    /// Whether its tables take these rows and no generated ones.
    is_alone: bool,
}

/// Why there are no seeds, or why the database does not take them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// A file or folder could not be read.
    #[error("cannot read the rows in {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The name says no version.
    #[error("{} is not named like rows: V<version>.sql, for the version after which it is run", .0.display())]
    UnknownName(PathBuf),
    /// A name that acts where it is shown.
    #[error("{} has the character U+{:04X} in its name\nhelp: rename it", escape::line(path.display()), u32::from(*character))]
    Name {
        /// The file or folder.
        path: PathBuf,
        /// The first such character of its path.
        character: char,
    },
    /// A directive that a file of rows does not have.
    #[error(
        "{}, line {line}: '{}' is not a directive of rows; the only one is 'only these'",
        path.display(),
        escape::line(directive)
    )]
    Directive {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What it says.
        directive: String,
    },
    /// The database did not answer as it should.
    #[error("cannot put rows into the database: {0}")]
    Database(String),
    /// The database does not take them.
    #[error("the rows of {} do not fit the schema: {}", path.display(), escape::lines(why))]
    Rejected {
        /// The file.
        path: PathBuf,
        /// The server's words.
        why: String,
    },
}

impl Seeds {
    /// Reads the folder.
    pub fn load(folder: &Path) -> Result<Self, SeedError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| SeedError::Unreadable { path, source }
        };
        refuse_name(folder)?;
        let mut seeds = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            refuse_name(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let version = name
                .strip_prefix('V')
                .and_then(|name| name.strip_suffix(".sql"))
                .and_then(|version| version.parse().ok())
                .ok_or_else(|| SeedError::UnknownName(path.clone()))?;
            let sql = files::read_text(&path).map_err(unreadable(&path))?;
            seeds.insert(version, SeedFile::read(path, sql)?);
        }
        Ok(Self(seeds))
    }

    /// Whether there is no file at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a file of that version.
    #[must_use]
    pub fn has(&self, version: Version) -> bool {
        self.0.contains_key(&version)
    }

    /// What each file says.
    pub fn scripts(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|file| file.sql.as_str())
    }

    /// The tables that take no generated row once everything up to a version has run; `None` is base.
    #[must_use]
    pub fn closed(&self, at: Option<Version>) -> BTreeSet<NamedTable> {
        let stands =
            |(version, file): &(&Version, &SeedFile)| Some(**version) <= at && file.is_alone;
        let files = self.0.iter().filter(stands);
        files
            .flat_map(|(_, file)| inserted_into(&file.sql))
            .collect()
    }

    /// Runs the file of that version in one transaction, if there is one.
    pub async fn insert(&self, client: &Client, version: Version) -> Result<(), SeedError> {
        let inserted = self.try_insert(client, version).await;
        inserted.map_err(|error| self.rejected(version, &error))
    }

    pub(super) async fn try_insert(
        &self,
        client: &Client,
        version: Version,
    ) -> Result<(), tokio_postgres::Error> {
        match self.0.get(&version) {
            Some(file) => client.batch_execute(&file.sql).await,
            None => Ok(()),
        }
    }

    pub(super) fn rejected(&self, version: Version, error: &tokio_postgres::Error) -> SeedError {
        let why = error_message(error);
        match self.0.get(&version) {
            Some(SeedFile { path, .. }) => SeedError::Rejected {
                path: path.clone(),
                why,
            },
            None => SeedError::Database(why),
        }
    }
}

impl SeedFile {
    fn read(path: PathBuf, sql: String) -> Result<Self, SeedError> {
        let mut is_alone = false;
        for (line, directive) in written(&sql) {
            if directive != "only these" {
                let directive = directive.to_owned();
                return Err(SeedError::Directive {
                    path,
                    line,
                    directive,
                });
            }
            is_alone = true;
        }
        Ok(Self {
            path,
            sql,
            is_alone,
        })
    }
}

fn refuse_name(path: &Path) -> Result<(), SeedError> {
    match escape::refused(path) {
        None => Ok(()),
        Some(character) => Err(SeedError::Name {
            path: path.to_owned(),
            character,
        }),
    }
}
