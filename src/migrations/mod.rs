//! The migration files: what to run and in what order. This floor touches no database.

mod checksum;
mod direction;
mod directives;
mod error;
mod execution;
mod file_name;
mod folder;
mod history;
mod layout;
mod psql;
mod reading;
mod script;
mod search;
mod version;

use checksum::Checksums;
pub(crate) use checksum::refinery_checksum;
pub use direction::Direction;
pub(crate) use directives::written;
pub use directives::{Directives, Loss};
pub use error::Error;
pub use execution::{Execution, Message, Messages};
pub use file_name::FileName;
pub use history::{
    HistoryRow, HistoryRows, HistorySession, TableName, ToolHistory, TransactionStatus,
};
pub use layout::{CommandContext, Commands, Layout, Reach};
pub use reading::{Gaps, Reading};
pub use script::Script;
pub use search::candidate_folders;
pub use version::{Target, Version};

use std::iter;
use std::path::{Path, PathBuf};

use crate::settings::{Environment, RoleName};

/// One step of a schema's history, with its up and its down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order; no two migrations share one. It is the number of its file's name
    /// where that gives the order, else how many come before, from 1.
    pub version: Version,
    /// Its version as its tool writes it: `7`, `1.2.3`, `20240101-x`.
    pub id: String,
    /// The words of its file name, for instance `create_users`.
    pub name: String,
    /// What an upgrade runs.
    pub up: Script,
    /// What must run without an error once the upgrade has; Sqitch alone has such scripts.
    pub verify: Option<Script>,
    /// What a downgrade runs; `None` where nobody wrote one.
    pub down: Option<Script>,
    /// The down's file, where it is there and holds no statement, so that its tool refuses to run it.
    pub refused_down: Option<PathBuf>,
    /// What its tool writes into its history beside it.
    pub history: HistoryRows,
    /// The one before it in the order that makes its tool skip it, on each database that has that one already.
    pub skipped_after: Option<String>,
    /// When it was generated, in milliseconds since 1970, where its tool records that.
    pub generated: Option<i64>,
}

impl Migration {
    /// The files that it was read from.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.scripts().map(|script| script.file.as_path())
    }

    fn scripts(&self) -> impl Iterator<Item = &Script> {
        let others = self.verify.iter().chain(&self.down);
        iter::once(&self.up).chain(others)
    }

    fn scripts_mut(&mut self) -> impl Iterator<Item = &mut Script> {
        let others = self.verify.iter_mut().chain(&mut self.down);
        iter::once(&mut self.up).chain(others)
    }
}

/// Every migration of one folder: at least one once they are listed, in ascending order of version, each version once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrations {
    folder: PathBuf,
    layout: Layout,
    setup: Vec<Script>,
    as_role: Option<RoleName>,
    context: CommandContext,
    history: ToolHistory,
    ordered: Vec<Migration>,
    checksums: Checksums,
}

impl Migrations {
    /// Reads a folder, in whichever layout it has. What its tool fills in comes from the variables of this process.
    ///
    /// Nothing is skipped in silence: a file that the layout has no name for is an error, save for
    /// notes (`*.md`, `*.txt`) and hidden files.
    pub fn load(folder: impl AsRef<Path>, gaps: Gaps) -> Result<Self, Error> {
        let reading = Reading {
            gaps,
            environment: Environment::of_process(),
            ..Reading::default()
        };
        reading.read(folder.as_ref())
    }

    /// How the folder is laid out.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The folder they were read from, as it was given.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What they take for granted, and must be run on a new server before the first of them.
    #[must_use]
    pub fn setup(&self) -> &[Script] {
        &self.setup
    }

    /// The role that runs them on a new server; `None` where that is the superuser.
    #[must_use]
    pub fn as_role(&self) -> Option<&str> {
        self.as_role.as_ref().map(RoleName::as_str)
    }

    /// What their tool keeps of those that are applied.
    #[must_use]
    pub fn history(&self) -> &ToolHistory {
        &self.history
    }

    /// What their commands run in, where they are commands.
    #[must_use]
    pub fn context(&self) -> &CommandContext {
        &self.context
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Migration] {
        &self.ordered
    }

    /// Every script of theirs, and those of the set-up.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        let own = self.ordered.iter().flat_map(Migration::scripts);
        own.chain(&self.setup)
    }

    /// Whether none of them has a down: the project only ever goes forward.
    #[must_use]
    pub fn are_forward_only(&self) -> bool {
        self.ordered
            .iter()
            .all(|migration| migration.down.is_none())
    }

    /// The migration of that version, if there is one.
    #[must_use]
    pub fn get(&self, version: Version) -> Option<&Migration> {
        let index = self
            .ordered
            .binary_search_by_key(&version, |migration| migration.version);
        index.ok().map(|index| &self.ordered[index])
    }

    /// The hash that refinery writes beside the migration of that version, if there is one.
    pub(crate) fn checksum(&self, version: Version) -> Option<u64> {
        let index = self.ordered.binary_search_by_key(&version, |it| it.version);
        let index = index.ok()?;
        let of = |it: &Migration| refinery_checksum(&it.name, it.version.0, &it.up.sql);
        let all = || self.ordered.iter().map(of).collect();
        Some(self.checksums.at(index, all))
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

    /// Those of them that are kept; `None` where none is.
    #[must_use]
    pub fn retaining(&self, is_kept: impl Fn(&Migration) -> bool) -> Option<Self> {
        let mut some = self.clone();
        some.checksums = Checksums::default();
        some.ordered.retain(|migration| is_kept(migration));
        (!some.ordered.is_empty()).then_some(some)
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

    /// The version that a person names as its tool does: `7`, `0007`, `1.2.3`.
    pub fn named(&self, id: &str) -> Result<Version, Error> {
        let number: Option<i64> = id.parse().ok();
        let is_meant = |migration: &&Migration| {
            migration.id == id || number.is_some() && migration.id.parse().ok() == number
        };
        let found = self.ordered.iter().find(is_meant);
        found
            .map(|migration| migration.version)
            .ok_or_else(|| Error::UnknownId {
                id: id.to_owned(),
                folder: self.folder.clone(),
                first: self.ordered[0].id.clone(),
                head: self.ordered[self.ordered.len() - 1].id.clone(),
            })
    }
}
