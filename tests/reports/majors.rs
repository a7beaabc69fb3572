//! Each format says on which major versions of PostgreSQL a finding was seen, and why not on the others.

use pgconform::findings::{Findings, Kind, Standing};
use pgconform::report::{self, Page};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::findings::{FOLDERS, of_two_majors};

const LACKS: &str =
    "NULLS NOT DISTINCT is not there on PostgreSQL 14, not on 15 (not supported there)";
const REAL: &str = "notes has other privileges on PostgreSQL 15, not on 14 (a real difference)";
/// What 14 did not reach says so in short.
const LATER: &str = "the mood goes with it on PostgreSQL 15";

/// The test of each migration in JUnit.
fn junit(findings: &Findings) -> Vec<String> {
    let text = report::junit(findings);
    let cases = text.split("<testcase ").skip(1).map(str::to_owned);
    cases.collect()
}

#[test]
fn junit_says_what_is_not_supported_where_and_what_was_not_reached_there() {
    let cases = junit(&of_two_majors());
    assert_eq!(cases.len(), 4);
    assert!(cases[0].contains("<failure"), "{}", cases[0]);
    assert!(cases[0].contains(REAL), "{}", cases[0]);
    assert!(!cases[1].contains("<failure"), "{}", cases[1]);
    assert!(cases[1].contains(LACKS), "{}", cases[1]);
    assert!(cases[2].contains(LATER), "{}", cases[2]);
    let unreached = "note: not reached on PostgreSQL 14";
    assert!(cases[2].contains(unreached), "{}", cases[2]);
    assert!(!cases[1].contains("not reached"), "{}", cases[1]);
}

#[test]
fn junit_says_it_beside_what_fails_and_what_is_known() {
    for (standing, tag) in [(Standing::Fails, "<failure"), (Standing::Known, "<skipped")] {
        let mut findings = of_two_majors();
        let lacking = |it: &&pgconform::findings::Finding| it.kind == Kind::NeedsNewerPostgres;
        let lacking = findings.items.iter().find(lacking).expect("it is there");
        let mut other = lacking.clone();
        (other.kind, other.standing, other.seen_on) = (Kind::DownFailed, standing, None);
        findings.items.push(other);
        let cases = junit(&findings);
        assert!(cases[1].contains(tag), "{}", cases[1]);
        assert!(cases[1].contains(LACKS), "{}", cases[1]);
    }
}

#[test]
fn sarif_says_it_in_the_message_and_in_properties() {
    let text = report::sarif(&of_two_majors(), FOLDERS());
    let log: Value = serde_json::from_str(&text).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let told = results.iter().map(|it| {
        let text = it["message"]["text"].as_str().unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        (first.to_owned(), it["properties"]["postgres"].clone())
    });
    let seen = |majors: Value, not_on: Value, difference: Value| json!({ "majors": majors, "not_on": not_on, "difference": difference });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (
                format!("1 create_notes: {REAL}"),
                seen(json!([15]), json!([14]), json!("real"))
            ),
            (
                format!("2 make_unique: {LACKS}"),
                seen(json!([14]), json!([15]), json!("not_supported"))
            ),
            (
                format!("3 add_mood: {LATER}"),
                seen(json!([15]), json!([]), Value::Null)
            ),
        ]
    );
}

#[test]
fn code_quality_says_it_in_the_description() {
    let text = report::code_quality(&of_two_majors(), FOLDERS());
    let issues: Vec<Value> = serde_json::from_str(&text).expect("it is a list");
    let told = issues
        .iter()
        .map(|it| it["description"].as_str().unwrap_or_default());
    let expected = [
        format!("1 create_notes: {REAL}"),
        format!("2 make_unique: {LACKS}"),
        format!("3 add_mood: {LATER}"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn markdown_says_it_of_what_fails_and_lists_what_differs_and_does_not_fail() {
    let text = report::markdown(&of_two_majors(), FOLDERS());
    assert!(text.contains(&format!("| {REAL} |")), "{text}");
    let listed = "Differs by major version of PostgreSQL, and does not fail:\n\n";
    let (_, list) = text.split_once(listed).expect(&text);
    let list: Vec<&str> = list.lines().take_while(|it| !it.is_empty()).collect();
    assert_eq!(list, [format!("- <code>2 make_unique</code>: {LACKS}")]);
}

#[test]
fn the_page_says_it_beside_each_finding() {
    let page = report::html(&Page {
        findings: &of_two_majors(),
        migrations: &[],
        schema: None,
    });
    let at_glance = format!("{REAL} <span");
    assert!(page.contains(&at_glance), "{page}");
    for (what, on) in [REAL, LACKS, LATER].map(|it| it.split_once(" on PostgreSQL").expect(it)) {
        let (before, _) = page.split_once(&format!("<h4>{what}</h4>")).expect(what);
        let (_, line) = before.rsplit_once("<p class=\"kindline\">").expect(what);
        assert!(
            line.contains(&format!("on PostgreSQL{on}</span>")),
            "{line}"
        );
    }
    assert!(page.contains("Not reached on PostgreSQL 14."), "{page}");
}
