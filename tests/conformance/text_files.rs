//! The specification wants all its files in ASCII with LF at the lines' ends.
//!
//! It means what describes the schema: definitions, types, tests of them, and pages about them. Of ours those
//! are ASCII. Elsewhere letters outside ASCII are what is tested or printed. LF holds for every file, as a
//! migration's checksum is of its bytes.

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;

use crate::support::folder::crate_folder;

/// Everything of ours, by its first folder.
const FOLDERS: [&str; 7] = [
    ".ci",
    "benches",
    "docs",
    "fixtures",
    "migrations",
    "src",
    "tests",
];

/// What describes the schema; a place that ends with a slash is a folder.
const ABOUT_THE_SCHEMA: [&str; 20] = [
    ".env.example",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "docs/",
    "fixtures/application_role.sql",
    "fixtures/psql/",
    "fixtures/systems/",
    "migrations/",
    "src/model/",
    "tests/conformance/conventions/rules/",
    "tests/conformance/quickstart/",
    "tests/conformance/sessions.rs",
    "tests/conformance/specification/",
    "tests/conformance/story/",
    "tests/conformance/systems/",
    "tests/conformance/tasks.rs",
    "tests/conformance/users.rs",
];

/// The files in which any line is as asked, by their places in this repository.
fn files_with(is_found: fn(&[u8]) -> bool) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(crate_folder()).expect("the repository") {
        let path = entry.expect("a readable folder").path();
        if path.is_file() {
            files.push(path);
        }
    }
    for folder in FOLDERS {
        let folder = crate_folder().join(folder);
        if folder.is_dir() {
            collect(&folder, &mut files);
        }
    }
    assert!(files.len() > 500, "only {} files", files.len());
    let place = |file: &PathBuf| {
        let below = file.strip_prefix(crate_folder());
        below.expect("it is ours").display().to_string()
    };
    let mut found: Vec<String> = files
        .iter()
        .filter(|file| is_found(&fs::read(file).expect("a readable file")))
        .map(place)
        .collect();
    found.sort();
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_none_or(|end| end != "png") {
            files.push(path);
        }
    }
}

fn is_about_the_schema(file: &str) -> bool {
    ABOUT_THE_SCHEMA
        .iter()
        .any(|place| *place == file || (place.ends_with('/') && file.starts_with(place)))
}

#[test]
fn every_text_file_ends_its_lines_with_lf() {
    let others = files_with(|bytes| bytes.contains(&b'\r'));
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn what_describes_the_schema_is_ascii() {
    let mut others = files_with(|bytes| !bytes.is_ascii());
    assert!(!others.is_empty(), "no file tests other letters");
    others.retain(|file| is_about_the_schema(file));
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn each_place_about_the_schema_is_there() {
    let is_missing = |place: &&&str| !crate_folder().join(place).exists();
    let missing: Vec<_> = ABOUT_THE_SCHEMA.iter().filter(is_missing).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}
