//! Where a file makes a column, and where it says, sets or drops what holds for it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::about::{adds_column, holds, is_about, makes_or_alters, says, table_and_column};
use super::super::text::StatementOf;
use super::ScriptFile;
use crate::catalog::Identity;
use crate::sql::{NAME, is_named};

/// `ALTER COLUMN x DROP NOT NULL`: a column, and what is set or dropped of it.
static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)\balter\s+(?:column\s+)?({NAME})\s+(?:(set|drop)\s+(not)\s+null|(set|drop)\s+(default))\b"
    );
    Regex::new(&pattern).expect("it is sound")
});

impl ScriptFile {
    /// The line of the last statement that says this fact of a column, else of the one that makes or alters its table.
    pub(super) fn last_about_column(&self, table: &str, column: &str, fact: &str) -> Option<usize> {
        let its = self.bare.naming(table).rev();
        let of_table = its.filter(|it| makes_or_alters(it, table));
        let names_it: Vec<_> = of_table.filter(|it| holds(it.text, column)).collect();
        let says = |it: &&StatementOf<'_>| says(it, column, fact);
        let found = names_it.iter().find(says).or(names_it.first())?;
        Some(self.bare.line_of(found.start))
    }

    /// The line of the last statement that makes this column, alone or with its table.
    pub(in crate::checks::round_trip) fn makes_column_at(
        &self,
        object: &Identity,
    ) -> Option<usize> {
        let (table, column) = table_and_column(object)?;
        let is_it = |it: &StatementOf<'_>| {
            let creates = it.words.first().is_some_and(|word| word == "CREATE");
            makes_or_alters(it, table)
                && (creates && holds(it.text, column) || adds_column(it.text, column))
        };
        let last = self.bare.naming(table).rfind(is_it)?;
        Some(self.bare.line_of(last.start))
    }

    /// The last ALTER TABLE that sets or drops this fact of a column: its line, and what it does, as in `DROP NOT NULL`.
    pub(in crate::checks::round_trip) fn alters_column_at(
        &self,
        object: &Identity,
        fact: &str,
    ) -> Option<(usize, String)> {
        let (table, column) = table_and_column(object)?;
        let of_table = self.bare.naming(table).filter(|it| is_about(it, table));
        let done = |it: StatementOf<'_>| {
            let all = CHANGED.captures_iter(it.text);
            let its = all.filter(|found| is_named(&found[1], column));
            let done = its.filter_map(|found| match fact {
                "not_null" => Some(format!(
                    "{} NOT NULL",
                    found.get(2)?.as_str().to_uppercase()
                )),
                "default" => Some(format!("{} DEFAULT", found.get(4)?.as_str().to_uppercase())),
                _ => None,
            });
            Some((self.bare.line_of(it.start), done.last()?))
        };
        of_table.filter_map(done).last()
    }
}
