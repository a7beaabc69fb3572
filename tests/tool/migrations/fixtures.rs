//! No case stands in `fixtures/migrations/` without a test that opens it.

use std::fs;
use std::path::Path;

use crate::support::folder::crate_folder;

/// The text of every test.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("the suite's sources are here") {
        let path = entry.expect("a source can be listed").path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|end| end == "rs") {
            text += &fs::read_to_string(&path).expect("a source is text");
        }
    }
    text
}

#[test]
fn every_case_of_migrations_is_used_by_a_test() {
    let sources = sources(&crate_folder().join("tests"));
    let cases: Vec<String> = fs::read_dir(crate_folder().join("fixtures/migrations"))
        .expect("the fixtures are here")
        .map(|entry| entry.expect("a fixture can be listed").path())
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    assert!(cases.len() >= 15, "fixtures are gone: {cases:?}");
    let unused: Vec<&String> = cases
        .iter()
        .filter(|case| !sources.contains(&format!("\"{case}\"")))
        .collect();
    assert!(unused.is_empty(), "no test opens {unused:?}");
}
