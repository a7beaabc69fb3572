//! One proof on several major versions says once what holds on all, and of what differs why.

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

fn proof(folder: &Folder, options: &[&str]) -> Ended {
    let words = ["verify-rollback", "--server", "local"];
    let words: Vec<&str> = words.iter().chain(options).copied().collect();
    Pgconform::new(folder.project(), &words).run()
}

/// A migration of one statement each way, behind one that makes a table.
fn folder(up: &str, down: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write(
            "V1__create_notes.sql",
            "CREATE TABLE notes (id bigint PRIMARY KEY, a integer);\n",
        )
        .write(
            "V1__create_notes.down.sql",
            "-- pgconform: loses notes\nDROP TABLE notes;\n",
        )
        .write("V2__change.sql", &format!("{up};\n"))
        .write("V2__change.down.sql", &format!("{down};\n"));
    folder
}

fn findings(text: &str) -> Vec<Value> {
    let json: Value = serde_json::from_str(text).expect("it is JSON");
    let findings = json["findings"].as_array().expect("a list");
    let is_open = |it: &&Value| it["acknowledged_by"].is_null();
    findings.iter().filter(is_open).cloned().collect()
}

/// The one open finding.
fn finding(text: &str) -> Value {
    let mut findings = findings(text);
    assert_eq!(findings.len(), 1, "{text}");
    findings.remove(0)
}

#[test]
fn what_is_seen_on_all_is_one_finding_with_the_id_that_it_has_on_each() {
    let folder = folder("ALTER TABLE notes ALTER a SET DEFAULT 1", "SELECT 1");
    let json = ["--format", "json", "--postgres"];
    let on = |majors: &str| {
        let options: Vec<&str> = json.iter().copied().chain([majors]).collect();
        proof(&folder, &options).ends_with(1).stdout
    };
    let both = finding(&on("14,18"));
    assert_eq!(both["seen_on"]["majors"], serde_json::json!([14, 18]));
    assert_eq!(both["seen_on"]["difference"], Value::Null);
    for one in ["14", "18"] {
        let one = finding(&on(one));
        assert_eq!(one["id"], both["id"]);
        assert_eq!(one.get("seen_on"), None);
    }
}

#[test]
fn what_an_older_server_lacks_is_a_note_that_names_those_that_have_it() {
    let folder = folder(
        "CREATE UNIQUE INDEX i ON notes (id, a) NULLS NOT DISTINCT",
        "DROP INDEX i",
    );
    let text = proof(&folder, &["--postgres", "14,15,16"])
        .ends_with(0)
        .stdout;
    let said = "on PostgreSQL 14, not on 15 and 16 (not supported there)";
    assert!(text.contains(said), "{text}");
    assert!(text.contains("prove with --postgres 15"), "{text}");
    proof(&folder, &["--postgres", "14,15", "--strict"]).ends_with(1);
    // Where no server has it, nothing of the migration is proved.
    proof(&folder, &["--postgres", "14"]).ends_with(1);
}

#[test]
fn what_a_new_database_has_otherwise_from_the_start_is_a_note() {
    let folder = folder(
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
    );
    let text = proof(&folder, &["--postgres", "14,15"]).ends_with(0).stdout;
    let said = "on PostgreSQL 15, not on 14 (server default differs)";
    assert!(text.contains(said), "{text}");
}

#[test]
fn what_the_same_migration_does_otherwise_fails_and_can_be_acknowledged_or_known() {
    let folder = folder(
        "GRANT ALL ON notes TO PUBLIC",
        "REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON notes FROM PUBLIC",
    );
    let majors = ["--postgres", "16,17"];
    let failed = proof(&folder, &majors).ends_with(1).stdout;
    let said = "on PostgreSQL 17, not on 16 (a real difference)";
    assert!(failed.contains(said), "{failed}");
    let with = |options: &[&str]| {
        let options: Vec<&str> = majors.iter().chain(options).copied().collect();
        proof(&folder, &options)
    };
    for format in ["junit", "github", "json"] {
        let report = with(&["--format", format]).ends_with(1).stdout;
        let word = if format == "json" { "\"real\"" } else { said };
        assert!(report.contains(word), "{format}: {report}");
    }
    with(&["--baseline", "known.txt", "--write-baseline"]).ends_with(0);
    with(&["--baseline", "known.txt"]).ends_with(0);
    // The baseline holds for a run on one of them, too.
    let one = ["--postgres", "17", "--baseline", "known.txt"];
    proof(&folder, &one).ends_with(0);
    let settings = folder.project().join("pgconform.toml");
    let reason = "[[acknowledge]]\nmigration = \"2\"\nkind = \"differs\"\nobject = \"table public.notes\"\nbecause = \"MAINTAIN is harmless\"\n";
    fs::write(settings, reason).expect("the folder takes files");
    with(&[]).ends_with(0);
}

#[test]
fn what_a_foreign_key_refuses_is_one_finding_whatever_the_version_calls_it() {
    let folder = folder(
        "CREATE TABLE parts (id bigint PRIMARY KEY, note bigint REFERENCES notes ON DELETE RESTRICT)",
        "DELETE FROM notes; DROP TABLE parts",
    );
    let options = ["--postgres", "17,18", "--format", "json"];
    let run = proof(&folder, &options).ends_with(1).stdout;
    let findings = findings(&run);
    let refused: Vec<&Value> = findings
        .iter()
        .filter(|it| it["kind"] == "down_refuses_rows")
        .collect();
    assert_eq!(refused.len(), 1, "{run}");
    assert_eq!(refused[0]["seen_on"]["majors"], serde_json::json!([17, 18]));
}

#[test]
fn a_command_that_starts_one_server_refuses_several_majors() {
    let folder = folder("SELECT 1", "SELECT 1");
    let words = ["snapshot", "--server", "local", "--postgres", "14,15"];
    let run = Pgconform::new(folder.project(), &words).run().ends_with(2);
    assert!(run.stderr.contains("name one of them"), "{}", run.stderr);
}
