//! The role logs in itself: nothing in its sessions leads back to a superuser, whatever its name, over whichever way it
//! connects. What the proof looks at, it looks at as a superuser.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{UNTRUSTED, findings};
use crate::layouts::project::{are, project, run, verdicts};
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const WHO: &str = "SELECT session_user, rolsuper, rolcreatedb, rolcreaterole, datdba = r.oid FROM pg_roles r, pg_database
    WHERE rolname = session_user AND datname = current_database()";

#[rstest]
#[case("app")]
#[case("My App")]
#[case("App")]
#[case("ap\"p")]
#[case("it's")]
#[case("all")]
#[case("+app")]
#[case("gość")]
#[test]
fn a_command_is_led_to_the_database_as_the_role_whatever_its_name(#[case] name: &str) {
    let folder = project(&[("1_notes", "CREATE TABLE notes ();", "DROP TABLE notes;")]);
    for rows in [&[][..], &["--rows"]] {
        let words = [
            &["scratch", "--as", name][..],
            rows,
            &["--", "psql", "-Atc", WHO],
        ]
        .concat();
        let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
        assert_eq!(ended.stdout, format!("{name}|f|t|t|t\n"));
    }
    run(&folder, &["verify-rollback", "--as", name]).ends_with(0);
}

#[test]
fn no_reset_in_a_migration_leads_back_to_a_superuser() {
    let up = format!("RESET ROLE; RESET SESSION AUTHORIZATION; {UNTRUSTED}");
    let folder = project(&[("1_reset", &up, "DROP EXTENSION dblink;")]);
    are(
        &verdicts(&folder, &["--as", "app"], 1),
        &[("1", "needs_superuser")],
    );
}

/// A tool's own program is given the role's address, and fails in its own words where the role may not do it.
#[test]
fn a_tools_own_program_runs_as_the_role() {
    let folder = Folder::empty();
    let tool = "test $(psql -Atc 'SELECT session_user') = app || exit 9
case $1 in list) printf '1 notes\\n2 needs\\n3 after\\n'; exit;; esac
case $1$VERSION in
up1) sql='CREATE TABLE notes ()';; down1) sql='DROP TABLE notes';;
up2) sql='CREATE TABLE half (); CREATE EXTENSION dblink';; down2) sql='DROP EXTENSION dblink; DROP TABLE half';;
up3) sql='CREATE TABLE after ()';; down3) sql='DROP TABLE after';;
esac
psql -v ON_ERROR_STOP=1 -qc \"$sql\"\n";
    fs::write(folder.project().join("tool"), tool).expect("its own folder");
    let options = [
        "--as",
        "app",
        "--list-command",
        "sh tool list",
        "--up-command",
        "sh tool up",
        "--down-command",
        "sh tool down",
    ];
    let ended = run(&folder, &[&["verify-rollback"], &options[..]].concat()).ends_with(1);
    let found = findings(&ended, "needs_superuser");
    assert_eq!(found.len(), 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("CREATE EXTENSION dblink; into a file"),
        "{}",
        ended.stdout
    );
    for step in [0, 2] {
        assert_eq!(ended.json()["steps"][step]["verdict"], "reversible");
    }
}

/// Whoever owns a table may have forbidden it to themselves.
#[test]
fn rows_are_generated_and_compared_as_a_superuser() {
    let up = "CREATE TABLE notes (id int PRIMARY KEY, body text); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        ALTER TABLE notes FORCE ROW LEVEL SECURITY; REVOKE ALL ON notes FROM CURRENT_USER;";
    let drop = (
        "2_drop",
        "ALTER TABLE notes DROP body;",
        "ALTER TABLE notes ADD body text;",
    );
    let folder = project(&[("1_notes", up, "DROP TABLE notes;"), drop]);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    assert_eq!(findings(&ended, "lost_before").len(), 1, "{}", ended.stdout);
    assert_eq!(findings(&ended, "needs_superuser"), []);
}

/// Our own runner keeps its history as the role, too.
#[test]
fn our_own_project_makes_the_same_as_any_role() {
    let folder = Folder::ours();
    let made = |words: &[&str]| {
        Pgconform::new(folder.project(), words)
            .run()
            .ends_with(0)
            .stdout
    };
    assert_eq!(made(&["snapshot"]), made(&["snapshot", "--as", "app"]));
    made(&["verify-rollback", "--as", "app"]);
}
