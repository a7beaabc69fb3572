//! Where a finding is to be looked for.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;

use crate::findings::Place;
use crate::migrations::{Loss, Script};
use crate::runner::FailedSql;
use crate::sql::{NAME, Statement, line_of_byte, made, quoted, statements};

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

    /// The statement that takes data away, and its line: the first that names them and could.
    pub(super) fn taker(&self, data: &Loss) -> Option<(usize, &str)> {
        let all = statements(&self.sql);
        let taker = all.iter().find(|it| takes(it, data))?;
        Some((line_of_byte(&self.sql, taker.start), taker.text))
    }

    /// Whether it makes a table of this name.
    pub(super) fn creates(&self, table: &str) -> bool {
        made(&self.sql, table).next().is_some()
    }

    /// Whether a table of this name is in it.
    pub(super) fn names(&self, table: &str) -> bool {
        holds(&self.sql, table)
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

/// Whether a name stands in a text, in quotation marks or not.
fn holds(text: &str, name: &str) -> bool {
    let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut words = text.split(|c| !is_of_a_name(c));
    words.any(|it| it.eq_ignore_ascii_case(name)) || text.contains(&quoted(name))
}

/// `DELETE FROM ONLY public."Notes"`, and its like.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)^(?:delete\s+from|update|alter\s+table(?:\s+if\s+exists)?)\s+(?:only\s+)?(?:{NAME}\s*\.\s*)*({NAME})"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// Whether a statement could take data away: it is about their table, and names their column where it only changes the
/// table.
fn takes(statement: &Statement<'_>, data: &Loss) -> bool {
    let has_name = |name: &String| holds(statement.text, name);
    let has_column = || data.column.as_ref().is_none_or(has_name);
    let has_word = |word: &str| statement.words.iter().any(|it| it == word);
    let target = TARGET.captures(statement.text);
    let is_target = || {
        let name = target.as_ref().map(|found| found[1].trim_matches('"'));
        name.is_some_and(|name| name.eq_ignore_ascii_case(&data.table))
    };
    match statement.words.first().map(String::as_str) {
        Some("TRUNCATE") => has_name(&data.table),
        Some("DROP") => (has_word("TABLE") || has_word("SCHEMA")) && has_name(&data.table),
        Some("DELETE") => is_target(),
        Some("ALTER") => is_target() && has_column() && (has_word("DROP") || has_word("TYPE")),
        Some("UPDATE") => is_target() && has_column(),
        Some("WITH" | "DO") => has_name(&data.table) && has_column(),
        _ => false,
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::of_the_table(
        "DELETE FROM b; DELETE FROM ONLY public.\"a\" WHERE x IN (TABLE b)",
        Some(1)
    )]
    #[case::of_the_column("ALTER TABLE a DROP c;\nALTER TABLE a\n  DROP COLUMN x", Some(2))]
    #[case::of_another("DELETE FROM b WHERE x IN (SELECT x FROM a)", None)]
    #[case::of_an_addition("ALTER TABLE a ADD COLUMN x int", None)]
    fn the_statement_that_takes_data_is_the_one_that_is_about_them(
        #[case] sql: &str,
        #[case] line: Option<usize>,
    ) {
        let data = Loss {
            schema: "public".to_owned(),
            table: "a".to_owned(),
            column: Some("x".to_owned()),
        };
        let file = ScriptFile {
            name: String::new(),
            path: PathBuf::new(),
            is_empty: false,
            sql: sql.to_owned(),
            refuses: Vec::new(),
            needs_empty: Vec::new(),
        };
        assert_eq!(file.taker(&data).map(|(line, _)| line), line);
    }
}
