//! Where a finding is to be looked for.

use std::path::PathBuf;

use crate::findings::Place;
use crate::migrations::{Loss, Script};
use crate::runner::FailedSql;
use crate::sql::{Location, Statement, statements};

/// One file of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptFile {
    /// As people name it.
    pub name: String,
    /// Where it was read from, as the folder of migrations was given.
    pub path: PathBuf,
    /// Whether it holds no statement.
    pub is_empty: bool,
    /// What it holds.
    sql: String,
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
            sql: script.sql.clone(),
            refuses: script.directives.refuses.clone(),
            needs_empty: script.directives.needs_empty.clone(),
        }
    }

    /// The statement that takes data away: the first that names them and could.
    pub(super) fn taker(&self, data: &Loss) -> Option<Location> {
        let all = statements(&self.sql);
        let taker = all.iter().find(|it| takes(it, data))?;
        let before = self.sql[..taker.start].chars().count();
        Location::of_character(&self.sql, before + 1)
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

/// Whether a statement could take data away: it names their table, and their column where it only changes the table.
fn takes(statement: &Statement<'_>, data: &Loss) -> bool {
    let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let names: Vec<&str> = statement.text.split(|c| !is_of_a_name(c)).collect();
    let has_name = |name: &String| names.iter().any(|it| it.eq_ignore_ascii_case(name));
    let has_column = || data.column.as_ref().is_none_or(has_name);
    let has_word = |word: &str| statement.words.iter().any(|it| it == word);
    let takes = match statement.words.first().map(String::as_str) {
        Some("DELETE" | "TRUNCATE") => true,
        Some("DROP") => has_word("TABLE") || has_word("SCHEMA"),
        Some("ALTER") => has_column() && (has_word("DROP") || has_word("TYPE")),
        Some("UPDATE" | "WITH" | "DO") => has_column(),
        _ => false,
    };
    takes && has_name(&data.table)
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
