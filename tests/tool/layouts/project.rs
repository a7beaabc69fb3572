//! A project of another tool's, made for one test.

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// A project of golang-migrate's: each migration with its up and its down.
pub fn project(migrations: &[(&str, &str, &str)]) -> Folder {
    let folder = Folder::empty();
    for (name, up, down) in migrations {
        folder.write(&format!("{name}.up.sql"), up);
        folder.write(&format!("{name}.down.sql"), down);
    }
    folder
}

/// The words in the project's folder, before `--format json`.
pub fn run(folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), &[words, &["--format", "json"]].concat()).run()
}

/// What `verify-rollback` says of each migration: its version and its verdict.
pub fn verdicts(folder: &Folder, options: &[&str], status: i32) -> Vec<(String, String)> {
    let proof = run(folder, &[&["verify-rollback"], options].concat()).ends_with(status);
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    let steps = proof.json()["steps"]
        .as_array()
        .expect("steps are a list")
        .clone();
    let step = |step: &Value| (text(&step["version"]), text(&step["verdict"]));
    steps.iter().map(step).collect()
}

/// The verdicts are these, by version.
pub fn are(verdicts: &[(String, String)], expected: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> = verdicts
        .iter()
        .map(|(v, w)| (v.as_str(), w.as_str()))
        .collect();
    assert_eq!(found, expected);
}
