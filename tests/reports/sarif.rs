//! A SARIF file has one run, and a result for each finding with all that code scanning needs: a rule, a level, a message,
//! a place and a fingerprint. What fails nothing is suppressed.

use pgconform::report;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::findings::{FOLDERS, hostile, of_each_standing};

fn run(findings: &pgconform::findings::Findings) -> Value {
    let text = report::sarif(findings, FOLDERS());
    let log: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    log["runs"][0].clone()
}

#[test]
fn a_result_has_the_level_of_its_standing_and_what_fails_nothing_is_suppressed() {
    let run = run(&of_each_standing());
    let results = run["results"].as_array().expect("there are results");
    let lines: Vec<String> = results
        .iter()
        .map(|it| {
            let suppressed = it["suppressions"][0]["justification"].as_str();
            let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
            format!(
                "{} {} {}",
                word("ruleId"),
                word("level"),
                suppressed.unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "lost_before note loses notes",
            "forgets note -",
            "down_failed error -",
            "differs warning known: the baseline holds it",
            "column_order note findings of this kind are allowed",
            "full_trip_differs error -",
        ]
    );
}

#[test]
fn every_result_has_its_rule_a_place_and_a_fingerprint() {
    let run = run(&of_each_standing());
    let results = run["results"].as_array().expect("there are results");
    assert_eq!(results.len(), 6);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a rule");
        let index = usize::try_from(index).expect("it is small");
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        let physical = &result["locations"][0]["physicalLocation"];
        assert!(physical["artifactLocation"]["uri"].is_string(), "{result}");
        assert!(result["partialFingerprints"]["pgconformId/v1"].is_string());
    }
    let place = &results[2]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "db/V2.sql");
    assert_eq!(place["region"]["startLine"], 2);
    assert_eq!(place["region"]["startColumn"], 3);
    // What is of no file is shown at the migrations' folder.
    let place = &results[5]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "db");
}

#[test]
fn a_run_without_a_result_did_not_succeed() {
    let error = std::io::Error::other("no migrations in db");
    let log: Value = serde_json::from_str(&report::sarif_error(&error)).expect("it is JSON");
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notified = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notified["message"]["text"], "no migrations in db");
}

#[test]
fn nothing_hidden_stays_hidden() {
    let text = report::sarif(&hostile(), FOLDERS());
    assert!(!text.contains('\u{202e}'), "{text}");
}
