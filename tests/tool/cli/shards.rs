//! `verify-rollback --shard K/N` proves a part of a history, and `merge` joins the reports of all parts into what one run
//! would have said: the same findings with the same ids in the same order, and the same exit status.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// So many migrations are proved in two rows by one run, too.
const STEPS: usize = 20;
const SHARDS: usize = 3;

/// What a project has instead of a sound migration: which, and its up and down.
type Faults = &'static [(usize, &'static str, &'static str)];

const NONE: Faults = &[];
const IN_BOTH_ROWS: Faults = &[
    (3, "ALTER TABLE t1 ALTER id SET DEFAULT 7;", "SELECT 1;"),
    (
        15,
        "UPDATE t1 SET id = 1 WHERE false; CREATE VIEW v AS SELECT 1 AS a;",
        "SELECT 1;",
    ),
    (19, "CREATE INDEX i ON t1 (id);", "DROP INDEX j;"),
];
const UP_FAILS_FIRST: Faults = &[
    (4, "CREATE TABLE t1 (id bigint);", "DROP TABLE t1;"),
    (18, "CREATE INDEX i ON t1 (id);", "DROP INDEX i;"),
];
const ONLY_ON_THE_TRIP: Faults = &[
    (
        2,
        "CREATE TABLE t2 (id bigint); CREATE TABLE IF NOT EXISTS k (id bigint);",
        "DROP TABLE t2;",
    ),
    (16, "DROP TABLE k;", "CREATE TABLE k (id bigint);"),
];
const LEFT_IN_THE_SESSION: Faults = &[(
    2,
    "CREATE SCHEMA other; SET search_path = other;",
    "DROP SCHEMA other;",
)];

/// A project for golang-migrate, whose tool keeps one session for all migrations.
fn project(faults: Faults) -> Folder {
    let folder = Folder::empty();
    for step in 1..=STEPS {
        let fault = faults.iter().find(|(at, ..)| *at == step);
        let sound = (
            format!("CREATE TABLE t{step} (id bigint PRIMARY KEY);"),
            format!("DROP TABLE t{step};"),
        );
        let (up, down) = fault.map_or(sound, |(_, up, down)| {
            ((*up).to_owned(), (*down).to_owned())
        });
        folder.write(&format!("{step}_step.up.sql"), &up);
        folder.write(&format!("{step}_step.down.sql"), &down);
    }
    folder
}

fn run(folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words).run()
}

fn report(shard: usize) -> String {
    format!("shard-{shard}.json")
}

fn prove(folder: &Folder, shard: usize) -> Ended {
    let place = format!("{shard}/{SHARDS}");
    let file = format!("json={}", report(shard));
    run(
        folder,
        &["verify-rollback", "--shard", &place, "--report", &file],
    )
}

fn merge(folder: &Folder, shards: &[usize], words: &[&str]) -> Ended {
    let reports: Vec<String> = shards.iter().copied().map(report).collect();
    let reports = reports.iter().map(String::as_str);
    let words: Vec<&str> = ["merge"]
        .into_iter()
        .chain(reports)
        .chain(words.iter().copied())
        .collect();
    run(folder, &words)
}

/// Without what no two runs have in common.
fn without_times(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).expect("it is JSON");
    let steps = value["steps"].as_array_mut().expect("it has steps");
    for step in steps {
        for time in ["up_ms", "down_ms", "proved_ms"] {
            step[time] = json!(null);
        }
    }
    value
}

#[rstest]
#[case::sound(NONE, 0)]
#[case::in_both_rows(IN_BOTH_ROWS, 1)]
#[case::an_up_that_fails_before_the_second_row(UP_FAILS_FIRST, 1)]
#[case::what_only_the_trip_finds(ONLY_ON_THE_TRIP, 1)]
#[case::what_one_migration_leaves_in_the_session_of_the_next(LEFT_IN_THE_SESSION, 1)]
fn merged_shards_say_what_one_run_says(#[case] faults: Faults, #[case] status: i32) {
    let folder = project(faults);
    let one = run(&folder, &["verify-rollback", "--format=json"]).ends_with(status);
    for shard in 1..=SHARDS {
        assert_ne!(prove(&folder, shard).status, Some(2), "shard {shard}");
    }
    let merged = merge(&folder, &[3, 1, 2], &["--format=json"]).ends_with(status);
    assert_eq!(without_times(&merged.stdout), without_times(&one.stdout));
    let steps = without_times(&merged.stdout)["steps"]
        .as_array()
        .map(Vec::len);
    assert_eq!(steps, Some(STEPS));
}

#[test]
fn a_shard_that_wrote_no_report_is_named_and_nothing_is_green() {
    let folder = project(NONE);
    for shard in [1, 3] {
        prove(&folder, shard).ends_with(0);
    }
    let ended = merge(&folder, &[1, 3], &[]).ends_with(2);
    assert!(
        ended.stderr.contains("shard 2/3 is missing"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_shard_that_ended_without_a_result_is_named_with_the_reason() {
    let folder = project(NONE);
    for shard in [1, 3] {
        prove(&folder, shard).ends_with(0);
    }
    let words = [
        "verify-rollback",
        "--shard=2/3",
        "--report=json=shard-2.json",
    ];
    let died = Pgconform::new(folder.project(), &words).env("PGCONFORM_PG_BIN", "/nowhere");
    died.run().ends_with(2);
    let ended = merge(&folder, &[1, 2, 3], &[]).ends_with(2);
    assert!(ended.stderr.contains("shard-2.json"), "{}", ended.stderr);
    assert!(ended.stderr.contains("/nowhere"), "{}", ended.stderr);
}

#[test]
fn shards_of_other_migrations_are_not_merged() {
    let folder = project(NONE);
    for shard in 1..=SHARDS {
        prove(&folder, shard).ends_with(0);
    }
    fs::write(folder.file("7_step.down.sql"), "DROP TABLE t7; -- again").expect("it can be spoilt");
    let ended = merge(&folder, &[1, 2, 3], &[]).ends_with(2);
    assert!(
        ended
            .stderr
            .contains("not those that the shards have proved"),
        "{}",
        ended.stderr
    );
    prove(&folder, 3).ends_with(0);
    let ended = merge(&folder, &[1, 2, 3], &[]).ends_with(2);
    assert!(
        ended.stderr.contains("shard 3 has another content"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_report_twice_or_of_no_shard_is_refused() {
    let folder = project(NONE);
    for shard in 1..=SHARDS {
        prove(&folder, shard).ends_with(0);
    }
    let twice = merge(&folder, &[1, 2, 2], &[]).ends_with(2);
    assert!(
        twice.stderr.contains("two reports are of shard 2/3"),
        "{}",
        twice.stderr
    );
    folder.write("../whole.json", r#"{"schema_version": 1, "steps": []}"#);
    let whole = run(&folder, &["merge", "whole.json"]).ends_with(2);
    assert!(
        whole
            .stderr
            .contains("whole.json is not a report of verify-rollback"),
        "{}",
        whole.stderr
    );
}

#[rstest]
#[case("0/3")]
#[case("4/3")]
#[case("3")]
#[case("a/b")]
fn a_shard_that_there_is_not_is_refused(#[case] shard: &str) {
    let ended = run(&project(NONE), &["verify-rollback", "--shard", shard]).ends_with(2);
    assert!(ended.stderr.contains("write K/N"), "{}", ended.stderr);
}

#[test]
fn shards_are_cut_by_the_times_of_an_earlier_report() {
    let folder = project(NONE);
    for shard in 1..=SHARDS {
        prove(&folder, shard).ends_with(0);
    }
    merge(&folder, &[1, 2, 3], &["--report=json=all.json"]).ends_with(0);
    for shard in 1..=SHARDS {
        let place = format!("{shard}/{SHARDS}");
        let file = format!("json={}", report(shard));
        let words = [
            "verify-rollback",
            "--shard",
            &place,
            "--timings=all.json",
            "--report",
            &file,
        ];
        run(&folder, &words).ends_with(0);
    }
    merge(&folder, &[1, 2, 3], &[]).ends_with(0);
    let words = ["verify-rollback", "--shard=1/3", "--timings=nowhere.json"];
    let ended = run(&folder, &words).ends_with(2);
    assert!(ended.stderr.contains("nowhere.json"), "{}", ended.stderr);
}
