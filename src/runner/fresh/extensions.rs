//! Which extensions the migrations create.

use crate::migrations::Migrations;
use crate::sql::Statement;

/// Their names. Only what stands in a statement of its own counts: one that a block of code creates is
/// kept, because to drop an extension that somebody else made loses what it holds.
pub(super) fn created(migrations: &Migrations) -> Vec<String> {
    let mut names = Vec::new();
    for migration in migrations.all() {
        names.extend(migration.up.statements().iter().filter_map(name));
    }
    names
}

/// The name as the catalog has it.
fn name(statement: &Statement<'_>) -> Option<String> {
    let mut words = statement.text.split_whitespace();
    let mut word = || words.next().unwrap_or_default();
    let is = |word: &str, keyword: &str| word.eq_ignore_ascii_case(keyword);
    if !is(word(), "CREATE") || !is(word(), "EXTENSION") {
        return None;
    }
    let mut name = word();
    if is(name, "IF") {
        // NOT, EXISTS
        let (_, _) = (word(), word());
        name = word();
    }
    Some(match name.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').to_owned(),
        None => name.to_lowercase(),
    })
}
