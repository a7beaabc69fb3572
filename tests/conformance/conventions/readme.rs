//! `migrations/README.md` names each rule, and names no test that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;

use super::{files, here, rules};
use crate::support::modules::rust_files;
use crate::support::suite::declares;

/// What a README's tables name in their last column: the words in backticks that are not commands.
fn named(readme: &str) -> BTreeSet<String> {
    let rows = readme
        .lines()
        .filter_map(|line| line.strip_suffix('|')?.rsplit('|').next());
    let is_name = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(is_name)
        .map(str::to_owned)
        .collect()
}

fn every_rule() -> BTreeSet<String> {
    let of_the_schema = rules::all().into_iter().map(|(name, _)| name);
    let of_the_files = files::names().into_iter().map(str::to_owned);
    of_the_schema.chain(of_the_files).collect()
}

#[test]
fn each_rule_is_written_down_and_nothing_else_is() {
    let readme = fs::read_to_string(here("migrations/README.md")).expect("the conventions");
    let (named, rules) = (named(&readme), every_rule());
    let unwritten: Vec<&String> = rules.difference(&named).collect();
    assert_eq!(
        unwritten,
        Vec::<&String>::new(),
        "rules that are not written down"
    );

    let sources = [sources(&here("tests")), sources(&here("src"))].concat();
    let is_there = |name: &String| sources.iter().any(|it| declares(it, name));
    let invented: Vec<&String> = named
        .difference(&rules)
        .filter(|name| !is_there(name))
        .collect();
    assert_eq!(invented, Vec::<&String>::new(), "tests that are not there");
}

#[test]
fn names_are_read_from_the_last_column_alone() {
    let readme = "| `a` | b |\n|---|---|\n| `c` d | `e_1`, `f` and `just g` |\n`h`\n";
    assert_eq!(
        named(readme),
        BTreeSet::from(["e_1".to_owned(), "f".to_owned()])
    );
}

/// The text of every Rust file in a folder.
fn sources(folder: &Path) -> Vec<String> {
    let files = rust_files(folder).into_iter();
    files
        .map(|file| fs::read_to_string(folder.join(file)).expect("UTF-8, as Rust wants it"))
        .collect()
}
