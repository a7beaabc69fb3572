//! A migration that ends a session, a server or takes too long is blamed, and the proof goes on.

use std::os::unix::fs::symlink;

use pretty_assertions::assert_ne;
use rstest::rstest;

use super::project::{are, project, run, verdicts};

const FINE: (&str, &str, &str) = ("9_fine", "CREATE TABLE fine ();", "DROP TABLE fine;");
const OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend';";

#[test]
fn a_down_that_ends_its_own_session_has_failed() {
    let down = "DROP TABLE a; SELECT pg_terminate_backend(pg_backend_pid());";
    let folder = project(&[("1_a", "CREATE TABLE a ();", down), FINE]);
    let found = verdicts(&folder, &[], 1);
    are(&found, &[("1", "down_failed"), ("9", "reversible")]);
}

#[test]
fn a_down_that_ends_the_server_has_failed() {
    let down = "COPY (SELECT 1) TO PROGRAM 'kill -QUIT $(cut -d\" \" -f4 /proc/$PPID/stat)';";
    let folder = project(&[("1_a", "CREATE TABLE a ();", down), FINE]);
    let found = verdicts(&folder, &[], 1);
    are(&found, &[("1", "down_failed"), ("9", "reversible")]);
}

#[test]
fn whoever_ends_all_other_sessions_is_outlived() {
    let (up, down) = (
        format!("CREATE TABLE a (); {OTHERS}"),
        format!("DROP TABLE a; {OTHERS}"),
    );
    let folder = project(&[("1_a", &up, &down), FINE]);
    let found = verdicts(&folder, &[], 0);
    are(&found, &[("1", "reversible"), ("9", "reversible")]);
}

#[rstest]
#[case::down(
    "CREATE TABLE a ();",
    "SELECT pg_sleep(3600);",
    "the down does not end: "
)]
#[case::irreversible(
    "CREATE TABLE a ();",
    "-- pgconform: irreversible because a is kept\nSELECT pg_sleep(3600);",
    "the down does not end: "
)]
#[case::up_again(
    "SELECT pg_sleep(3600) FROM pg_namespace WHERE nspname = 'seen';",
    "CREATE SCHEMA seen;",
    "the second up does not end: "
)]
fn a_movement_that_hangs_fails_when_its_time_is_up_and_the_next_migration_is_proved(
    #[case] up: &str,
    #[case] down: &str,
    #[case] says: &str,
) {
    let folder = project(&[("1_a", up, down), FINE]);
    let limit = ["--statement-timeout", "1"];
    let found = verdicts(&folder, &limit, 1);
    are(&found, &[("1", "hangs"), ("9", "reversible")]);
    let ended = run(&folder, &[&["verify-rollback"], &limit[..]].concat()).ends_with(1);
    let what = &ended.json()["findings"][0]["what"];
    assert!(what.to_string().contains(says), "{what}");
}

/// An up that never ended and a down that never ends are two findings, so a baseline of the one excuses not the other.
#[test]
fn what_hangs_is_named_by_its_movement() {
    let sleep = "SELECT pg_sleep(3600);";
    let id = |up: &str, down: &str| {
        let words = ["verify-rollback", "--statement-timeout", "1"];
        let ended = run(&project(&[("1_a", up, down)]), &words).ends_with(1);
        ended.json()["findings"][0]["id"].to_string()
    };
    let (up, down) = (id(sleep, "SELECT 1;"), id("SELECT 1;", sleep));
    for id in [&up, &down] {
        assert!(id.starts_with("\"V1-hangs-"), "{id}");
    }
    assert_ne!(up, down);
}

#[test]
fn what_a_migration_sets_in_its_session_does_not_reach_the_next_and_what_it_sets_for_later_ones_does()
 {
    let up = "CREATE SCHEMA s; SET search_path = s; SET ROLE pg_monitor; SET default_transaction_read_only = on;";
    let later = "ALTER ROLE CURRENT_USER SET search_path = s; ALTER DATABASE postgres SET lock_timeout = 1;";
    let reset =
        "ALTER ROLE CURRENT_USER RESET search_path; ALTER DATABASE postgres RESET lock_timeout;";
    let folder = project(&[
        ("1_session", up, "DROP SCHEMA s CASCADE;"),
        ("2_role", later, reset),
        ("3_table", "CREATE TABLE t ();", "DROP TABLE s.t;"),
    ]);
    // Its tool cannot go on after the first, in that session.
    let found = verdicts(&folder, &[], 1);
    are(
        &found,
        &[
            ("1", "session_left_changed"),
            ("2", "reversible"),
            ("3", "reversible"),
        ],
    );
}

#[test]
fn a_link_out_of_the_folder_is_named_and_not_followed() {
    let folder = project(&[FINE]);
    symlink("/etc/passwd", folder.file("1_a.up.sql")).expect("a link can be made");
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    assert!(
        ended
            .stderr
            .contains("1_a.up.sql is a symbolic link to /etc/passwd"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("root:"), "{}", ended.stderr);
}

#[test]
fn names_may_hold_whatever_a_file_s_name_may() {
    let folder = project(&[(
        "1_Füße und 'Spaces'",
        "CREATE TABLE \"ü x\" ();",
        "DROP TABLE \"ü x\";",
    )]);
    are(&verdicts(&folder, &[], 0), &[("1", "reversible")]);
}
