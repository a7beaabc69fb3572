//! Each table has its file of promises in this suite, and each file is part of it.

use std::fs;
use std::path::Path;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::{here, rules};
use crate::support::modules::{reached, rust_files};

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

    let (files, reached) = (rust_files(suite), reached(suite));
    let not_part = files
        .difference(&reached)
        .map(|file| format!("file {file}"));
    without_file.chain(not_part).collect()
}

#[tokio::test]
async fn each_table_has_its_file_and_each_file_is_part_of_the_suite() {
    let db = TestDb::head().await;
    let found = left_out(&db, &here("tests/conformance")).await;
    assert_eq!(found, Vec::<String>::new());
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
