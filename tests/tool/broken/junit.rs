//! JUnit XML has a test for each migration and one for the full trip: failed where something new is
//! found, skipped where nothing is known or where what is found fails nothing.

use pgconform::checks::round_trip::Outcome;
use pgconform::findings::{Findings, Kind, Policy, Standing};
use pgconform::report;
use pretty_assertions::assert_eq;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rstest::rstest;

use super::proof::{prove, unpack};

/// A test as a CI server reads it.
#[derive(Debug, Default)]
struct TestCase {
    name: String,
    time: Option<f64>,
    /// `failure` or `skipped`, its type and its message.
    result: Option<(String, String, String)>,
    text: String,
    /// What it prints: its notes.
    output: String,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .try_get_attribute(name)
        .expect("attributes are well formed")?;
    let value = found.normalized_value(quick_xml::XmlVersion::Explicit1_0);
    Some(value.expect("attributes are escaped").into_owned())
}

/// Reads a report; each number that it states must be true.
fn cases(xml: &str) -> Vec<TestCase> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut cases: Vec<TestCase> = Vec::new();
    let mut stated = Vec::new();
    let mut is_output = false;
    loop {
        match reader.read_event().expect("it is well formed") {
            Event::Start(tag) => match tag.name().as_ref() {
                b"testsuites" | b"testsuite" => {
                    let counts = ["tests", "failures", "skipped", "errors"];
                    stated.push(counts.map(|name| attribute(&tag, name).expect(name)));
                }
                b"testcase" => cases.push(TestCase {
                    name: attribute(&tag, "name").expect("a test has a name"),
                    time: attribute(&tag, "time").map(|time| time.parse().expect("seconds")),
                    ..TestCase::default()
                }),
                b"properties" | b"property" => {}
                b"system-out" => is_output = true,
                kind => {
                    let kind = String::from_utf8_lossy(kind).into_owned();
                    let word = |name| attribute(&tag, name).unwrap_or_default();
                    let case = cases.last_mut().expect("a result is a test's");
                    case.result = Some((kind, word("type"), word("message")));
                }
            },
            Event::End(tag) if tag.name().as_ref() == b"system-out" => is_output = false,
            Event::Text(text) => {
                if let Some(case) = cases.last_mut() {
                    let to = if is_output {
                        &mut case.output
                    } else {
                        &mut case.text
                    };
                    *to += &text.decode().expect("it is UTF-8");
                }
            }
            Event::GeneralRef(code) => {
                let code = String::from_utf8_lossy(&code).into_owned();
                let case = cases.last_mut().expect("only tests have text");
                let to = if is_output {
                    &mut case.output
                } else {
                    &mut case.text
                };
                *to += quick_xml::escape::resolve_predefined_entity(&code).expect("a code");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let count = |kind: &str| {
        let is_it = |case: &&TestCase| case.result.as_ref().is_some_and(|result| result.0 == kind);
        cases.iter().filter(is_it).count().to_string()
    };
    let counted = [
        cases.len().to_string(),
        count("failure"),
        count("skipped"),
        "0".to_owned(),
    ];
    assert_eq!(stated, [counted.clone(), counted]);
    cases
}

/// Each test on a line: its name, how it ended, the type and the message.
fn lines(findings: &Findings) -> Vec<String> {
    let cases = cases(&report::junit(findings));
    let line = |case: &TestCase| match &case.result {
        None => format!("{}: passed", case.name),
        Some((how, kind, message)) => format!("{}: {how} [{kind}] {message}", case.name),
    };
    cases.iter().map(line).collect()
}

async fn outcome(name: &str) -> Outcome {
    prove(&unpack(name)).await
}

#[rstest]
#[case::sound("declared_loss", &[
    "1 create_notes: passed",
    "2 add_author: passed",
    "3 create_tags: passed",
    "head to base to head: passed",
])]
#[case::given_up("irreversible_and_true", &[
    "1 create_notes: passed",
    "2 hash_bodies: passed",
    "3 create_tags: passed",
    "head to base to head: skipped [] not possible: it stops at 2 hash_bodies",
])]
#[case::not_reached("failing_up", &[
    "1 create_notes: passed",
    "2 add_author: failure [up_failed] the up fails: relation \"note\" does not exist (SQLSTATE 42P01)",
    "3 create_tags: skipped [] not reached: it was not tested",
    "head to base to head: skipped [] not possible: it stops at 2 add_author",
])]
#[case::several("left_enum", &[
    "1 create_notes: passed",
    "2 add_mood: failure [up_again_failed] the up fails after the down: type \"mood\" already exists \
     (SQLSTATE 42710) (and 1 more)",
    "3 create_tags: passed",
    "head to base to head: failure [full_trip_failed] the trip from head to base and back stops at V0002__add_mood.sql: \
     type \"mood\" already exists (SQLSTATE 42710)",
])]
#[case::traces("left_role", &[
    "1 create_notes: passed",
    "2 add_reader: failure [differs] after the down role reader is left over",
    "3 create_tags: passed",
    "head to base to head: skipped [] 1 difference is a trace of what is found in the migrations",
])]
#[tokio::test]
async fn each_migration_and_the_trip_is_a_test(#[case] name: &str, #[case] expected: &[&str]) {
    let outcome = outcome(name).await;
    assert_eq!(lines(&outcome.findings()), expected);
}

#[tokio::test]
async fn a_failure_has_the_details_and_the_id_and_no_colours() {
    let outcome = outcome("misspelt_down").await;
    let xml = report::junit(&outcome.findings());
    assert!(!xml.contains('\x1b'));
    let cases = cases(&xml);
    let failed = cases
        .iter()
        .find(|case| case.result.is_some())
        .expect("one failed");
    assert_eq!(
        failed.text.trim(),
        "V0002__add_author.down.sql, line 2, column 19: syntax error at or near \"DORP\" (SQLSTATE 42601)\n  \
         2 | ALTER TABLE notes DORP COLUMN author;\n    |                   ^\nhelp: correct the statement: PostgreSQL cannot parse it from there on\nV2-down_failed-09445e337607"
    );
}

#[tokio::test]
async fn a_note_is_the_output_of_its_test_which_passes() {
    let outcome = outcome("left_enum").await;
    let mut findings = outcome.findings();
    for finding in &mut findings.items {
        finding.standing = Standing::Note;
    }
    let cases = cases(&report::junit(&findings));
    assert_eq!(cases[1].result, None);
    assert_eq!(
        cases[1]
            .output
            .lines()
            .map(|it| &it[..9])
            .collect::<Vec<_>>(),
        ["note: V2-", "note: V2-"]
    );
}

#[tokio::test]
async fn a_test_takes_as_long_as_its_sql() {
    let mut outcome = outcome("no_down").await;
    outcome.steps[0].up_ms = Some(1500.0);
    outcome.steps[0].down_ms = Some(250.0);
    outcome.steps[1].up_ms = Some(2000.0);
    outcome.steps[1].down_ms = None;
    let cases = cases(&report::junit(&outcome.findings()));
    let times: Vec<Option<f64>> = cases.iter().take(2).map(|case| case.time).collect();
    assert_eq!(times, [Some(1.75), Some(2.0)]);
}

#[tokio::test]
async fn what_is_known_or_does_not_fail_is_skipped_with_the_reason() {
    let outcome = outcome("left_enum").await;
    let policy = Policy {
        fail_on: Some(vec![Kind::Differs]),
        ..Policy::default()
    };
    let mut findings = outcome.findings().under(&policy);
    for finding in &mut findings.items {
        if finding.version() == Some("2") {
            finding.standing = Standing::Known;
        }
    }
    assert_eq!(
        lines(&findings)[1..],
        [
            "2 add_mood: skipped [up_again_failed] known: V2-up_again_failed-165460c32cd6 the up fails after the \
             down: type \"mood\" already exists (SQLSTATE 42710); known: V2-differs-bb06fb0dd963 after the down enum \
             public.mood is left over",
            "3 create_tags: passed",
            "head to base to head: skipped [full_trip_failed] does not fail: full_trip_failed-31ecd80097a4 the trip from \
             head to base and back stops at V0002__add_mood.sql: type \"mood\" already exists (SQLSTATE 42710)",
        ]
    );
    let mut findings = outcome.findings();
    for finding in &mut findings.items {
        if finding.kind == Kind::UpAgainFailed {
            finding.standing = Standing::Known;
        }
    }
    assert_eq!(
        lines(&findings)[1],
        "2 add_mood: failure [differs] after the down enum public.mood is left over"
    );
}
