//! A note fails with `--strict` unless somebody says why it is meant; what is said is held to the truth.

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// A down that puts a column back where PostgreSQL puts columns, behind all others.
fn reordering() -> Folder {
    let folder = Folder::empty();
    folder
        .write(
            "V1__create_notes.sql",
            "CREATE TABLE notes (id INT, body TEXT, pinned BOOLEAN);",
        )
        .write(
            "V1__create_notes.down.sql",
            "-- pgconform: loses notes\nDROP TABLE notes;",
        )
        .write("V2__drop_body.sql", "ALTER TABLE notes DROP body;")
        .write(
            "V2__drop_body.down.sql",
            "-- pgconform: loses notes.body\nALTER TABLE notes ADD body TEXT;",
        );
    folder
}

fn acknowledge(folder: &Folder, text: &str) {
    let file = folder.project().join("pgconform.toml");
    fs::write(file, text).expect("a test's own folder");
}

fn verify(folder: &Folder, more: &[&str]) -> Ended {
    Pgconform::new(folder.project(), &[&["verify-rollback"], more].concat()).run()
}

fn standings(result: &Value, kind: &str) -> Vec<String> {
    let findings = result["findings"].as_array().expect("findings are a list");
    let its = findings.iter().filter(|it| it["kind"] == kind);
    its.map(|it| it["standing"].to_string()).collect()
}

#[test]
fn a_note_fails_only_where_that_is_asked() {
    let folder = reordering();
    let text = verify(&folder, &[]).ends_with(0).stdout;
    assert!(text.starts_with("holds: 2 migrations proved on "), "{text}");
    assert!(text.contains("; 1 note\n"), "{text}");
    let text = verify(&folder, &["--strict"]).ends_with(1).stdout;
    assert!(
        text.contains("\ncolumn_order: 1 finding in 1 migration\n"),
        "{text}"
    );
}

#[test]
fn the_suggested_block_acknowledges_a_note() {
    let folder = reordering();
    let text = verify(&folder, &["--strict"]).ends_with(1).stdout;
    let block = text
        .split("  [[acknowledge]]\n")
        .nth(1)
        .expect("a block is suggested");
    let block: String = block
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    let block = block.replace("\"\"", "\"nobody reads it by position\"");
    acknowledge(&folder, &format!("[[acknowledge]]\n{block}"));
    let result = verify(&folder, &["--strict", "--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(standings(&result, "column_order"), ["\"acknowledged\""]);
    assert_eq!(result["holds"], true);
    let by = result["findings"].to_string();
    assert!(
        by.contains("nobody reads it by position (pgconform.toml, line 1)"),
        "{by}"
    );
}

#[test]
fn a_fault_can_be_acknowledged_too_and_only_that_one() {
    let folder = reordering();
    folder.replace(
        "V2__drop_body.down.sql",
        "-- pgconform: loses notes.body\n",
        "",
    );
    verify(&folder, &[]).ends_with(1);
    let entry = |object: &str| {
        format!(
            "[[acknowledge]]\nmigration = 2\nkind = \"lost_before\"\nobject = \"{object}\"\nbecause = \"why not\"\n"
        )
    };
    acknowledge(&folder, &entry("notes.body"));
    verify(&folder, &[]).ends_with(0);
    acknowledge(&folder, &entry("notes.pinned"));
    let result = verify(&folder, &["--format", "json"]).ends_with(1).json();
    assert_eq!(standings(&result, "lost_before"), ["\"fails\""]);
    assert_eq!(standings(&result, "stale_acknowledgement"), ["\"fails\""]);
}

#[test]
fn an_acknowledgement_of_what_was_not_looked_at_is_not_stale() {
    let folder = reordering();
    let entry = "[[acknowledge]]\nmigration = 1\nkind = \"differs\"\nbecause = \"so it was\"\n";
    acknowledge(&folder, entry);
    verify(&folder, &["--from", "2"]).ends_with(0);
    verify(&folder, &[]).ends_with(1);
}

/// They would all be stale there.
#[test]
fn what_is_acknowledged_is_of_the_folder_that_the_file_means_and_of_no_other() {
    let folder = reordering();
    let entry = "[[acknowledge]]\nmigration = \"2\"\nkind = \"column_order\"\nbecause = \"nobody reads it by position\"\n";
    acknowledge(&folder, entry);
    for its_own in [&[][..], &["--migrations", "./migrations"]] {
        verify(&folder, &[&["--strict"], its_own].concat()).ends_with(0);
    }
    let other = folder.project().join("other");
    fs::create_dir(&other).expect("a test's own folder");
    let create = "-- pgconform: loses a\nDROP TABLE a;";
    fs::write(other.join("V1__a.sql"), "CREATE TABLE a ();").expect("a test's own folder");
    fs::write(other.join("V1__a.down.sql"), create).expect("a test's own folder");
    verify(&folder, &["--strict", "--migrations", "other"]).ends_with(0);
}
