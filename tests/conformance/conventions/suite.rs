//! Each table has its file of promises in this suite, and each file is part of it.

use std::fs;
use std::path::Path;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::{here, rules};

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

    let entries = fs::read_dir(suite).expect("the suite's folder");
    let mut files: Vec<String> = entries
        .map(|entry| entry.expect("a readable folder").file_name())
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".rs")?.to_owned()))
        .filter(|module| module != "main")
        .collect();
    files.sort();
    let not_part = files
        .iter()
        .filter(|module| !is_part(module))
        .map(|module| format!("file {module}.rs"));
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
        "mod sessions;\nmod users;\n// mod tasks;\n",
    )
    .expect("a writable folder");
    for file in ["sessions.rs", "users.rs", "tasks.rs"] {
        fs::write(suite.path().join(file), "").expect("a writable folder");
    }
    let found = left_out(&db, suite.path()).await;
    assert_eq!(found, ["table tasks", "file tasks.rs"]);
}
