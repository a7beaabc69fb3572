//! The place of a finding in the migrations' files.

mod column;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::about::{
    created_by, drops_a_column, drops_their_column, holds, inserts_into, is_about, parts,
    required_columns, retyped_columns, table_and_column, takes,
};
use super::text::{StatementOf, Text};
use crate::catalog::Identity;
use crate::findings::Place;
use crate::migrations::{Loss, Script};
use crate::sql::{
    MadeBy, Recomputed, assigns, is_named, made_by, recomputed_by, statements, without_comments,
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
    /// What it holds,
    sql: Arc<Text>,
    /// and the same with blanks in place of comments.
    bare: Arc<Text>,
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
            sql: Arc::new(Text::of(&*script.sql)),
            bare: Arc::new(Text::of(without_comments(&script.sql))),
            refuses: script.directives.refuses.clone(),
            needs_empty: script.directives.needs_empty.clone(),
        }
    }

    /// The statement that takes data away, and its line: the one that drops their column, whatever became of its values
    /// before, else the first that names them and could.
    pub(in crate::checks::round_trip) fn taker(&self, data: &Loss) -> Option<(usize, &str)> {
        let its = || self.bare.naming(&data.table);
        let drop = its().find(|it| drops_their_column(it, data));
        let taker = drop.or_else(|| its().find(|it| takes(it, data)))?;
        let text = &self.sql.as_str()[taker.range()];
        Some((self.bare.line_of(taker.start), text))
    }

    /// The line of the last statement that makes or alters an object, and this fact of it.
    pub(in crate::checks::round_trip) fn last_about(
        &self,
        object: &Identity,
        fact: Option<&str>,
    ) -> Option<usize> {
        if let Some((table, column)) = table_and_column(object) {
            return self.last_about_column(table, column, fact.unwrap_or_default());
        }
        let name = object.name.split('(').next().unwrap_or_default();
        let parts = parts(name);
        // What is in a schema is rarely written with it.
        let parts = if let [_, own @ ..] = &parts[..]
            && !own.is_empty()
        {
            own
        } else {
            &parts[..]
        };
        let is_about = |it: &StatementOf<'_>| {
            let first = it.words.first().map(String::as_str);
            let verb = matches!(
                first,
                Some("ALTER" | "COMMENT" | "CREATE" | "GRANT" | "REVOKE")
            );
            verb && parts
                .iter()
                .all(|part| holds(it.text, part.trim_matches('"')))
        };
        let own = parts.last().map_or("", |part| part.trim_matches('"'));
        // Another view may read it further down.
        let creates_another =
            |it: &StatementOf<'_>| created_by(it).is_some_and(|name| !is_named(name, own));
        let its = || self.sql.naming(own);
        let last = its().rfind(|it| is_about(it) && !creates_another(it));
        let last = last.or_else(|| its().rfind(is_about))?;
        Some(self.sql.line_of(last.start))
    }

    /// The line of the last statement that creates an object.
    pub(in crate::checks::round_trip) fn creates_at(&self, object: &Identity) -> Option<usize> {
        // Two tables may have triggers, policies or constraints of one name.
        const OF_A_TABLE: [&str; 4] = ["constraint", "policy", "rule", "trigger"];
        let parts = parts(object.name.split('(').next().unwrap_or_default());
        let bare: Vec<&str> = parts.iter().map(|it| it.trim_matches('"')).collect();
        let (own, above) = bare.split_last()?;
        let table = above.last();
        let table = table.filter(|_| OF_A_TABLE.contains(&object.kind.as_str()));
        let is_it = |it: &StatementOf<'_>| {
            created_by(it).is_some_and(|name| is_named(name, own))
                && table.is_none_or(|table| holds(it.text, table))
        };
        let last = self.bare.naming(own).rfind(is_it)?;
        Some(self.bare.line_of(last.start))
    }

    /// The line of the first statement behind this line that drops what these names name together.
    pub(in crate::checks::round_trip) fn drops_after(
        &self,
        line: usize,
        names: &[&str],
    ) -> Option<usize> {
        let drops = |it: &StatementOf<'_>| {
            it.words.iter().any(|word| word == "DROP")
                && names.iter().all(|name| holds(it.text, name))
        };
        let all = self.bare.statements().filter(drops);
        let mut lines = all.map(|it| self.bare.line_of(it.start));
        lines.find(|it| *it > line)
    }

    /// The line of the last statement before this line that drops a table or a column, where a DROP stands in this line.
    pub(in crate::checks::round_trip) fn drops_along_before(&self, line: usize) -> Option<usize> {
        let at = |it: StatementOf<'_>| self.bare.line_of(it.start);
        let is_drop = |it: StatementOf<'_>| it.words.first().is_some_and(|word| word == "DROP");
        let of_line = self.bare.statements().rfind(|it| at(*it) <= line)?;
        let takes_along = |it: &StatementOf<'_>| {
            let has = |word: &str| it.words.iter().any(|it| it == word);
            match it.words.first().map(String::as_str) {
                Some("DROP") => has("TABLE") || has("CASCADE"),
                Some("ALTER") => drops_a_column(it),
                _ => false,
            }
        };
        let all = self.bare.statements();
        let mut before = all.filter(|it| at(*it) < at(of_line));
        is_drop(of_line).then(|| before.rfind(takes_along).map(at))?
    }

    /// Whether it adds values to an enum that may have them already.
    pub(in crate::checks::round_trip) fn adds_values_again(&self) -> bool {
        let mut words = self.sql.statements().flat_map(|it| it.words.windows(4));
        words.any(|it| it == ["VALUE", "IF", "NOT", "EXISTS"])
    }

    /// Whether a name in it has this schema before it, or it sets where names are looked up.
    pub(in crate::checks::round_trip) fn qualifies(&self, schema: &str) -> bool {
        let bare = self.bare.as_str();
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
        self.made(table).next().is_some()
    }

    /// Whether an INSERT or an UPDATE reads a table, or a column of it, into another one, so that not all of it goes with what
    /// is dropped.
    pub(in crate::checks::round_trip) fn carries(&self, data: &Loss) -> bool {
        let mut its = self.bare.naming(&data.table);
        its.any(|it| {
            let first = it.words.first().map(String::as_str);
            let has = |name: &String| holds(it.text, name);
            let is_written = || match &data.column {
                Some(column) => assigns(it.text, &data.table, column),
                None => is_about(&it, &data.table) || inserts_into(&it, &data.table),
            };
            matches!(first, Some("INSERT" | "UPDATE" | "WITH"))
                && data.column.as_ref().is_none_or(has)
                && !is_written()
        })
    }

    /// The lines of the statements that insert rows into a table of this name.
    pub(in crate::checks::round_trip) fn inserts_into(&self, table: &str) -> Vec<usize> {
        let its = self.bare.naming(table);
        let its = its.filter(|it| inserts_into(it, table));
        its.map(|it| self.bare.line_of(it.start)).collect()
    }

    /// How it makes a table of this name, each time that it does.
    pub(in crate::checks::round_trip) fn made(&self, table: &str) -> impl Iterator<Item = MadeBy> {
        let its = self.bare.naming(table);
        its.filter_map(move |it| made_by(it.text, table))
    }

    /// What it sets a column to by queries, each time that it does.
    pub(in crate::checks::round_trip) fn recomputed(
        &self,
        table: &str,
        column: &str,
    ) -> impl Iterator<Item = Recomputed> {
        let its = self.sql.naming(table);
        its.filter_map(move |it| recomputed_by(it.text, table, column))
    }

    /// Whether a table of this name is in it.
    pub(in crate::checks::round_trip) fn names(&self, table: &str) -> bool {
        let mut its = self.bare.naming(table);
        its.any(|it| holds(it.text, table))
    }

    /// Whether a statement about a table of this name drops a column.
    pub(in crate::checks::round_trip) fn drops_a_column_of(&self, table: &str) -> bool {
        let its = self.bare.naming(table);
        let mut of_table = its.filter(|it| is_about(it, table));
        of_table.any(|it| drops_a_column(&it))
    }

    /// The columns that the statement in this line adds as NOT NULL, with no default.
    pub(in crate::checks::round_trip) fn required_columns(&self, line: usize) -> Vec<&str> {
        self.statement_at(line)
            .map_or_else(Vec::new, required_columns)
    }

    /// Whether the statement in this line makes a primary key.
    pub(in crate::checks::round_trip) fn adds_a_primary_key(&self, line: usize) -> bool {
        self.statement_at(line)
            .is_some_and(|it| it.to_uppercase().contains("PRIMARY KEY"))
    }

    /// The columns to which the statement in this line gives another type, and that type.
    pub(in crate::checks::round_trip) fn retyped_columns(&self, line: usize) -> Vec<(&str, &str)> {
        self.statement_at(line)
            .map_or_else(Vec::new, retyped_columns)
    }

    /// The statement in this line, without its comments.
    fn statement_at(&self, line: usize) -> Option<&str> {
        let of_line = |it: &StatementOf<'_>| self.bare.line_of(it.start) <= line;
        let found = self.bare.statements().rfind(of_line)?;
        Some(found.text)
    }

    /// A file of this name in its folder.
    pub(in crate::checks::round_trip) fn beside(&self, name: &str) -> Place {
        let file_name = Path::new(name).file_name().unwrap_or_default();
        Place {
            file: name.to_owned(),
            path: self.path.with_file_name(file_name),
            line: None,
            column: None,
        }
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

#[cfg(test)]
mod tests;
