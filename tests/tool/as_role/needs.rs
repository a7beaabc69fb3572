//! What needs more than the role may is found by name, with what gives it; later migrations have their verdicts.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{UNTRUSTED, findings, with_set_up};
use crate::layouts::project::{are, project, run, verdicts};
use crate::support::folder::Folder;

const BEFORE: (&str, &str, &str) = (
    "1_before",
    "CREATE TABLE notes (id int);",
    "DROP TABLE notes;",
);
const AFTER: (&str, &str, &str) = (
    "3_after",
    "CREATE TABLE after (id int);",
    "DROP TABLE after;",
);
const EVENT: &str = "CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER seen ON ddl_command_end EXECUTE FUNCTION seen();";
const MADE: &str = "CREATE ROLE app LOGIN CREATEDB CREATEROLE; ";

#[rstest]
#[case::extension(
    UNTRUSTED,
    "DROP EXTENSION dblink;",
    "extension \"dblink\"",
    "CREATE EXTENSION dblink; into a file"
)]
#[case::event_trigger(
    EVENT,
    "DROP EVENT TRIGGER seen; DROP FUNCTION seen;",
    "event trigger \"seen\"",
    "only a superuser may"
)]
#[case::subscription(
    "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (connect = false, slot_name = NONE);",
    "DROP SUBSCRIPTION s;",
    "create subscription",
    "GRANT pg_create_subscription TO app;"
)]
#[case::system_setting(
    "ALTER SYSTEM SET work_mem = '5MB';",
    "SELECT 1;",
    "parameter \"work_mem\"",
    "GRANT SET, ALTER SYSTEM ON PARAMETER work_mem TO app;"
)]
#[case::other_owner(
    "ALTER TABLE notes OWNER TO pg_monitor;",
    "SELECT 1;",
    "SET ROLE \"pg_monitor\"",
    "GRANT pg_monitor TO app;"
)]
#[case::role_attribute(
    "CREATE ROLE watcher BYPASSRLS;",
    "DROP ROLE watcher;",
    "permission denied to create role",
    "ALTER ROLE app BYPASSRLS;"
)]
#[test]
fn what_needs_more_is_named_with_what_gives_it_and_the_rest_is_proved(
    #[case] up: &str,
    #[case] down: &str,
    #[case] words: &str,
    #[case] help: &str,
) {
    let folder = project(&[BEFORE, ("2_needs", up, down), AFTER]);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    let found = findings(&ended, "needs_superuser");
    let (version, what) = found.first().expect("it is found");
    assert_eq!(version, "2");
    assert!(what.contains(words), "{what}");
    let steps = &ended.json()["steps"];
    let error = &steps[1]["error"];
    assert_eq!(error["sqlstate"], "42501");
    let hint = error["hint"].as_str().expect("there is help");
    assert!(hint.contains(help), "{hint}");
    if help.starts_with("GRANT") || help.starts_with("ALTER ROLE") {
        assert!(
            hint.contains(&format!("write {MADE}{help} into a file")),
            "{hint}"
        );
    }
    let text = error["statement"]["text"]
        .as_str()
        .expect("the statement is named");
    assert!(up.contains(text), "{text}");
    for step in [0, 2] {
        assert_eq!(steps[step]["verdict"], "reversible", "{steps:#}");
    }
}

#[rstest]
#[case::file(
    "COPY notes FROM '/etc/hostname';",
    "from a file",
    "GRANT pg_read_server_files TO app;"
)]
#[case::program(
    "COPY notes FROM PROGRAM 'true';",
    "external program",
    "GRANT pg_execute_server_program TO app;"
)]
#[test]
fn what_reaches_the_servers_machine_is_named_too(
    #[case] up: &str,
    #[case] words: &str,
    #[case] help: &str,
) {
    let folder = project(&[BEFORE, ("2_reaches", up, "SELECT 1;")]);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    let found = findings(&ended, "needs_superuser");
    assert!(found[0].1.contains(words), "{found:?}");
    assert!(ended.stdout.contains(help), "{}", ended.stdout);
}

/// What the message says to paste takes the finding away.
#[test]
fn what_is_given_as_the_help_says_is_needed_no_more() {
    let of_owner = "GRANT USAGE, CREATE ON SCHEMA public TO pg_monitor;";
    let give = format!("{MADE}GRANT pg_monitor TO app;");
    let up = "ALTER TABLE notes OWNER TO pg_monitor;";
    let step = ("2_needs", up, "ALTER TABLE notes OWNER TO CURRENT_USER;");
    let (folder, set_up) = with_set_up(&[BEFORE, step], &give);
    let words = ["verify-rollback", "--as", "app", "--setup", &set_up];
    let ended = run(&folder, &words).ends_with(1);
    assert!(ended.stdout.contains(of_owner), "{}", ended.stdout);
    fs::write(&set_up, format!("{give} {of_owner}")).expect("its own folder");
    run(&folder, &words).ends_with(0);
}

#[test]
fn a_down_that_needs_more_is_named_for_itself() {
    let down = "DROP TABLE after; SET LOCAL log_min_messages = log;";
    let folder = project(&[("1_after", AFTER.1, down)]);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    let found = findings(&ended, "needs_superuser");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].1.starts_with("the down needs privileges"),
        "{found:?}"
    );
}

/// Half of it stands when the other half is refused; as a superuser it is made from the start.
#[test]
fn a_migration_outside_a_transaction_is_made_once_more_from_the_start() {
    let folder = Folder::empty();
    let text = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE half (id int);\nCREATE EXTENSION dblink;\n\
        -- +goose Down\nDROP EXTENSION dblink;\nDROP TABLE half;\n";
    folder.write("00001_half.sql", text);
    let after = "-- +goose Up\nCREATE TABLE after (id int);\n-- +goose Down\nDROP TABLE after;\n";
    folder.write("00002_after.sql", after);
    let found = verdicts(&folder, &["--as", "app"], 1);
    are(&found, &[("1", "needs_superuser"), ("2", "reversible")]);
}

/// Once it is made as a superuser, its rows are compared as those of any other.
#[test]
fn what_it_does_to_rows_is_found_as_well() {
    let folder = Folder::empty();
    let notes = "-- +goose Up\nCREATE TABLE notes (id int PRIMARY KEY, body text);\n-- +goose Down\nDROP TABLE notes;\n";
    folder.write("00001_notes.sql", notes);
    let text = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE half (id int);\nALTER TABLE notes DROP body;\n\
        CREATE EXTENSION dblink;\n-- +goose Down\nDROP EXTENSION dblink;\nALTER TABLE notes ADD body text;\nDROP TABLE half;\n";
    folder.write("00002_half.sql", text);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    assert_eq!(findings(&ended, "needs_superuser").len(), 1);
    assert_eq!(findings(&ended, "lost_before").len(), 1, "{}", ended.stdout);
}

/// Those before a migration are made on the way to it, by whichever server gets there first.
#[test]
fn one_of_many_migrations_is_named_once() {
    let folder = Folder::empty();
    let text = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE half (id int);\nCREATE EXTENSION dblink;\n\
        -- +goose Down\nDROP EXTENSION dblink;\nDROP TABLE half;\n";
    folder.write("00001_half.sql", text);
    for number in 2..=40 {
        let text = format!(
            "-- +goose Up\nCREATE TABLE t{number} (id int);\n-- +goose Down\nDROP TABLE t{number};\n"
        );
        folder.write(&format!("{number:05}_t.sql"), &text);
    }
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    assert_eq!(
        findings(&ended, "needs_superuser").len(),
        1,
        "{}",
        ended.stdout
    );
    let steps = ended.json();
    let steps = steps["steps"].as_array().expect("steps are a list");
    let reversible = steps.iter().filter(|it| it["verdict"] == "reversible");
    assert_eq!(reversible.count(), 39);
}

#[test]
fn what_a_superuser_may_not_either_is_a_failed_up() {
    let up = "DO $$ BEGIN RAISE 'not today' USING ERRCODE = 'insufficient_privilege'; END $$;";
    let folder = project(&[("1_refused", up, "SELECT 1;")]);
    let ended = run(&folder, &["verify-rollback", "--as", "app"]).ends_with(1);
    assert_eq!(findings(&ended, "up_failed").len(), 1);
    assert_eq!(findings(&ended, "needs_superuser"), []);
}

#[test]
fn a_need_that_is_known_or_acknowledged_does_not_fail() {
    let folder = project(&[BEFORE, ("2_needs", UNTRUSTED, "DROP EXTENSION dblink;")]);
    let baseline = ["--baseline", "known.txt"];
    let words = [&["verify-rollback", "--as", "app"], &baseline[..]].concat();
    run(&folder, &[&words[..], &["--write-baseline"]].concat()).ends_with(0);
    run(&folder, &words).ends_with(0);
    let text = "[[acknowledge]]\nmigration = \"2\"\nkind = \"needs_superuser\"\nobject = \"dblink\"\nbecause = \"made by support\"\n";
    fs::write(folder.project().join("pgconform.toml"), text).expect("its own folder");
    run(&folder, &["verify-rollback", "--as", "app"]).ends_with(0);
    run(&folder, &["verify-rollback"]).ends_with(1);
}

#[rstest]
#[case::snapshot(&["snapshot"])]
#[case::scratch(&["scratch", "--", "true"])]
#[case::with_rows(&["scratch", "--rows", "--", "true"])]
#[test]
fn where_nothing_is_proved_what_is_refused_is_an_error_with_help(#[case] words: &[&str]) {
    let folder = project(&[BEFORE, ("2_needs", UNTRUSTED, "DROP EXTENSION dblink;")]);
    let words = [&words[..1], &["--as", "app"], &words[1..]].concat();
    let ended = crate::support::command::Pgconform::new(folder.project(), &words).run();
    ended.fails_with(&[
        "2_needs.up.sql",
        "42501",
        "CREATE EXTENSION dblink; into a file",
    ]);
}
