//! A fault that is planted in one migration is found in that one, with the exact verdict and the
//! exact findings; no other step is blamed.

mod declarations;
mod differences;
mod failures;

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::command::{Pgconform, keys};
use crate::support::folder::Folder;

/// A change to one file of ours: the file, what is found in it, and what is put in its place. Where
/// nothing is to be found, it is put at the end.
type Edit = (&'static str, &'static str, &'static str);

/// Our own migrations, with these changes.
fn edited(edits: &[Edit]) -> Folder {
    let folder = Folder::first_nine();
    for (file, find, put) in edits {
        if find.is_empty() {
            let text = fs::read_to_string(folder.file(file)).expect("the copy holds it");
            folder.write(file, &format!("{text}{put}\n"));
        } else {
            folder.replace(file, find, put);
        }
    }
    folder
}

/// What the proof must say: the verdict of the full trip, and of each step that is not simply
/// reversible, or has a note, a line for its verdict and one for each finding.
fn assert_found(folder: &Folder, full_trip: &str, expected: &[&str]) {
    let words = ["verify-rollback", "--format", "json"];
    let ended = Pgconform::new(folder.project(), &words).run();
    let proof = ended.json();
    let steps = proof["steps"].as_array().expect("steps are a list");
    assert_eq!(steps.len(), folder.load().all().len());
    let found: Vec<String> = steps
        .iter()
        .filter(|step| step["verdict"] != "reversible" || has_note(step))
        .flat_map(step)
        .collect();
    assert_eq!(found, expected);
    assert_eq!(text(&proof["full_trip"]["verdict"]), full_trip);
    // A declaration that is true is not a fault.
    let holds = expected.iter().all(|line| {
        ["  ", "reversible"]
            .iter()
            .any(|it| line.starts_with(it) || line.ends_with(it))
    });
    assert_eq!(proof["holds"], holds);
    ended.ends_with(i32::from(!holds));
}

/// Whether something differs, or is lost that its down does not declare.
fn has_note(step: &Value) -> bool {
    let lost = step["lost"].as_array().expect("it is a list");
    step["differences"] != json!([]) || lost.iter().any(|lost| lost["declared"] == false)
}

fn step(step: &Value) -> Vec<String> {
    let list = |name: &str| step[name].as_array().expect("it is a list").clone();
    let (version, verdict) = (text(&step["version"]), text(&step["verdict"]));
    let mut lines = vec![format!("{version} {verdict}")];
    lines.extend(list("differences").iter().map(difference));
    lines.extend(list("lost").iter().map(lost));
    match &step["error"] {
        Value::Null => {}
        Value::String(words) => lines.push(format!("  {words}")),
        sql => lines.push(failed_sql(sql)),
    }
    lines
}

fn difference(found: &Value) -> String {
    let promised = [
        "after", "change", "class", "fact", "help", "is", "object", "was",
    ];
    assert_eq!(keys(found), promised);
    let (after, change) = (text(&found["after"]), text(&found["change"]));
    let what = format!("  after {after}: {change} {}", text(&found["object"]));
    let fact = match &found["fact"] {
        Value::Null => return what,
        fact => text(fact),
    };
    format!("{what}: {fact} was {}, is {}", found["was"], found["is"])
}

fn lost(lost: &Value) -> String {
    let declared = match lost["declared"].as_bool() {
        Some(true) => "as declared".to_owned(),
        Some(false) => format!("undeclared, {}", text(&lost["kind"])),
        None => panic!("{lost} does not say whether it was declared"),
    };
    format!("  lost {} {declared}", text(&lost["data"]))
}

fn failed_sql(sql: &Value) -> String {
    let promised = [
        "detail",
        "file",
        "hint",
        "message",
        "place",
        "sqlstate",
        "statement",
        "table",
    ];
    assert_eq!(keys(sql), promised);
    let (file, sqlstate) = (text(&sql["file"]), text(&sql["sqlstate"]));
    match &sql["place"] {
        Value::Null => format!("  {file}: {sqlstate}"),
        place => format!("  {file}:{}:{}: {sqlstate}", place["line"], place["column"]),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => panic!("{other} is no text"),
    }
}
