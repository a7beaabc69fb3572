//! Rows that a project keeps for the proof: one SQL file a version, run when that version stands.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio_postgres::Client;

use crate::escape;
use crate::migrations::Version;
use crate::sql::error_message;

/// The files of a folder, named `V<version>.sql`.
///
/// A file adds rows and leaves those of earlier versions alone, so that whatever changes in them
/// is a migration's doing. It is run again when its version was left and reached again, so it says
/// `ON CONFLICT` where its rows may still be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeds(BTreeMap<Version, (PathBuf, String)>);

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
    #[error("{} has the character U+{:04X} in its name; rename it", escape::line(path.display()), u32::from(*character))]
    Name {
        /// The file or folder.
        path: PathBuf,
        /// The first such character of its path.
        character: char,
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
            let sql = fs::read_to_string(&path).map_err(unreadable(&path))?;
            seeds.insert(version, (path, sql));
        }
        Ok(Self(seeds))
    }

    /// Whether there is no file at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Runs the file of that version in one transaction, if there is one.
    pub async fn insert(&self, client: &Client, version: Version) -> Result<(), SeedError> {
        let Some((path, sql)) = self.0.get(&version) else {
            return Ok(());
        };
        let seeded = client.batch_execute(sql).await;
        seeded.map_err(|error| SeedError::Rejected {
            path: path.clone(),
            why: error_message(&error),
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
