//! What the release before this one wrote is read by this one: `fixtures/earlier_release/` has it, and what it
//! answered then is answered now.

use std::collections::BTreeSet;
use std::fs;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::{Folder, copy_files, crate_folder};
use crate::support::moves::history;

/// A copy of the project, with everything that was written for it.
fn project() -> Folder {
    let folder = Folder::empty();
    copy_files(
        &crate_folder().join("fixtures/earlier_release/migrations"),
        &folder.path(),
    );
    for name in ["baseline.txt", "report.json", "head.txt"] {
        fs::write(folder.project().join(name), written(name)).expect("a test's own folder");
    }
    folder
}

fn written(name: &str) -> String {
    let file = crate_folder().join("fixtures/earlier_release").join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn verify(folder: &Folder, more: &[&str]) -> Ended {
    Pgconform::new(folder.project(), &[&["verify-rollback"], more].concat()).run()
}

const KNOWN: [&str; 2] = ["--baseline", "baseline.txt"];

#[test]
fn its_baseline_excuses_what_it_did_and_nothing_else() {
    let folder = project();
    let result = verify(&folder, &[&KNOWN[..], &["--format", "json"]].concat())
        .ends_with(0)
        .json();
    assert_eq!(result["resolved"], serde_json::json!([]));
    folder.write("V7__more.sql", "CREATE TABLE more (id INT);");
    verify(&folder, &KNOWN).ends_with(1);
}

/// One command gives it the ids of today, and excuses nothing that is new.
#[test]
fn its_baseline_is_rewritten_with_its_comments_and_without_what_is_new() {
    let folder = project();
    let read = || fs::read_to_string(folder.project().join("baseline.txt")).expect("it is there");
    let comments = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| line.is_empty() || line.starts_with('#'));
        lines.map(str::to_owned).collect()
    };
    folder.write("V7__more.sql", "CREATE TABLE more (id INT);");
    let rewrite = [&KNOWN[..], &["--write-baseline", "--accept-uncovered"]].concat();
    let ended = verify(&folder, &rewrite).ends_with(1);
    assert!(ended.stdout.contains("V7-no_down-"), "{}", ended.stdout);
    let text = read();
    assert_eq!(comments(&text), comments(&written("baseline.txt")));
    assert_eq!(
        text.lines().count(),
        written("baseline.txt").lines().count()
    );
    assert!(!text.contains("V7-"), "{text}");
    assert!(text.contains("\nV2-lost_before-"), "{text}");
    assert!(!text.contains("undeclared_loss"), "{text}");
    folder.remove("V7__more.sql");
    verify(&folder, &KNOWN).ends_with(0);
}

/// A key is where it was, or where docs/compatibility.md says; what that says is so.
#[test]
fn its_report_has_no_key_that_is_gone_without_a_word() {
    let page = fs::read_to_string(crate_folder().join("docs/compatibility.md"))
        .expect("the page is there");
    let moved: BTreeSet<(&str, &str)> = page
        .lines()
        .filter_map(|line| {
            let (before, now) = line.strip_prefix("| `")?.split_once("` | `")?;
            Some((before, now.split_once('`')?.0))
        })
        .filter(|(before, _)| before.contains('.') || *before == "mended")
        .collect();
    let then: Value = serde_json::from_str(&written("report.json")).expect("it is JSON");
    let now = verify(&project(), &["--format", "json"])
        .ends_with(1)
        .json();
    assert_eq!(now["holds"], then["holds"]);
    let (then, now) = (keys(&then), keys(&now));
    let gone: BTreeSet<&str> = then.difference(&now).map(String::as_str).collect();
    assert!(!gone.is_empty(), "there is nothing to say");
    assert_eq!(gone, moved.iter().map(|(before, _)| *before).collect());
    for (before, place) in moved {
        assert!(now.contains(place), "{before} is not at {place}: {now:?}");
    }
}

/// Each key with those around it: `steps.lost.data`.
fn keys(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let at = format!("{at}{key}");
                collect(value, &format!("{at}."), found);
                found.insert(at);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, at, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// But for the version of an extension, which 0.1.0 wrote as a number, even where it is the server's default.
#[test]
fn its_approved_catalog_is_the_text_of_today() {
    let folder = project();
    let head = Pgconform::new(folder.project(), &["snapshot", "--quiet"])
        .run()
        .ends_with(0);
    let (earlier, today) = ("  version: 1.0\n", "  version: default\n");
    assert_eq!(head.stdout, written("head.txt").replace(earlier, today));
}

/// A database as 0.1.0 left it: what these files of the project make, and the history that it wrote.
async fn database(folder: &Folder, made_by: &[&str], history: &str) -> TestDb {
    let db = TestDb::empty().await;
    let read = |file| fs::read_to_string(folder.file(file)).expect("it is of the project");
    let ups: String = made_by.iter().copied().map(read).collect();
    // Each by itself, as CONCURRENTLY goes with no other.
    for statement in (ups + &written(history)).split_inclusive(";\n") {
        let ran = db.client().batch_execute(statement).await;
        ran.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
    db
}

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn its_history_is_that_of_a_database_which_this_release_moves_both_ways() {
    let folder = project();
    let ups = [
        "V1__create_notes.sql",
        "V2__drop_body.sql",
        "V3__index_titles.sql",
        "V4__widen_title.sql",
        "V5__pin_by_default.sql",
    ];
    let db = database(&folder, &ups, "history.sql").await;
    let status = run(&db, &folder, &["status", "--format", "json"]).ends_with(1);
    let status = status.json();
    assert_eq!(status["current"], "5");
    assert_eq!(status["pending"], serde_json::json!(["6"]));
    assert_eq!(status["edited"], serde_json::json!([]));
    run(&db, &folder, &["verify"]).ends_with(0);
    let five = history(&db).await;
    run(&db, &folder, &["down", "--to", "3"]).ends_with(0);
    assert_eq!(history(&db).await, five[..3]);
    run(&db, &folder, &["up", "--to", "5"]).ends_with(0);
    assert_eq!(history(&db).await[..3], five[..3]);
    run(&db, &folder, &["verify"]).ends_with(0);
    run(&db, &folder, &["down", "--to", "base"]).ends_with(0);
    run(&db, &folder, &["up"]).ends_with(0);
    run(&db, &folder, &["status"]).ends_with(0);
}

#[tokio::test]
async fn what_it_left_half_done_is_finished_where_it_stopped() {
    let folder = project();
    let done = ["V1__create_notes.sql", "V2__drop_body.sql"];
    let db = database(&folder, &done, "interrupted.sql").await;
    db.accepts("CREATE INDEX idx_notes_title ON notes (title)")
        .await;
    let status = run(&db, &folder, &["status"]).ends_with(1).stdout;
    let stopped = "interrupted: up of 3, after 1 of its 2 statements";
    assert!(status.contains(stopped), "{status}");
    run(&db, &folder, &["up", "--to", "5"]).ends_with(0);
    run(&db, &folder, &["verify"]).ends_with(0);
    let status = run(&db, &folder, &["status", "--format", "json"]).ends_with(1);
    assert_eq!(status.json()["interrupted"], Value::Null);
}
