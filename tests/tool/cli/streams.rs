//! Results go to stdout, everything else to stderr; whoever stops reading is not told of a panic,
//! and whoever could not be written to is told of an error.

use std::fs::OpenOptions;
use std::process::Child;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::history;

#[tokio::test]
async fn colours_are_for_a_terminal_or_for_whoever_insists() {
    let folder = Folder::first_nine();
    let db = TestDb::at(7).await;
    let url = db.url().reveal();
    let status = |name: &str, value: &str| {
        Pgconform::new(folder.project(), &["status"])
            .env("DATABASE_URL", &url)
            .env(name, value)
    };
    let plain = status("TERM", "xterm-256color").run().ends_with(1);
    let insisted = status("CLICOLOR_FORCE", "1").run_in_colour().ends_with(1);
    assert!(insisted.stdout.contains('\x1b'), "{}", insisted.stdout);
    let refused = status("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").run();
    assert_eq!(refused.stdout, plain.stdout);
}

#[test]
fn errors_are_coloured_by_the_same_rule() {
    let folder = Folder::first_nine();
    let status = || Pgconform::new(folder.project(), &["status"]).env("CLICOLOR_FORCE", "1");
    assert!(status().run_in_colour().stderr.contains('\x1b'));
    status()
        .env("NO_COLOR", "1")
        .run()
        .fails_with(&["no database"]);
}

#[tokio::test]
async fn json_is_never_coloured() {
    let folder = Folder::first_nine();
    let db = TestDb::at(9).await;
    Pgconform::new(folder.project(), &["status", "--format", "json"])
        .env("DATABASE_URL", db.url().reveal())
        .env("CLICOLOR_FORCE", "1")
        .run()
        .ends_with(0)
        .json();
}

#[test]
fn quiet_leaves_the_result_alone() {
    let folder = Folder::of("gap");
    let words = ["verify-rollback", "--allow-gaps", "--quiet"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(ended.stdout.contains("reversible"), "{}", ended.stdout);
}

/// What a run says whose reader has gone.
fn unread(mut child: Child) -> Ended {
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it was started");
    Ended::new("a run whose reader has gone".to_owned(), &output)
}

#[tokio::test]
async fn a_reader_who_has_read_enough_is_no_failure() {
    let folder = Folder::first_nine();
    let db = TestDb::at(7).await;
    let url = db.url().reveal();
    for (words, status) in [
        (&["status"][..], 1),
        (&["status", "--format", "json"], 1),
        (&["up"], 0),
        (&["down", "--to", "7", "--format", "json"], 0),
        (&["new", "add_phone"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let child = Pgconform::new(folder.project(), words).env("DATABASE_URL", &url);
        let ended = unread(child.start()).ends_with(status);
        assert_eq!(ended.remarks(), "", "{words:?}");
    }
}

#[test]
fn a_proof_whose_reader_has_gone_still_ends_with_its_answer() {
    let folder = Folder::of("no_down");
    let child = Pgconform::new(folder.project(), &["verify-rollback"]).start();
    unread(child).ends_with(1);
}

/// The device that is always full.
#[cfg(target_os = "linux")]
fn full() -> std::fs::File {
    let options = OpenOptions::new().write(true).open("/dev/full");
    options.expect("every Linux has it")
}

#[cfg(target_os = "linux")]
#[rstest]
#[case::status(&["status"])]
#[case::json(&["status", "--format", "json"])]
#[case::up(&["up"])]
#[case::down(&["down", "--to", "base"])]
#[case::reset(&["reset", "--force=postgres"])]
#[case::new(&["new", "add_phone"])]
#[tokio::test]
async fn a_result_that_cannot_be_written_is_an_error(#[case] words: &[&str]) {
    let folder = Folder::first_nine();
    let db = TestDb::at(9).await;
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .stdout(full())
        .run()
        .fails_with(&["cannot write the result", "No space left"]);
}

/// What the move did stands all the same: only its report was lost.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_move_whose_report_cannot_be_written_has_been_made() {
    let folder = Folder::first_nine();
    let db = TestDb::empty().await;
    Pgconform::new(folder.project(), &["up"])
        .env("DATABASE_URL", db.url().reveal())
        .stdout(full())
        .run()
        .fails_with(&["cannot write the result"]);
    assert_eq!(history(&db).await.len(), 9);
}

#[cfg(target_os = "linux")]
#[test]
fn a_proof_that_cannot_be_written_is_an_error() {
    let folder = Folder::of("timestamps");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .stdout(full())
        .run()
        .fails_with(&["cannot write the result", "No space left"]);
}

/// An error whose JSON cannot be written is on stderr, and its status is an error's.
#[cfg(target_os = "linux")]
#[test]
fn an_error_is_printed_although_stdout_is_full() {
    let folder = Folder::first_nine();
    Pgconform::new(folder.project(), &["status", "--format", "json"])
        .stdout(full())
        .run()
        .fails_with(&["no database"]);
}
