//! Whether our suites have a test, so that a page or a list names none that is gone.

use std::fs;

use super::folder::crate_folder;
use super::modules::reached;

/// How the attributes begin that make a test of a function.
const MARKS: [&str; 3] = ["#[test]", "#[tokio::test", "#[rstest"];

/// The names in backticks, as `module::function`.
pub fn in_backticks(cell: &str) -> Vec<String> {
    let names = cell.split('`').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// The suite of our schema, and that of the tool.
pub const SUITES: [&str; 2] = ["tests/conformance", "tests/tool"];

/// Whether one of our suites has the test `module::function`.
pub fn has_test(name: &str) -> bool {
    let Some((module, function)) = name.rsplit_once("::") else {
        return false;
    };
    let stem = module.replace("::", "/");
    let files = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
    SUITES.iter().any(|suite| {
        let suite = crate_folder().join(suite);
        // A file that no `mod` leads to is not compiled, and its tests are not run.
        let reached = reached(&suite);
        let files = files.iter().filter(|file| reached.contains(*file));
        let mut sources = files.filter_map(|file| fs::read_to_string(suite.join(file)).ok());
        sources.any(|source| declares(&source, function))
    })
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
        // A mark is the next function's alone.
        if line.contains("fn ") {
            is_marked = false;
        }
    }
    false
}
