//! `up --dry-run` and `down --dry-run` show what would run, try it, and change nothing.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

/// The files of the steps, and whether each was tried.
fn steps(rehearsed: &Value) -> Vec<(&str, bool)> {
    assert_eq!(keys(rehearsed), ["stays", "steps", "way"]);
    let steps = rehearsed["steps"].as_array().expect("steps are a list");
    let step = |step: &'_ Value| assert_eq!(keys(step), ["file", "ms", "name", "version"]);
    steps.iter().for_each(step);
    steps
        .iter()
        .map(|step| {
            (
                step["file"].as_str().unwrap_or_default(),
                step["ms"].is_f64(),
            )
        })
        .collect()
}

#[tokio::test]
async fn each_way_is_shown_in_its_order_and_nothing_is_changed() {
    let folder = Folder::first_nine();
    let db = TestDb::at(7).await;
    let before = state(&db).await;
    let up = run(&db, &folder, &["up", "--dry-run", "--format", "json"]);
    let up = up.ends_with(0).json();
    assert_eq!(up["way"], "up");
    assert_eq!(
        steps(&up),
        [
            ("V0008__add_clerk_identity.sql", true),
            ("V0009__add_role.sql", true)
        ]
    );
    assert_unchanged(&db, &before, "after up").await;

    let words = ["down", "--to", "5", "--dry-run", "--format", "json"];
    let down = run(&db, &folder, &words).ends_with(0).json();
    let files: Vec<&str> = steps(&down).iter().map(|(file, _)| *file).collect();
    assert_eq!(down["way"], "down");
    assert_eq!(files.len(), 2);
    assert!(
        files[0].starts_with("V0007__") && files[0].ends_with(".down.sql"),
        "{files:?}"
    );
    assert!(files[1].starts_with("V0006__"), "{files:?}");
    assert_unchanged(&db, &before, "after down").await;
}

#[tokio::test]
async fn people_read_that_nothing_was_changed() {
    let folder = Folder::first_nine();
    let db = TestDb::at(8).await;
    let shown = run(&db, &folder, &["up", "--dry-run"]).ends_with(0);
    let lines: Vec<&str> = shown.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", shown.stdout);
    assert!(
        lines[0].starts_with("✓ V0009__add_role.sql "),
        "{}",
        lines[0]
    );
    assert!(lines[0].ends_with("ms, rolled back"), "{}", lines[0]);
    assert_eq!(
        lines[1],
        "nothing was changed; 'pgconform up' would run these"
    );
    let nothing = run(&db, &folder, &["up", "--to", "8", "--dry-run"]).ends_with(0);
    assert_eq!(nothing.stdout, "nothing to do\n");
}

#[tokio::test]
async fn what_would_fail_fails_and_nothing_is_changed() {
    let folder = Folder::first_nine();
    folder
        .write(
            "V0010__odd.sql",
            "CREATE TABLE odd (id integer);\nSELECT 1 / 0;\n",
        )
        .write("V0010__odd.down.sql", "DROP TABLE odd;\n");
    let db = TestDb::at(8).await;
    let before = state(&db).await;
    run(&db, &folder, &["up", "--dry-run"]).fails_with(&[
        "V0010__odd.sql",
        "22012",
        "this was a dry run; everything was rolled back",
    ]);
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn what_runs_outside_a_transaction_is_shown_and_not_tried_nor_is_what_comes_after() {
    let folder = Folder::of("concurrently");
    let db = TestDb::empty().await;
    let before = state(&db).await;
    let shown = run(&db, &folder, &["up", "--dry-run", "--format", "json"]);
    assert_eq!(
        steps(&shown.ends_with(0).json()),
        [
            ("V1__create_a.sql", true),
            ("V2__index_a.sql", false),
            ("V3__create_c.sql", false)
        ]
    );
    assert_unchanged(&db, &before, "afterwards").await;
    let shown = run(&db, &folder, &["up", "--dry-run"]).ends_with(0);
    assert!(
        shown.stdout.contains("? V2__index_a.sql  not tried"),
        "{}",
        shown.stdout
    );
}

/// Each step begins with what the command line says, whatever the one before it set.
#[tokio::test]
async fn the_limits_hold_for_each_step() {
    let folder = Folder::first_nine();
    folder
        .write("V0010__slow.sql", "SELECT pg_sleep(600);\n")
        .write("V0010__slow.down.sql", "SELECT 1;\n");
    let db = TestDb::at(8).await;
    let words = ["up", "--dry-run", "--statement-timeout", "1"];
    run(&db, &folder, &words).fails_with(&["V0010__slow.sql", "57014"]);
}

/// Neither the lock nor a setting outlives it.
#[tokio::test]
async fn the_next_move_is_as_free_as_before() {
    let folder = Folder::first_nine();
    let db = TestDb::at(8).await;
    for _ in 0..2 {
        run(&db, &folder, &["up", "--dry-run", "--lock-wait", "0"]).ends_with(0);
    }
    let moved = run(
        &db,
        &folder,
        &["up", "--lock-wait", "0", "--format", "json"],
    );
    assert_eq!(moved.ends_with(0).json()["current"], json!("9"));
}
