//! Where a finding is to be looked for.

use std::path::PathBuf;

use crate::findings::Place;
use crate::migrations::{Loss, Script};
use crate::runner::FailedSql;
use crate::sql::statements;

/// One file of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptFile {
    /// As people name it.
    pub name: String,
    /// Where it was read from, as the folder of migrations was given.
    pub path: PathBuf,
    /// Whether it holds no statement.
    pub is_empty: bool,
    /// Data on which it fails, and is meant to.
    pub refuses: Vec<Loss>,
    /// Tables that must have no row.
    pub needs_empty: Vec<Loss>,
}

impl ScriptFile {
    pub(super) fn of(script: &Script) -> Self {
        Self {
            name: script.name.clone(),
            path: script.file.clone(),
            is_empty: statements(&script.sql).is_empty(),
            refuses: script.directives.refuses.clone(),
            needs_empty: script.directives.needs_empty.clone(),
        }
    }

    /// A place in it.
    pub(super) fn at(&self, line: Option<usize>) -> Place {
        Place {
            file: self.name.clone(),
            path: self.path.clone(),
            line,
            column: None,
        }
    }
}

/// A declaration that is not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// What is declared: `loses users.name`, or `irreversible`.
    pub declared: String,
    /// The same as a sentence that names the file.
    pub words: String,
}

/// The end of a trip before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// Which step, as its place among all of them, from 0.
    pub step: usize,
    /// Why.
    pub failed: Box<FailedSql>,
}
