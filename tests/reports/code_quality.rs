//! A Code Quality report is a list of issues with the keys that GitLab reads: a description, a check, a fingerprint that
//! is each finding's own, a severity of its scale, and a file with a line.

use std::collections::HashSet;

use pgconform::report;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::findings::{FOLDERS, of_each_standing};

fn issues() -> Vec<Value> {
    let text = report::code_quality(&of_each_standing(), FOLDERS());
    serde_json::from_str(&text).expect("it is a list")
}

#[test]
fn what_somebody_has_to_do_is_an_issue_of_a_severity_that_gitlab_knows() {
    let issues = issues();
    let told = issues.iter().map(|it| {
        let word = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let place = &it["location"];
        let line = &place["lines"]["begin"];
        let (check, severity) = (word(&it["check_name"]), word(&it["severity"]));
        format!("{check} {severity} {}:{line}", word(&place["path"]))
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "forgets info db/V1.sql:2",
            "down_failed critical db/V2.sql:2",
            "differs minor db/V2.sql:2",
            "full_trip_differs critical db:1",
        ]
    );
    assert_eq!(
        issues[1]["description"],
        "2 add_mood: the down fails: no such type"
    );
}

#[test]
fn each_issue_has_a_fingerprint_of_its_own() {
    let issues = issues();
    let own: HashSet<&str> = issues
        .iter()
        .filter_map(|it| it["fingerprint"].as_str())
        .collect();
    assert_eq!((own.len(), issues.len()), (4, 4));
}

#[test]
fn a_run_without_a_result_blocks() {
    let error = std::io::Error::other("no migrations in db");
    let text = report::code_quality_error(&error);
    let issues: Vec<Value> = serde_json::from_str(&text).expect("it is a list");
    assert_eq!(issues.len(), 1);
    assert_eq!(issues[0]["severity"], "blocker");
    assert_eq!(issues[0]["description"], "no migrations in db");
}
