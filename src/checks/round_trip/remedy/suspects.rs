//! The tables whose rows may make a movement fail.

use std::collections::BTreeSet;

use super::failed::{Failed, Movement};
use super::row_in_the_way::is_described;
use crate::rows::TableContents;
use crate::runner::FailedSql;
use crate::sql::{statements, without_comments};

/// The tables that hold rows and of which some may be in the way: that which the error names, else one that the failed
/// statement names, else one of the script, else all. A table that holds what the error quotes goes before others. An up
/// that names none may count on any row that it finds.
pub(super) fn suspects(failed: &Failed<'_>) -> Vec<String> {
    let filled = || failed.rows.filled();
    let named = filled().filter(|(_, it)| failed.error.is_about(&it.schema, &it.name));
    let named: Vec<String> = named.map(|(identity, _)| identity.clone()).collect();
    if !named.is_empty() {
        return named;
    }
    for text in [failed_statement(failed.error, failed.script), failed.script] {
        let words = words(text);
        let is_named = |table: &TableContents| words.contains(&table.name.to_lowercase());
        let holds_it = |table: &TableContents| {
            let mut rows = table.rows.iter();
            rows.any(|row| is_described(failed.error, table, &row))
        };
        let mut described = filled().filter(|(_, it)| is_named(it) && holds_it(it));
        let found = described.next();
        if let Some((identity, _)) = found.or_else(|| filled().find(|(_, it)| is_named(it))) {
            return vec![identity.clone()];
        }
    }
    match failed.movement {
        Movement::Up => Vec::new(),
        _ => filled().map(|(identity, _)| identity.clone()).collect(),
    }
}

/// The statement of a script that failed; nothing, where that is not known.
pub(super) fn failed_statement<'a>(error: &FailedSql, script: &'a str) -> &'a str {
    let Some(at) = error.location() else {
        return "";
    };
    let line = |start: usize| script[..start].matches('\n').count() + 1;
    let statements = statements(script);
    let mut before = statements.iter().rev();
    let found = before.find(|it| line(it.start) <= at.line);
    found.map_or("", |it| it.text)
}

/// The names that the failed statement of a script holds, in small letters.
pub(in crate::checks::round_trip) fn named(error: &FailedSql, script: &str) -> BTreeSet<String> {
    words(&without_comments(failed_statement(error, script)))
}

fn words(script: &str) -> BTreeSet<String> {
    let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let words = script.split(|c| !is_of_a_name(c)).map(str::to_lowercase);
    words.collect()
}
