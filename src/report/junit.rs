//! What a check found as JUnit XML: a test for each migration, and one for what belongs to none of them.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::findings::details;
use crate::escape;
use crate::findings::{Finding, Findings, Phase, Scope, Standing, Step, Whole, listed};

/// The XML text, with a final newline.
///
/// A test fails with what is new in it. What is known, or of a kind that does not fail, makes it skipped, as does that
/// it was not reached; the reason says which. A note, or what somebody acknowledges, lets it pass. Notes are a test's
/// output, whatever becomes of it.
#[must_use]
pub fn junit(findings: &Findings) -> String {
    let scope = &findings.scope;
    let mut suite = TestSuite::new(findings.check);
    if !scope.server.is_empty() {
        suite.add_property(Property::new("server", escape::line(&scope.server)));
    }
    let mut time = Duration::ZERO;
    for step in &scope.steps {
        let found: Vec<&Finding> = findings.of(Some(&step.version)).collect();
        let status = if step.reached == Phase::Unreached {
            skipped(None, "not reached: it was not tested")
        } else {
            status(&found, scope)
        };
        let name = escape::line(format!("{} {}", step.version, step.name));
        let mut case = TestCase::new(name, status);
        let took = took(step);
        time += took;
        case.set_classname(findings.check).set_time(took);
        note(&mut case, &found, scope, unreached(step));
        suite.add_test_case(case);
    }
    if let Some(whole) = &scope.whole {
        let found: Vec<&Finding> = findings.of(None).collect();
        let status = of_whole(whole, &found, scope);
        let mut case = TestCase::new(escape::line(&whole.title), status);
        case.set_classname(findings.check);
        note(&mut case, &found, scope, None);
        suite.add_test_case(case);
    }
    suite.set_time(time);
    let mut report = Report::new("pgconform");
    report.set_time(time).add_test_suite(suite);
    let text = report.to_string();
    text.expect("a text can be written to, and XmlString holds nothing that XML forbids")
}

/// The migration's own SQL, up and down.
fn took(step: &Step) -> Duration {
    let ms = step.up_ms.unwrap_or_default() + step.down_ms.unwrap_or_default();
    Duration::from_secs_f64(ms / 1000.0)
}

fn of_whole(whole: &Whole, found: &[&Finding], scope: &Scope) -> TestCaseStatus {
    match &whole.remark {
        Some(remark) if found.is_empty() => skipped(None, remark),
        _ => status(found, scope),
    }
}

fn status(found: &[&Finding], scope: &Scope) -> TestCaseStatus {
    let failing: Vec<&Finding> = found
        .iter()
        .filter(|it| it.standing.fails())
        .copied()
        .collect();
    let Some(worst) = failing.iter().min_by_key(|it| it.kind) else {
        let passed = found.iter().filter(|it| it.standing.is_fault());
        let reasons: Vec<String> = passed
            .clone()
            .map(|finding| reason(finding, scope))
            .collect();
        return match passed.min_by_key(|it| it.kind) {
            Some(worst) => skipped(Some(worst), &reasons.join("; ")),
            None => TestCaseStatus::success(),
        };
    };
    let more = match failing.len() {
        1 => String::new(),
        many => format!(" (and {} more)", many - 1),
    };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(worst.kind.word())
        .set_message(escape::line(format!("{}{more}", scope.said(worst))))
        // XML takes no control characters. Those of colours are taken out of whatever becomes XML.
        .set_description(escape::output(&details(&failing)));
    status
}

/// Gives a test its notes.
fn note(case: &mut TestCase, found: &[&Finding], scope: &Scope, unreached: Option<String>) {
    let notes = found.iter().filter(|it| it.standing == Standing::Note);
    let notes = notes.map(|it| format!("{} {}", it.id, scope.said(it)));
    let notes: String = notes
        .chain(unreached)
        .map(|it| format!("note: {it}\n"))
        .collect();
    if !notes.is_empty() {
        case.set_system_out(escape::output(&notes));
    }
}

/// Which major versions of PostgreSQL did not reach a migration that others did.
fn unreached(step: &Step) -> Option<String> {
    let majors = step.unreached_on();
    (!majors.is_empty()).then(|| format!("not reached on PostgreSQL {}", listed(&majors)))
}

fn reason(finding: &Finding, scope: &Scope) -> String {
    let is_known = finding.standing == Standing::Known;
    let why = if is_known { "known" } else { "does not fail" };
    format!("{why}: {} {}", finding.id, scope.said(finding))
}

fn skipped(finding: Option<&Finding>, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(escape::output(reason));
    if let Some(finding) = finding {
        status.set_type(finding.kind.word());
    }
    status
}
