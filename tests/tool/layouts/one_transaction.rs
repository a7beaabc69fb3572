//! Drizzle and node-pg-migrate apply all that is pending in one transaction: what fails in it on a new database is a fault,
//! though each migration runs by itself.

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::Value;

use super::project::run;
use crate::support::folder::Folder;

const BREAK: &str = "\n--> statement-breakpoint\n";
const KEYS: &str = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a DEFERRABLE INITIALLY DEFERRED); \
    INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);";
const ENUM: &str = "CREATE TYPE mood AS ENUM ('calm'); CREATE TABLE a (mood mood);";
const NEW_VALUE: &str = "ALTER TYPE mood ADD VALUE 'glad';";
const USED: &str = "ALTER TABLE a ALTER COLUMN mood SET DEFAULT 'glad';";

fn drizzle(ups: &[&str]) -> Folder {
    let folder = Folder::empty();
    let entry = |at: usize| format!("{{\"idx\": {at}, \"when\": {at}, \"tag\": \"000{at}_x\"}}");
    let entries: Vec<String> = (0..ups.len()).map(entry).collect();
    std::fs::create_dir(folder.file("meta")).expect("the folder is new");
    let journal = format!("{{\"entries\": [{}]}}", entries.join(", "));
    folder.write("meta/_journal.json", &journal);
    for (at, up) in ups.iter().enumerate() {
        folder.write(
            &format!("000{at}_x.sql"),
            &up.replace("; ", &format!(";{BREAK}")),
        );
    }
    folder
}

fn node_pg_migrate(ups: &[&str]) -> Folder {
    let folder = Folder::empty();
    for (at, up) in ups.iter().enumerate() {
        folder.write(
            &format!("160000000000{at}_x.sql"),
            &format!("-- Up Migration\n{up}"),
        );
    }
    folder
}

/// Each fault: its migration's version, and what is said of it.
fn faults(folder: &Folder) -> Vec<String> {
    let proof = run(folder, &["verify-rollback"]).json();
    let findings = proof["findings"].as_array().expect("it is a list").clone();
    let fault = |it: &&Value| it["severity"] == "fault";
    let line = |it: &Value| {
        format!("{}: {}", it["migration"]["version"], it["what"]).replace(['"', '\\'], "")
    };
    findings.iter().filter(fault).map(line).collect()
}

#[rstest]
#[case::a_new_value_of_an_enum_is_used(&[ENUM, NEW_VALUE, USED], "unsafe use of new value glad of enum type mood (SQLSTATE 55P04)")]
#[case::a_table_has_pending_events(&["SELECT 1;", KEYS, "ALTER TABLE b ADD COLUMN more int;"],
    "cannot ALTER TABLE b because it has pending trigger events (SQLSTATE 55006)")]
#[case::a_table_is_dropped_at_the_end(&["SELECT 1;", "CREATE TEMP TABLE t () ON COMMIT DROP;", "CREATE TEMP TABLE t ();"],
    "relation t already exists (SQLSTATE 42P07)")]
fn what_fails_in_the_transaction_of_all_is_charged_to_the_migration_that_fails(
    #[case] ups: &[&str],
    #[case] said: &str,
) {
    let said = format!("the up fails: in one transaction with earlier migrations, {said}");
    assert_eq!(faults(&drizzle(ups)), [format!("0002: {said}")]);
    assert_eq!(
        faults(&node_pg_migrate(ups)),
        [format!("1600000000002: {said}")]
    );
}

#[test]
fn each_migration_that_fails_in_it_is_reported() {
    let more = "ALTER TYPE mood ADD VALUE 'sad';";
    let used = "INSERT INTO a VALUES ('sad');";
    let found = faults(&drizzle(&[ENUM, NEW_VALUE, USED, more, used]));
    let of: Vec<&str> = found
        .iter()
        .map(|it| it.split(':').next().expect("a version"))
        .collect();
    assert_eq!(of, ["0002", "0004"]);
}

#[test]
fn what_a_migration_sets_for_its_transaction_acts_on_the_next() {
    let found = faults(&drizzle(&[
        "CREATE SCHEMA app; SET LOCAL search_path = app;",
        "CREATE TABLE a ();",
    ]));
    let [one] = &found[..] else {
        panic!("it is one fault: {found:?}");
    };
    assert!(one.ends_with("in the same transaction, later migrations make another schema than by themselves: table app.a is left over and 1 more"), "{one}");
}

#[test]
fn what_is_left_in_the_session_is_charged_to_the_migration_that_left_it() {
    let found = faults(&drizzle(&[
        "CREATE TEMP TABLE t ();",
        "SELECT 1;",
        "CREATE TEMP TABLE t ();",
    ]));
    let expected = "0000: the up leaves its session in a state in which its tool fails: at 0002_x.sql, line 1 in the same session, \
        relation t already exists (SQLSTATE 42P07)";
    assert_eq!(found, [expected]);
}

#[rstest]
#[case::nothing_is_shared(&[ENUM, NEW_VALUE, "CREATE TABLE b ();"])]
#[case::the_type_is_of_the_same_run(&["CREATE TYPE mood AS ENUM ('calm', 'glad');", "CREATE TABLE a (mood mood);", USED])]
fn what_runs_in_one_transaction_is_no_fault(#[case] ups: &[&str]) {
    assert_eq!(faults(&drizzle(ups)), [""; 0]);
}
