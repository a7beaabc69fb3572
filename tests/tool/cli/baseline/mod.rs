//! A baseline records what is found, so that only what is new fails.

mod earlier;
mod known;
mod range;
mod resolved;
mod uncovered;

use std::fs;
use std::path::PathBuf;

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

const HEADER: &str = "\
# Findings of 'pgconform verify-rollback' that are known: with --baseline they fail no run, and whatever is not here does.
# Only the ids are read. Written by --write-baseline, which keeps the comments above the lines that stay.
";
const AUTHOR: &str =
    "V2-differs-c02234c3f3a7  2 add_people: after the down index public.by_author is left over\n";
const EDITOR: &str =
    "V2-differs-81fc1b4b09e2  2 add_people: after the down index public.by_editor is left over\n";
const NO_DOWN: &str = "V10-no_down-58544c87bbe5  10 add_tags: there is no down\n";

/// Two indexes that a down leaves, and a migration without a down.
fn faulty() -> Folder {
    let folder = Folder::empty();
    folder
        .write(
            "V1__create_notes.sql",
            "CREATE TABLE notes (author TEXT, editor TEXT);",
        )
        .write(
            "V1__create_notes.down.sql",
            "-- pgconform: loses notes\nDROP TABLE notes;",
        )
        .write(
            "V2__add_people.sql",
            "CREATE INDEX IF NOT EXISTS by_author ON notes (author); \
             CREATE INDEX IF NOT EXISTS by_editor ON notes (editor);",
        )
        .write("V2__add_people.down.sql", "SELECT 1;")
        .write(
            "V10__add_tags.sql",
            "CREATE TABLE tags (name TEXT PRIMARY KEY);",
        );
    folder
}

fn file(folder: &Folder) -> PathBuf {
    folder.project().join("baseline.txt")
}

fn read(folder: &Folder) -> String {
    fs::read_to_string(file(folder)).expect("there is a baseline")
}

fn record(folder: &Folder, text: &str) {
    fs::write(file(folder), text).expect("a test's own folder");
}

fn verify(folder: &Folder, more: &[&str]) -> Ended {
    let words = [
        &[
            "verify-rollback",
            "--allow-gaps",
            "--baseline",
            "baseline.txt",
        ],
        more,
    ]
    .concat();
    Pgconform::new(folder.project(), &words).run()
}

fn write(folder: &Folder) -> Ended {
    verify(folder, &["--write-baseline"]).ends_with(0)
}

/// The findings of a JSON result: those that are new, and those that are known.
fn found(result: &Value) -> (Vec<String>, Vec<String>) {
    let all = result["findings"].as_array().expect("findings are a list");
    let told = all.iter().filter(|it| it["standing"] != "acknowledged");
    let of = |known: bool| {
        let its = told
            .clone()
            .filter(|it| (it["standing"] == "known") == known);
        its.map(|it| it["id"].as_str().expect("an id is text").to_owned())
            .collect()
    };
    let (new, known): (Vec<String>, Vec<String>) = (of(false), of(true));
    assert_eq!(new.len() + known.len(), told.count());
    (new, known)
}

fn id(line: &str) -> String {
    line.split(' ').next().unwrap_or_default().to_owned()
}
