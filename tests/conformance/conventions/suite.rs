//! Each table has its file of promises in this suite, and each file below `tests/` is part of a suite.

use std::fs;
use std::path::Path;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::{here, rules};
use crate::support::modules::{reached, rust_files};
use crate::support::suite::SUITES;

/// What this suite leaves out, in words that name it.
async fn left_out(db: &TestDb, suite: &Path) -> Vec<String> {
    let contents = fs::read_to_string(suite.join("main.rs")).expect("the suite's main.rs");
    let is_part = |module: &str| {
        contents
            .lines()
            .any(|line| line == format!("mod {module};"))
    };
    let tables = rules::tables(db).await;
    let without_file = tables
        .iter()
        .filter(|table| !is_part(table))
        .map(|table| format!("table {table}"));
    without_file.chain(not_compiled(suite)).collect()
}

/// The files of a suite that no `mod` leads to.
fn not_compiled(suite: &Path) -> Vec<String> {
    let (files, reached) = (rust_files(suite), reached(suite));
    let left_out = files.difference(&reached);
    left_out.map(|file| format!("file {file}")).collect()
}

#[tokio::test]
async fn each_table_has_its_file_and_each_file_is_part_of_the_suite() {
    let db = TestDb::head().await;
    let found = left_out(&db, &here("tests/conformance")).await;
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_file_of_the_suites_and_of_what_they_share_is_compiled() {
    for suite in SUITES {
        assert_eq!(not_compiled(&here(suite)), Vec::<String>::new(), "{suite}");
    }
    let support = |suite: &str| fs::read_to_string(here(suite).join("support.rs"));
    let lists = SUITES.map(|suite| support(suite).expect("each lists what it shares"));
    let is_listed = |file: &String| {
        let path = format!("#[path = \"../support/{file}\"]");
        lists.iter().any(|list| list.contains(&path))
    };
    let shared = rust_files(&here("tests/support"));
    assert!(shared.len() > 10, "{shared:?}");
    let unlisted: Vec<&String> = shared.iter().filter(|file| !is_listed(file)).collect();
    assert_eq!(unlisted, Vec::<&String>::new());
}

#[tokio::test]
async fn a_table_without_a_file_and_a_file_left_out_are_named() {
    let db = TestDb::head().await;
    let suite = TempDir::new().expect("a temporary folder");
    fs::write(
        suite.path().join("main.rs"),
        "mod sessions;\nmod users;\n// mod tasks;\npub mod cli;\n",
    )
    .expect("a writable folder");
    for folder in ["sessions", "cli/reset"] {
        fs::create_dir_all(suite.path().join(folder)).expect("a writable folder");
    }
    for (file, text) in [
        ("sessions.rs", "mod ids;\n"),
        ("sessions/ids.rs", ""),
        ("sessions/left.rs", ""),
        ("users.rs", ""),
        ("tasks.rs", "mod deeper;\n"),
        ("cli/mod.rs", "    pub(super) mod reset;\n"),
        ("cli/reset/mod.rs", "mod consent;\n"),
        ("cli/reset/consent.rs", ""),
        ("cli/reset/sessions.rs", ""),
    ] {
        fs::write(suite.path().join(file), text).expect("a writable folder");
    }
    let found = left_out(&db, suite.path()).await;
    let expected = [
        "table tasks",
        "file cli/reset/sessions.rs",
        "file sessions/left.rs",
        "file tasks.rs",
    ];
    assert_eq!(found, expected);
}
