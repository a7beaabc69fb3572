//! `verify-rollback` proves our own migrations reversible, as a table and as JSON of a stable form.

use std::env;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;

fn verify(folder: &Folder, more: &[&str]) -> Ended {
    Pgconform::new(folder.project(), &[&["verify-rollback"], more].concat()).run()
}

#[test]
fn every_migration_of_ours_is_reversible() {
    let folder = Folder::first_nine();
    let proof = verify(&folder, &["--format", "json"]).ends_with(0).json();
    assert_eq!(
        keys(&proof),
        [
            "check",
            "fill",
            "findings",
            "full_trip",
            "holds",
            "layout",
            "postgres",
            "resolved",
            "schema_version",
            "steps"
        ]
    );
    let findings = proof["findings"].as_array().expect("findings are a list");
    assert_eq!(
        findings.len(),
        10,
        "one for each loss that is declared, and the addresses that version 6 refuses"
    );
    let mut standings = findings.iter().map(|finding| &finding["standing"]);
    assert!(standings.all(|it| it == "acknowledged"), "{findings:?}");
    assert_eq!(proof["schema_version"], 1);
    assert_eq!(proof["resolved"], json!([]));
    assert_eq!(proof["holds"], true);
    assert_eq!(
        proof["full_trip"],
        json!({ "verdict": "equal", "differences": [], "error": null })
    );
    let steps = proof["steps"].as_array().expect("steps are a list");
    let migrations = folder.load();
    assert_eq!(steps.len(), migrations.all().len());
    for (step, migration) in steps.iter().zip(migrations.all()) {
        assert_eq!(
            keys(step),
            [
                "differences",
                "down_ms",
                "error",
                "file",
                "lost",
                "name",
                "proved_ms",
                "unfilled",
                "up_ms",
                "verdict",
                "version"
            ]
        );
        assert_eq!(step["version"], migration.version.to_string());
        assert_eq!(step["name"], migration.name);
        assert_eq!(step["file"], migration.up.name);
        assert_eq!(step["verdict"], "reversible");
        assert_eq!(step["differences"], json!([]));
        assert_eq!(step["unfilled"], json!([]));
        assert_eq!(step["error"], Value::Null);
        for time in ["up_ms", "down_ms", "proved_ms"] {
            assert!(step[time].as_f64().is_some_and(|ms| ms > 0.0), "{step}");
        }
    }
}

#[test]
fn the_rows_that_were_inserted_are_lost_as_declared() {
    let proof = verify(&Folder::first_nine(), &["--format", "json"])
        .ends_with(0)
        .json();
    let steps = proof["steps"].as_array().expect("steps are a list");
    let lost: Vec<String> = steps
        .iter()
        .filter_map(|step| step["lost"].as_array())
        .flatten()
        .map(|lost| {
            assert_eq!(keys(lost), ["data", "declared", "kind", "seen"]);
            format!("{} {}", lost["data"], lost["declared"])
        })
        .collect();
    // One entry for each '-- pgconform: loses' of our downs: without rows they would be stale.
    assert_eq!(
        lost,
        [
            "\"users\" true",
            "\"sessions\" true",
            "\"tasks\" true",
            "\"users.email_verified\" true",
            "\"users.image\" true",
            "\"users.organization\" true",
            "\"users.clerk_id\" true",
            "\"users.last_login_at\" true",
            "\"users.role\" true",
        ]
    );
}

#[test]
fn it_says_what_it_was_proved_on() {
    let proof = verify(&Folder::of("timestamps"), &["--format", "json"]);
    let proof = proof.ends_with(0).json();
    assert_eq!(keys(&proof["postgres"]), ["confined", "source", "version"]);
    let version = proof["postgres"]["version"].as_str().expect("it is text");
    assert!(version.starts_with("16."), "{version}");
    let source = proof["postgres"]["source"].as_str().expect("it is text");
    match env::var("PGCONFORM_SERVER").as_deref() {
        Ok(asked @ ("local" | "container")) => assert_eq!(source, asked),
        _ => assert!(["local", "container"].contains(&source), "{source}"),
    }
}

#[test]
fn a_proof_needs_no_database_of_ones_own() {
    let folder = Folder::of("timestamps");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .env("DATABASE_URL", "not even a URL")
        .run()
        .ends_with(0);
}

#[test]
fn for_people_it_is_the_answer_with_a_table_below() {
    let proof = verify(&Folder::first_nine(), &[]).ends_with(0);
    assert_eq!(proof.stdout.matches("┆ reversible ┆").count(), 9);
    assert!(proof.stdout.contains("\nhead to base to head: equal\n"));
    let first = "holds: 9 migrations proved on PostgreSQL 16.";
    assert!(proof.stdout.starts_with(first), "{}", proof.stdout);
}

#[test]
fn for_people_a_fault_is_shown_with_its_place_and_help() {
    let folder = Folder::first_nine();
    folder.replace(
        "V0008__add_clerk_identity.down.sql",
        "-- pgconform: loses users.clerk_id\n",
        "",
    );
    folder.write("V0005__index_lookups.down.sql", "-- Nothing.\n");
    folder.replace(
        "V0006__check_email_format.down.sql",
        "ALTER TABLE",
        "ALTER TABEL",
    );
    let text = verify(&folder, &[]).ends_with(1).stdout;
    assert!(
        text.starts_with("does not hold: 2 of 9 migrations are at fault; 1 note ("),
        "{text}"
    );
    for line in [
        "│ differs        ┆          1 ┆        1 │\n",
        "\ndown_failed: 1 finding in 1 migration\n",
        "    V0006__check_email_format.down.sql, line 1, column 7: syntax error",
        "\ndiffers: 1 finding in 1 migration\n  V0005__index_lookups.down.sql\n    the down does nothing, and leaves what",
        "    index public.idx_users_email is left over\n",
        "\nforgets (note): 1 note in 1 migration\n  V0008__add_clerk_identity.down.sql:3\n    values of users.clerk_id written since the up do not survive the down\n      follows from V0008__add_clerk_identity.down.sql:3: ALTER TABLE users DROP COLUMN",
        "    help: add '-- pgconform: loses users.clerk_id' to the down\n",
    ] {
        assert!(text.contains(line), "it does not say '{line}':\n{text}");
    }
}

/// There it is not a fault of any migration that it has none, as it is where others have one.
#[test]
fn a_project_without_any_down_holds_where_its_ups_run() {
    let folder = Folder::first_nine();
    for version in folder.load().all() {
        let down = version.down.as_ref().expect("ours has a down");
        std::fs::remove_file(&down.file).expect("it is the test's own");
    }
    let proof = verify(&folder, &["--format", "json"]).ends_with(0).json();
    let steps = proof["steps"].as_array().expect("steps are a list");
    let verdicts: Vec<&Value> = steps.iter().map(|step| &step["verdict"]).collect();
    assert_eq!(verdicts, ["runs"; 9]);
    assert_eq!(proof["full_trip"]["error"], "no migration has a down");
    let findings = proof["findings"].as_array().expect("findings are a list");
    let standings: Vec<&Value> = findings.iter().map(|it| &it["standing"]).collect();
    assert_eq!(standings, ["acknowledged"]);

    folder.write("V0005__index_lookups.sql", "CREATE INDEX ON no_table (id);");
    let text = verify(&folder, &[]).ends_with(1).stdout;
    assert!(text.contains("up_failed: 1 finding"), "{text}");
}
