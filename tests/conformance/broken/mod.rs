//! The proof finds every planted fault: each folder of fixtures/broken/ holds migrations with one
//! fault, and its expected.txt says what `verify-rollback` must find in each step and in the trip
//! from head to base and back, neither more nor less.
//!
//! After a change of expected words, `PGCONFORM_APPROVE=1` writes them; such a run is never green.

mod proof;
mod told;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use pgconform::checks::round_trip::Allowed;
use pretty_assertions::assert_str_eq;
use rstest::rstest;

use proof::{FOLDER, prove};
use told::told;

/// So many faults are planted; a folder that is lost in a merge is missed.
const CASES: usize = 99;

#[rstest]
#[tokio::test]
async fn a_planted_fault_is_found_where_it_was_planted(
    #[files("fixtures/broken/*/expected.txt")] expected: PathBuf,
) {
    let folder = expected.parent().expect("a file stands in a folder");
    let found = told(&prove(folder, &Allowed::default()).await);
    approved(&expected, &found);
}

/// Holds a text to the approved one.
fn approved(file: &Path, found: &str) {
    if env::var_os("PGCONFORM_APPROVE").is_some() {
        fs::write(file, found).expect("the fixtures can be written");
        panic!("{} is written: read the difference", file.display());
    }
    let expected = fs::read_to_string(file).expect("an approved text stands in each folder");
    assert_str_eq!(expected, found, "{}", file.display());
}

#[test]
fn every_planted_fault_has_its_expectation() {
    let folders = fs::read_dir(FOLDER).expect("the fixtures are there");
    let names = folders.map(|entry| entry.expect("the fixtures can be listed").path());
    let cases: Vec<PathBuf> = names.filter(|path| !path.ends_with("rows")).collect();
    assert_eq!(cases.len(), CASES);
    let silent = |case: &&PathBuf| !case.join("expected.txt").is_file();
    assert_eq!(cases.iter().find(silent), None);
}
