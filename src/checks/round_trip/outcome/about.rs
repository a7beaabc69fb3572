//! The objects that a statement of a migration is about, as far as its text shows.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{StatementOf, is_of_a_name};
use crate::catalog::Identity;
use crate::migrations::Loss;
use crate::sql::{NAME, assigns, is_named, quoted};

/// Whether a name stands in a text, in quotation marks or not.
pub(super) fn holds(text: &str, name: &str) -> bool {
    let mut words = text.split(|c| !is_of_a_name(c));
    words.any(|it| it.eq_ignore_ascii_case(name)) || text.contains(&quoted(name))
}

/// The parts of a qualified name.
pub(super) fn parts(name: &str) -> Vec<&str> {
    PART.find_iter(name).map(|it| it.as_str()).collect()
}

/// The table and the column of a column's name, without quotation marks.
pub(super) fn table_and_column(object: &Identity) -> Option<(&str, &str)> {
    match parts(&object.name)[..] {
        [.., table, column] if object.kind == "column" => {
            Some((table.trim_matches('"'), column.trim_matches('"')))
        }
        _ => None,
    }
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

/// The columns that a statement drops, as it writes them.
fn dropped_columns(statement: &str) -> impl Iterator<Item = &str> {
    let all = COLUMN.captures_iter(statement);
    let dropped = all.filter_map(|found| Some(found.get(1)?.as_str()));
    dropped.filter(|it| !NO_COLUMN.contains(&it.to_uppercase().as_str()))
}

/// Whether a statement deletes from, updates or alters a table of this name.
pub(super) fn is_about(statement: &StatementOf<'_>, table: &str) -> bool {
    let target = TARGET.captures(statement.text);
    target.is_some_and(|found| is_named(&found[1], table))
}

/// Whether a statement could take data away: it is about their table, and takes or writes their column where it only
/// changes the table. No change of a table takes rows but one that detaches a partition.
pub(super) fn takes(statement: &StatementOf<'_>, data: &Loss) -> bool {
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
        // A column that it only reads, as in its WHERE, is taken by another statement.
        Some("UPDATE") => {
            let column = data.column.as_ref();
            is_target() && column.is_none_or(|it| assigns(statement.text, &data.table, it))
        }
        Some("WITH" | "DO") => has_name(&data.table) && has_column(),
        _ => false,
    }
}

/// `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i`, `ALTER TABLE t ADD CONSTRAINT c` and their like, and what they create.
static CREATED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)^(?:create\s+(?:or\s+replace\s+)?(?:(?:unlogged|unique|constraint|materialized|foreign|recursive)\s+)*(?:table|index|view|sequence|type|domain|trigger|policy|schema|statistics)|alter\s+table\b.*?\badd\s+constraint)\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:{NAME}\s*\.\s*)*({NAME})"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// `INSERT INTO public.notes`.
static INSERTED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"(?i)^insert\s+into\s+(?:{NAME}\s*\.\s*)*({NAME})");
    Regex::new(&pattern).expect("it is sound")
});

/// Whether a statement inserts rows into a table of this name.
pub(super) fn inserts_into(statement: &StatementOf<'_>, table: &str) -> bool {
    let found = INSERTED.captures(statement.text);
    found.is_some_and(|found| is_named(&found[1], table))
}

/// The name of what a statement creates, as it writes it; of several constraints, the first.
pub(super) fn created_by<'a>(statement: &StatementOf<'a>) -> Option<&'a str> {
    let found = CREATED.captures(statement.text)?;
    Some(found.get(1)?.as_str())
}

/// Whether a statement drops a column.
pub(super) fn drops_a_column(statement: &StatementOf<'_>) -> bool {
    dropped_columns(statement.text).next().is_some()
}

/// Whether a statement drops the column that these data are.
pub(super) fn drops_their_column(statement: &StatementOf<'_>, data: &Loss) -> bool {
    let is_theirs = |it| {
        data.column
            .as_ref()
            .is_some_and(|column| is_named(it, column))
    };
    is_about(statement, &data.table) && dropped_columns(statement.text).any(is_theirs)
}

/// `ADD COLUMN IF NOT EXISTS x`: a column that is added.
static ADDED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"(?i)\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?({NAME})\s");
    Regex::new(&pattern).expect("it is sound")
});

/// Whether an ALTER TABLE adds a column of this name.
pub(super) fn adds_column(statement: &str, column: &str) -> bool {
    let mut added = ADDED.captures_iter(statement);
    added.any(|found| is_named(&found[1], column))
}

/// What gives a new column a value in each row.
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bdefault\b|\bgenerated\b|\b(?:small|big)?serial[248]?\b")
        .expect("it is sound")
});

static NOT_NULL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bnot\s+null\b").expect("it is sound"));

/// What else a table can be given, which takes the place of a column's name.
const NO_NAME: [&str; 6] = [
    "CONSTRAINT",
    "CHECK",
    "EXCLUDE",
    "FOREIGN",
    "PRIMARY",
    "UNIQUE",
];

/// The columns that an ALTER TABLE adds as NOT NULL, with nothing that gives them values; as it writes them.
pub(in crate::checks::round_trip) fn required_columns(statement: &str) -> Vec<&str> {
    let needs_value = |part: &&str| NOT_NULL.is_match(part) && !FILLED.is_match(part);
    let added = parts_by_comma(statement).into_iter().filter(needs_value);
    let names = added.filter_map(|part| Some(ADDED.captures(part)?.get(1)?.as_str()));
    let columns = names.filter(|it| !NO_NAME.contains(&it.to_uppercase().as_str()));
    columns.collect()
}

/// `ALTER COLUMN x SET DATA TYPE t USING ...`: a column, and the type that it is to have.
static RETYPED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?is)\balter\s+(?:column\s+)?({NAME})\s+(?:set\s+data\s+)?type\s+(.+?)(?:\s+using\b.*)?;?\s*$"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// The columns to which an ALTER TABLE gives another type, and that type; as it writes them.
pub(super) fn retyped_columns(statement: &str) -> Vec<(&str, &str)> {
    let parts = parts_by_comma(statement).into_iter();
    let found = parts.filter_map(|part| {
        let (_, [column, ty]) = RETYPED.captures(part)?.extract();
        Some((column, ty))
    });
    found.collect()
}

/// What commas part, outside of brackets.
fn parts_by_comma(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_comma = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    text.split(is_comma).collect()
}

/// `CREATE TABLE IF NOT EXISTS public.notes`, `ALTER TABLE ONLY "Notes"`, and their like.
static TABLE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)^(?:create(?:\s+unlogged)?|alter)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(?:{NAME}\s*\.\s*)*({NAME})"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// Whether a statement makes or alters a table of this name.
pub(super) fn makes_or_alters(statement: &StatementOf<'_>, table: &str) -> bool {
    let found = TABLE.captures(statement.text);
    found.is_some_and(|found| is_named(&found[1], table))
}

/// Whether a statement says this fact of a column: whether it takes NULL, its default or its type.
pub(super) fn says(statement: &StatementOf<'_>, column: &str, fact: &str) -> bool {
    let word = match fact {
        "not_null" => "NULL",
        "default" => "DEFAULT",
        "type" => "TYPE",
        _ => return false,
    };
    let mut parts = parts_by_comma(statement.text).into_iter();
    parts.any(|part| holds(part, column) && holds(part, word))
}
