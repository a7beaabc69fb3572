//! Where a finding is to be looked for.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::catalog::Identity;
use crate::findings::Place;
use crate::migrations::{Loss, Script};
use crate::runner::FailedSql;
use crate::sql::{
    NAME, Statement, is_named, line_of_byte, made, quoted, statements, without_comments,
};

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
    pub(in crate::checks::round_trip) fn of(script: &Script) -> Self {
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
    pub(in crate::checks::round_trip) fn taker(&self, data: &Loss) -> Option<(usize, &str)> {
        let bare = without_comments(&self.sql);
        let all = statements(&bare);
        let taker = all.iter().find(|it| takes(it, data))?;
        let text = &self.sql[taker.range()];
        Some((line_of_byte(&self.sql, taker.start), text))
    }

    /// The line of the last statement that makes or alters an object.
    pub(in crate::checks::round_trip) fn last_about(&self, object: &Identity) -> Option<usize> {
        let name = object.name.split('(').next().unwrap_or_default();
        let parts: Vec<&str> = PART.find_iter(name).map(|it| it.as_str()).collect();
        // What is in a schema is rarely written with it.
        let parts = if let [_, own @ ..] = &parts[..]
            && !own.is_empty()
        {
            own
        } else {
            &parts[..]
        };
        let all = statements(&self.sql);
        let is_about = |it: &&Statement<'_>| {
            let first = it.words.first().map(String::as_str);
            let verb = matches!(
                first,
                Some("ALTER" | "COMMENT" | "CREATE" | "GRANT" | "REVOKE")
            );
            verb && parts
                .iter()
                .all(|part| holds(it.text, part.trim_matches('"')))
        };
        let last = all.iter().rfind(is_about)?;
        Some(line_of_byte(&self.sql, last.start))
    }

    /// The line of the first statement behind this line that drops what these names name together.
    pub(in crate::checks::round_trip) fn drops_after(
        &self,
        line: usize,
        names: &[&str],
    ) -> Option<usize> {
        let bare = without_comments(&self.sql);
        let all = statements(&bare);
        let drops = |it: &Statement<'_>| {
            it.words.iter().any(|word| word == "DROP")
                && names.iter().all(|name| holds(it.text, name))
        };
        let mut lines = all
            .iter()
            .filter(|it| drops(it))
            .map(|it| line_of_byte(&self.sql, it.start));
        lines.find(|it| *it > line)
    }

    /// The line of the last statement before this line that drops a table or a column, where a DROP stands in this line.
    pub(in crate::checks::round_trip) fn drops_along_before(&self, line: usize) -> Option<usize> {
        let bare = without_comments(&self.sql);
        let all = statements(&bare);
        let at = |it: &Statement<'_>| line_of_byte(&self.sql, it.start);
        let is_drop = |it: &&Statement<'_>| it.words.first().is_some_and(|word| word == "DROP");
        let of_line = all.iter().rfind(|it| at(it) <= line)?;
        let takes_along = |it: &&Statement<'_>| {
            let has = |word: &str| it.words.iter().any(|it| it == word);
            let drops_column = COLUMN
                .captures_iter(it.text)
                .any(|found| is_a_column(&found));
            match it.words.first().map(String::as_str) {
                Some("DROP") => has("TABLE") || has("CASCADE"),
                Some("ALTER") => drops_column,
                _ => false,
            }
        };
        let mut before = all.iter().filter(|it| at(it) < at(of_line));
        is_drop(&of_line).then(|| before.rfind(takes_along).map(at))?
    }

    /// Whether it adds values to an enum that may have them already.
    pub(in crate::checks::round_trip) fn adds_values_again(&self) -> bool {
        let all = statements(&self.sql);
        let mut words = all.iter().flat_map(|it| it.words.windows(4));
        words.any(|it| it == ["VALUE", "IF", "NOT", "EXISTS"])
    }

    /// Whether a name in it has this schema before it, or it sets where names are looked up.
    pub(in crate::checks::round_trip) fn qualifies(&self, schema: &str) -> bool {
        let bare = without_comments(&self.sql);
        let qualified = [format!("{schema}."), format!("\"{schema}\".")];
        let is_inside = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        let has = |name: &String| {
            let mut found = bare.match_indices(name.as_str());
            found.any(|(at, _)| !bare[..at].ends_with(is_inside))
        };
        qualified.iter().any(has) || bare.to_lowercase().contains("search_path")
    }

    /// Whether it makes a table of this name.
    pub(in crate::checks::round_trip) fn creates(&self, table: &str) -> bool {
        !made(&self.sql, table).is_empty()
    }

    /// Whether a table of this name is in it.
    pub(in crate::checks::round_trip) fn names(&self, table: &str) -> bool {
        holds(&without_comments(&self.sql), table)
    }

    /// Whether a statement about a table of this name drops a column.
    pub(in crate::checks::round_trip) fn drops_a_column_of(&self, table: &str) -> bool {
        let bare = without_comments(&self.sql);
        let all = statements(&bare);
        let mut of_table = all.iter().filter(|it| is_about(it, table));
        of_table.any(|it| {
            let mut dropped = COLUMN
                .captures_iter(it.text)
                .filter_map(|found| found.get(1));
            dropped.any(|it| !NO_COLUMN.contains(&it.as_str().to_uppercase().as_str()))
        })
    }

    /// A place in it.
    pub(in crate::checks::round_trip) fn at(&self, line: Option<usize>) -> Place {
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

/// A part of a qualified name.
static PART: LazyLock<Regex> = LazyLock::new(|| Regex::new(NAME).expect("it is sound"));

/// `DELETE FROM ONLY public."Notes"`, and its like.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)^(?:delete\s+from|update|alter\s+table(?:\s+if\s+exists)?)\s+(?:only\s+)?(?:{NAME}\s*\.\s*)*({NAME})"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// `DROP COLUMN IF EXISTS x`, `ALTER x SET DATA TYPE` and their like: a column that goes, or whose values are converted.
static COLUMN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)\bdrop\s+(?:column\s+)?(?:if\s+exists\s+)?({NAME})|\balter\s+(?:column\s+)?({NAME})\s+(?:set\s+data\s+)?type\b"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// What else can be dropped of a table or of its column.
const NO_COLUMN: [&str; 5] = ["CONSTRAINT", "DEFAULT", "EXPRESSION", "IDENTITY", "NOT"];

/// Whether it is a column that is dropped.
fn is_a_column(found: &Captures<'_>) -> bool {
    let dropped = found.get(1).map(|it| it.as_str().to_uppercase());
    dropped.is_some_and(|it| !NO_COLUMN.contains(&it.as_str()))
}

/// Whether a statement deletes from, updates or alters a table of this name.
fn is_about(statement: &Statement<'_>, table: &str) -> bool {
    let target = TARGET.captures(statement.text);
    target.is_some_and(|found| is_named(&found[1], table))
}

/// Whether a statement could take data away: it is about their table, and takes or writes their column where it only
/// changes the table. No change of a table takes rows but one that detaches a partition.
fn takes(statement: &Statement<'_>, data: &Loss) -> bool {
    let has_name = |name: &String| holds(statement.text, name);
    let has_column = || data.column.as_ref().is_none_or(has_name);
    let alters = |column: &String| {
        let mut columns = COLUMN.captures_iter(statement.text);
        columns.any(|found| {
            let name = found.get(1).or(found.get(2));
            name.is_some_and(|it| is_named(it.as_str(), column))
        })
    };
    let has_word = |word: &str| statement.words.iter().any(|it| it == word);
    let is_target = || is_about(statement, &data.table);
    match statement.words.first().map(String::as_str) {
        Some("TRUNCATE") => has_name(&data.table),
        Some("DROP") => (has_word("TABLE") || has_word("SCHEMA")) && has_name(&data.table),
        Some("DELETE") => is_target(),
        Some("ALTER") => {
            let takes = || {
                let column = data.column.as_ref();
                column.map_or_else(|| has_word("DETACH"), alters)
            };
            is_target() && takes()
        }
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

    fn down(sql: &str) -> ScriptFile {
        ScriptFile {
            name: String::new(),
            path: PathBuf::new(),
            is_empty: false,
            sql: sql.to_owned(),
            refuses: Vec::new(),
            needs_empty: Vec::new(),
        }
    }

    #[test]
    fn a_statement_that_drops_what_is_in_the_way_comes_too_late() {
        let file = down(
            "DROP TYPE t;\n-- DROP COLUMN x of a\nALTER TABLE b DROP x;\nALTER TABLE a DROP x;",
        );
        assert_eq!(file.drops_after(1, &["x", "a"]), Some(4));
        assert_eq!(file.drops_after(1, &["y", "a"]), None);
        assert_eq!(file.drops_after(4, &["x", "a"]), None);
    }

    #[rstest]
    #[case::with_its_column("ALTER TABLE a DROP COLUMN x;\nDROP INDEX i;", Some(1))]
    #[case::with_its_table("DROP TABLE a;\nDROP INDEX i;", Some(1))]
    #[case::nothing_takes_it_along("ALTER TABLE a DROP CONSTRAINT x;\nDROP INDEX i;", None)]
    #[case::what_is_no_drop("DROP TABLE a;\nALTER INDEX i RENAME TO j;", None)]
    fn what_a_table_or_a_column_takes_along_is_dropped_by_an_earlier_line(
        #[case] sql: &str,
        #[case] line: Option<usize>,
    ) {
        assert_eq!(down(sql).drops_along_before(2), line);
    }

    #[rstest]
    #[case::of_the_table(
        "DELETE FROM b; DELETE FROM ONLY public.\"a\" WHERE x IN (TABLE b)",
        Some(1)
    )]
    #[case::of_the_column("ALTER TABLE a DROP c;\nALTER TABLE a\n  DROP COLUMN x", Some(2))]
    #[case::of_another("DELETE FROM b WHERE x IN (SELECT x FROM a)", None)]
    #[case::of_an_addition("ALTER TABLE a ADD COLUMN x int", None)]
    #[case::of_a_constraint("ALTER TABLE a DROP CONSTRAINT c, ADD CHECK (x > 0)", None)]
    #[case::of_a_conversion("ALTER TABLE a\n  ALTER \"x\" SET DATA TYPE text", Some(1))]
    #[case::behind_a_comment("ALTER TABLE /* of ours */a DROP x", Some(1))]
    #[case::in_a_comment("UPDATE a SET y = 1 -- and x\n;\nUPDATE a SET x = 1", Some(3))]
    fn the_statement_that_takes_data_is_the_one_that_is_about_them(
        #[case] sql: &str,
        #[case] line: Option<usize>,
    ) {
        let data = Loss {
            schema: "public".to_owned(),
            table: "a".to_owned(),
            column: Some("x".to_owned()),
        };
        let file = down(sql);
        assert_eq!(file.taker(&data).map(|(line, _)| line), line);
    }
}
