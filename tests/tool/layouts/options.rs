//! What a folder does not say, options do: the layout, what to pass over, what a server needs first,
//! and which steps are asked about.

use std::fs;

use super::project::{are, project, run, verdicts};
use crate::support::folder::Folder;

const NOTES: (&str, &str, &str) = ("1_notes", "CREATE TABLE notes ();", "DROP TABLE notes;");
const LEFT: (&str, &str, &str) = ("2_left", "CREATE TABLE left_over ();", "SELECT 1;");
const AFTER: (&str, &str, &str) = ("10_after", "CREATE TABLE after ();", "DROP TABLE after;");

#[test]
fn the_layout_is_said_on_stderr_unless_it_was_given() {
    let folder = project(&[NOTES]);
    let found = run(&folder, &["verify-rollback"]).ends_with(0);
    assert!(
        found
            .stderr
            .contains("the layout of migrations is golang-migrate"),
        "{}",
        found.stderr
    );
    let given = run(&folder, &["verify-rollback", "--layout", "sqlx"]).ends_with(0);
    assert!(!given.stderr.contains("layout"), "{}", given.stderr);
}

#[test]
fn an_unknown_layout_is_refused_with_those_that_there_are() {
    let ended = run(&project(&[NOTES]), &["verify-rollback", "--layout", "goos"]).ends_with(2);
    assert!(
        ended.stderr.contains("'goos'") && ended.stderr.contains("goose, "),
        "{}",
        ended.stderr
    );
}

#[test]
fn what_is_excluded_is_skipped_and_the_error_names_the_strays_as_the_option_takes_them() {
    let folder = project(&[NOTES, LEFT]);
    folder.write("stray.sql", "SELECT 1;");
    folder.write("other[1].sql", "SELECT 1;");
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    let option = "--exclude 'other[[]1[]].sql,stray.sql'";
    assert!(ended.stderr.contains(option), "{}", ended.stderr);
    let found = verdicts(&folder, &["--exclude", "other[[]1[]].sql,stray.sql,2_*"], 0);
    are(&found, &[("1", "reversible")]);
}

#[test]
fn the_set_up_is_there_before_the_first_migration() {
    let folder = project(&[(
        "1_a",
        "CREATE TABLE a (); GRANT SELECT ON a TO readers;",
        "DROP TABLE a;",
    )]);
    are(&verdicts(&folder, &[], 1), &[("1", "up_failed")]);
    let file = folder.project().join("setup.sql");
    fs::write(&file, "\\set ON_ERROR_STOP on\nCREATE ROLE readers;\n").expect("it can be written");
    let option = ["--setup", file.to_str().expect("a temporary path is text")];
    are(&verdicts(&folder, &option, 0), &[("1", "reversible")]);
    let missing = run(&folder, &["verify-rollback", "--setup", "nowhere.sql"]).ends_with(2);
    for words in [
        "cannot read the set-up nowhere.sql",
        "help: ",
        "--setup FILE",
    ] {
        assert!(missing.stderr.contains(words), "{}", missing.stderr);
    }
}

#[test]
fn what_points_to_a_table_of_the_set_up_has_rows_to_lose() {
    let folder = project(&[
        (
            "1_a",
            "CREATE TABLE events (owner integer PRIMARY KEY REFERENCES auth.people, note text NOT NULL);",
            "DROP TABLE events;",
        ),
        ("2_b", "UPDATE events SET note = '';", "SELECT 1;"),
    ]);
    let file = folder.project().join("setup.sql");
    let set_up = "CREATE SCHEMA auth; CREATE TABLE auth.people (id integer PRIMARY KEY);";
    fs::write(&file, set_up).expect("it can be written");
    let option = ["--setup", file.to_str().expect("a temporary path is text")];
    let found = verdicts(&folder, &option, 1);
    are(&found, &[("1", "reversible"), ("2", "lost_before")]);
}

#[test]
fn a_range_is_proved_and_what_is_before_it_only_applied() {
    let folder = project(&[NOTES, LEFT, AFTER]);
    are(
        &verdicts(&folder, &["--from", "10"], 0),
        &[("10", "reversible")],
    );
    are(
        &verdicts(&folder, &["--to", "1"], 0),
        &[("1", "reversible")],
    );
    let both = verdicts(&folder, &["--from", "2", "--to", "10"], 1);
    are(&both, &[("2", "up_again_failed"), ("10", "reversible")]);
}

#[test]
fn a_range_of_nothing_and_a_version_that_is_not_there_are_refused() {
    let folder = project(&[NOTES, AFTER]);
    let swapped = run(&folder, &["verify-rollback", "--from", "10", "--to", "1"]).ends_with(2);
    assert!(
        swapped.stderr.contains("swap the two"),
        "{}",
        swapped.stderr
    );
    let unknown = run(&folder, &["verify-rollback", "--from", "2"]).ends_with(2);
    assert!(
        unknown.stderr.contains("no version 2") && unknown.stderr.contains("1 to 10"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn what_a_branch_adds_is_proved_alone() {
    let folder = project(&[NOTES, LEFT]);
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "--quiet", "--message=Before"]);
    are(&verdicts(&folder, &["--since", "main"], 0), &[]);
    folder.git(&["switch", "--quiet", "--create=branch"]);
    folder.write("3_committed.up.sql", "CREATE TABLE c ();");
    folder.write("3_committed.down.sql", "DROP TABLE c;");
    folder.git(&["add", "."]);
    folder.git(&["commit", "--quiet", "--message=On the branch"]);
    folder.write("10_new.up.sql", "CREATE TABLE n ();");
    folder.write("10_new.down.sql", "DROP TABLE n;");
    let found = verdicts(&folder, &["--since", "main"], 0);
    are(&found, &[("3", "reversible"), ("10", "reversible")]);
}

#[test]
fn a_reference_that_git_does_not_know_is_an_error() {
    let folder = project(&[NOTES]);
    let outside = run(&folder, &["verify-rollback", "--since", "main"]).ends_with(2);
    assert!(outside.stderr.contains("--since"), "{}", outside.stderr);
}

#[test]
fn another_tools_database_is_not_moved() {
    let folder = project(&[NOTES]);
    for words in [
        &["up"][..],
        &["down", "--to", "base"],
        &["status"],
        &["reset"],
        &["new", "x"],
    ] {
        let url = ["--database-url", "postgresql://nobody@127.0.0.1:1/none"];
        let url = if words[0] == "new" { &[][..] } else { &url };
        let ended = run(&folder, &[words, url].concat()).ends_with(2);
        assert!(
            ended.stderr.contains("laid out for golang-migrate"),
            "{words:?}: {}",
            ended.stderr
        );
    }
}

#[test]
fn a_journal_whose_moments_fall_is_noted_with_the_migration_that_hides_the_later_one() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/layouts/drizzle/when_falls"
    );
    let words = ["verify-rollback", "--migrations", folder];
    let found = run(&Folder::empty(), &words).ends_with(0).json();
    let findings = found["findings"].as_array().expect("it is a list");
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["kind"], "out_of_order");
    assert_eq!(findings[0]["severity"], "note");
    assert_eq!(findings[0]["migration"]["name"], "create_touch");
    assert_eq!(findings[0]["object"], "0000_create_notes");
    run(&Folder::empty(), &[&words[..], &["--strict"]].concat()).ends_with(1);
}
