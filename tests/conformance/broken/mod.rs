//! The proof finds every planted fault: each folder of fixtures/broken/ holds migrations with one
//! fault, and its expected.txt says what `verify-rollback` must find in each step and in the trip
//! from head to base and back, neither more nor less.

mod allowed;
mod findings;
mod github;
mod ids;
mod junit;
mod newer_postgres;
mod proof;
mod report;

use std::fs;
use std::path::PathBuf;

use pgconform::checks::round_trip::{Allowed, Outcome, Verdict};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::approved;
use crate::support::told;
use proof::{FOLDER, prove};

/// So many faults are planted; a folder that is lost in a merge is missed.
const CASES: usize = 127;
/// So many of them have their report approved too.
const REPORTS: usize = 12;

#[rstest]
#[tokio::test]
async fn a_planted_fault_is_found_where_it_was_planted(
    #[files("fixtures/broken/*/expected.txt")] expected: PathBuf,
) {
    let folder = expected.parent().expect("a file stands in a folder");
    let found = prove(folder, &Allowed::default()).await;
    if folder.ends_with("confined_file") || folder.ends_with("confined_program") {
        // Nothing is refused where nothing is confined: in containers, and where the kernel can't.
        assert_eq!(has_confined(&found), found.postgres.confined);
        if !found.postgres.confined {
            return;
        }
    }
    findings::bear_out(&found);
    approved(&expected, &told(&found));
}

fn has_confined(found: &Outcome) -> bool {
    let mut verdicts = found.steps.iter().map(|step| step.verdict);
    verdicts.any(|verdict| verdict == Verdict::Confined)
}

#[test]
fn every_planted_fault_has_its_expectation() {
    let folders = fs::read_dir(FOLDER).expect("the fixtures are there");
    let names = folders.map(|entry| entry.expect("the fixtures can be listed").path());
    let cases: Vec<PathBuf> = names.filter(|path| !path.ends_with("rows")).collect();
    assert_eq!(cases.len(), CASES);
    let silent = |case: &&PathBuf| !case.join("expected.txt").is_file();
    assert_eq!(cases.iter().find(silent), None);
    let reported = |case: &&PathBuf| case.join("report.txt").is_file();
    assert_eq!(cases.iter().filter(reported).count(), REPORTS);
}
