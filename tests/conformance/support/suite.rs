//! Whether this suite has a test, so that a page or a list names none that is gone.

use std::fs;
use std::path::PathBuf;

use super::folder::crate_folder;

/// How the attributes begin that make a test of a function.
const MARKS: [&str; 3] = ["#[test]", "#[tokio::test", "#[rstest"];

/// The names in backticks, as `module::function`.
pub fn in_backticks(cell: &str) -> Vec<String> {
    let names = cell.split('`').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// Whether this suite has the test `module::function`.
pub fn has_test(name: &str) -> bool {
    let Some((module, function)) = name.rsplit_once("::") else {
        return false;
    };
    let stem = crate_folder()
        .join("tests/conformance")
        .join(module.replace("::", "/"));
    let files: [PathBuf; 2] = [stem.with_extension("rs"), stem.join("mod.rs")];
    let sources = files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok());
    sources
        .into_iter()
        .any(|source| declares(&source, function))
}

/// Whether a source has this function, with a test's attribute in the same paragraph before it.
pub fn declares(source: &str, function: &str) -> bool {
    let begin = format!("fn {function}(");
    let mut is_marked = false;
    for line in source.lines() {
        if line.trim().is_empty() {
            is_marked = false;
        }
        is_marked |= MARKS.iter().any(|mark| line.trim().starts_with(mark));
        if line.contains(&begin) {
            return is_marked;
        }
    }
    false
}
