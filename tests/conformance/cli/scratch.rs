//! `scratch` runs a command on a throw-away database at head, and passes on its exit status.

use std::fs;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{PROGRAM, Pgconform};
use crate::support::folder::Folder;

#[test]
fn the_command_finds_a_database_at_head_in_its_environment() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", PROGRAM, "status", "--format", "json"];
    let status = Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(0)
        .json();
    assert_eq!(status["at_head"], true);
    assert_eq!(status["current"], "9");
}

#[test]
fn the_command_may_do_with_it_whatever_it_likes() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", PROGRAM, "down", "--to", "base"];
    let moved = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(
        moved.stdout.ends_with("the database is at base\n"),
        "{}",
        moved.stdout
    );
}

#[rstest]
#[case::success("exit 0", 0)]
#[case::failure("exit 1", 1)]
#[case::any_failure("exit 77", 77)]
#[case::killed("kill -9 $$", 137)]
fn the_commands_exit_status_is_passed_on(#[case] script: &str, #[case] status: i32) {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", script];
    Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(status);
}

#[test]
fn what_the_command_writes_is_all_there_is_on_stdout() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", "echo out; echo err >&2"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert_eq!(ended.stdout, "out\n");
    assert!(ended.stderr.ends_with("err\n"), "{}", ended.stderr);
}

#[test]
fn a_database_of_the_environment_is_hidden_from_the_command() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", "echo \"$DATABASE_URL\""];
    let ended = Pgconform::new(folder.project(), &words)
        .env("DATABASE_URL", "postgresql://app@production.example/shop")
        .run()
        .ends_with(0);
    assert!(!ended.stdout.contains("production"), "{}", ended.stdout);
    assert!(
        ended.stdout.starts_with("postgresql://postgres"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let folder = Folder::first_nine();
    Pgconform::new(folder.project(), &["scratch", "--", "no-such-program"])
        .run()
        .fails_with(&[
            "cannot run 'no-such-program'",
            "is it installed and on PATH?",
        ]);
}

#[tokio::test]
async fn without_a_command_it_is_psql() {
    // What the local source would look for on PATH is in the cache after this.
    drop(TestDb::empty().await);
    let folder = Folder::first_nine();
    let nothing = folder.project().join("nothing");
    fs::create_dir(&nothing).expect("the name is free");
    Pgconform::new(folder.project(), &["scratch"])
        .env("PATH", &nothing)
        .run()
        .fails_with(&["cannot run 'psql'", "is it installed and on PATH?"]);

    let psql = folder.project().join("psql");
    fs::write(&psql, "#!/bin/sh\necho \"$# $PGUSER@$PGHOST\"\n").expect("the name is free");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&psql, mode).expect("it is a test's own");
    let ended = Pgconform::new(folder.project(), &["scratch"])
        .env("PATH", folder.project())
        .run()
        .ends_with(0);
    // Nothing among its arguments, where others could see a password.
    assert!(
        ended.stdout.starts_with("0 postgres@127.0.0.1\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn migrations_that_fail_are_reported_and_nothing_is_run() {
    let folder = Folder::of("syntax_error_in_an_up");
    let words = ["scratch", "--", "/bin/sh", "-c", "echo it ran"];
    Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&["V2__create_b.sql, line 3, column 9", "SQLSTATE 42601"]);
}
