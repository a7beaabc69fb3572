//! What `verify-rollback` found as JUnit XML: a test for each migration, and one for the trip from
//! head to base and back.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::round_trip::{details, server};
use crate::checks::findings::{Finding, Judged, Standing};
use crate::checks::round_trip::{FullVerdict, StepOutcome, Verdict};
use crate::foreign;

const SUITE: &str = "verify-rollback";
const TRIP: &str = "head to base to head";

/// The XML text, with a final newline.
///
/// A test fails with what is new in it. What is known, or of a kind that does not fail, makes it
/// skipped, as does that it was not reached; the reason says which.
#[must_use]
pub fn junit(judged: &Judged<'_>) -> String {
    let mut suite = TestSuite::new(SUITE);
    suite.add_property(Property::new("server", server(&judged.outcome.postgres)));
    let mut time = Duration::ZERO;
    for (index, step) in judged.outcome.steps.iter().enumerate() {
        let found: Vec<&Finding<'_>> = judged.of_step(index).collect();
        let status = match step.verdict {
            Verdict::NotReached => skipped(None, "not reached: nothing is known of it"),
            _ => status(&found),
        };
        let name = foreign::line(format!("{} {}", step.version, step.name));
        let mut case = TestCase::new(name, status);
        let took = took(step);
        time += took;
        case.set_classname(SUITE).set_time(took);
        suite.add_test_case(case);
    }
    let mut case = TestCase::new(TRIP, of_trip(judged));
    case.set_classname(SUITE);
    suite.add_test_case(case);
    suite.set_time(time);
    let mut report = Report::new("pgconform");
    report.set_time(time).add_test_suite(suite);
    let text = report.to_string();
    text.expect("a text can be written to, and XmlString holds nothing that XML forbids")
}

/// The migration's own SQL, up and down.
fn took(step: &StepOutcome) -> Duration {
    let ms = step.up_ms.unwrap_or_default() + step.down_ms.unwrap_or_default();
    Duration::from_secs_f64(ms / 1000.0)
}

fn of_trip(judged: &Judged<'_>) -> TestCaseStatus {
    let trip = &judged.outcome.full_trip;
    let found: Vec<&Finding<'_>> = judged
        .findings
        .iter()
        .filter(|it| it.step.is_none())
        .collect();
    match trip.verdict {
        FullVerdict::NotPossible => {
            let why = trip.error.as_deref().unwrap_or_default();
            skipped(None, &format!("not possible: {why}"))
        }
        FullVerdict::Differs if found.is_empty() => skipped(
            None,
            "it differs only in what the migrations are blamed for",
        ),
        _ => status(&found),
    }
}

fn status(found: &[&Finding<'_>]) -> TestCaseStatus {
    let Some(first) = found.first() else {
        return TestCaseStatus::success();
    };
    let fails = |finding: &&&Finding<'_>| finding.standing == Standing::Fails;
    let failing: Vec<&Finding<'_>> = found.iter().filter(fails).copied().collect();
    let Some(worst) = failing.first() else {
        let reasons: Vec<String> = found.iter().map(|finding| reason(finding)).collect();
        return skipped(Some(first), &reasons.join("; "));
    };
    let more = match failing.len() {
        1 => String::new(),
        many => format!(" (and {} more)", many - 1),
    };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(worst.kind.word())
        .set_message(foreign::line(format!("{}{more}", worst.what)))
        // XML takes no control characters. Those of colours are taken out of whatever becomes XML.
        .set_description(foreign::output(&details(&failing)));
    status
}

fn reason(finding: &Finding<'_>) -> String {
    let why = match finding.standing {
        Standing::Known => "known",
        _ => "does not fail",
    };
    format!("{why}: {} {}", finding.id, finding.what)
}

fn skipped(finding: Option<&Finding<'_>>, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(foreign::output(reason));
    if let Some(finding) = finding {
        status.set_type(finding.kind.word());
    }
    status
}
