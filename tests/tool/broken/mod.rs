//! The proof finds every planted fault, and none in what is sound: each file of `fixtures/broken/`
//! holds migrations with one fault, each of `fixtures/sound/` holds migrations that look faulty and are
//! not. What `verify-rollback` must find in each step, and in the trip from head to base and back,
//! stands at its end, neither more nor less; a section `-- report` holds the report's own words, too.

mod allowed;
mod clock;
mod findings;
mod github;
mod ids;
mod junit;
mod newer_postgres;
mod proof;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::checks::round_trip::Outcome;
use pgconform::findings::Kind;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::case::Case;
use crate::support::sections::EXPECTED;
use crate::support::summary;
use proof::{FOLDERS, prove};

/// So many cases there are; one that is lost in a merge is missed.
const CASES: usize = 194;
/// So many of them have their report approved, too.
const REPORTS: usize = 26;
/// The section that they have.
const REPORT: &str = "-- report";

#[rstest]
#[tokio::test]
async fn a_case_has_exactly_the_findings_that_it_expects(
    #[files("fixtures/broken/*.sql")]
    #[files("fixtures/sound/*.sql")]
    path: PathBuf,
) {
    let case = Case::read(&path);
    let outcome = prove(&case.unpack()).await;
    if path.ends_with("confined_file.sql") || path.ends_with("confined_program.sql") {
        // Nothing is refused where nothing is confined: in containers, and where the kernel can't.
        assert_eq!(has_confined(&outcome), outcome.postgres.confined);
        if !outcome.postgres.confined {
            return;
        }
    }
    findings::bear_out(&outcome);
    let (summary, report) = (summary(&outcome), report::of(outcome.clone()));
    let mut sections = vec![(EXPECTED, summary.as_str())];
    if case.has(REPORT) {
        sections.push((REPORT, &report));
    }
    case.approved(&sections);
    let folder = path.parent().expect("a file stands in a folder");
    assert_eq!(
        folder.ends_with("sound"),
        outcome.findings().hold(),
        "fixtures/sound/ is for what holds, fixtures/broken/ for what does not"
    );
}

fn has_confined(outcome: &Outcome) -> bool {
    let mut failures = outcome.steps.iter().flat_map(|step| &step.failures);
    failures.any(|failure| failure.kind == Kind::Confined)
}

#[test]
fn no_case_is_lost_and_each_has_its_expectation() {
    let files = FOLDERS.iter().flat_map(|folder| {
        let entries = fs::read_dir(Path::new(folder)).expect("the fixtures are there");
        entries.map(|entry| entry.expect("the fixtures can be listed").path())
    });
    let cases: Vec<Case> = files.map(Case::read).collect();
    assert_eq!(cases.len(), CASES);
    let has = |section: &str| cases.iter().filter(|case| case.has(section)).count();
    assert_eq!((has(EXPECTED), has(REPORT)), (CASES, REPORTS));
}
