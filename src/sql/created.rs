//! The tables that a script creates.

use std::sync::LazyLock;

use regex::Regex;

use super::quote::{NAME, is_named};
use super::{statements, without_comments};

/// `CREATE TABLE IF NOT EXISTS public."Fast"`, perhaps with `AS` behind it.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)^create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:{NAME}\s*\.\s*)*({NAME})(\s+as\b)?"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// How a table is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// By the list of its columns.
    Columns,
    /// By a query that fills it.
    Query,
}

/// How a statement without comments makes a table of this name, if it does.
#[must_use]
pub fn made_by(statement: &str, table: &str) -> Option<MadeBy> {
    let found = MADE.captures(statement)?;
    is_named(&found[1], table).then(|| match found.get(2) {
        Some(_) => MadeBy::Query,
        None => MadeBy::Columns,
    })
}

/// How a script makes a table of this name, each time that it does.
#[must_use]
pub fn made(sql: &str, table: &str) -> Vec<MadeBy> {
    let bare = without_comments(sql);
    let statements = statements(&bare).into_iter();
    let made = statements.filter_map(|it| made_by(it.text, table));
    made.collect()
}
