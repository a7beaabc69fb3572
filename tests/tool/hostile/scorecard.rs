//! `docs/scorecard.md` says what was tried: each of its lines names a test that runs, and each test of this folder has a line.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::folder::crate_folder;

const FOLDER: &str = "hostile::";

/// Names as the harness lists them, without the cases that one function has.
fn tests_of_this_folder() -> BTreeSet<String> {
    let program = std::env::current_exe().expect("the suite knows its own program");
    let output = Command::new(program)
        .args(["--list", "--format", "terse", FOLDER])
        .output()
        .expect("the suite lists its tests");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_suffix(": test")?.strip_prefix(FOLDER))
        .map(|name| name.split("::case_").next().unwrap_or(name).to_owned())
        .filter(|name| !name.starts_with("scorecard::"))
        .collect()
}

/// The last cell of each row of a table, which is the name of a test in backticks.
fn tests_of_the_page(page: &str) -> Vec<String> {
    page.lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .filter_map(|line| line.trim_end_matches([' ', '|']).rsplit("| ").next())
        .map(|cell| cell.trim_matches('`').to_owned())
        .collect()
}

#[test]
fn every_line_of_the_scorecard_is_a_test_and_every_test_has_its_line() {
    let page = fs::read_to_string(crate_folder().join("docs/scorecard.md"))
        .expect("docs/scorecard.md can be read");
    let lines = tests_of_the_page(&page);
    let on_the_page: BTreeSet<String> = lines.iter().cloned().collect();
    pretty_assertions::assert_eq!(on_the_page, tests_of_this_folder());

    let tried = format!("{} attacks were tried; all failed.", lines.len());
    assert!(page.contains(&tried), "the page does not say: {tried}");
}
