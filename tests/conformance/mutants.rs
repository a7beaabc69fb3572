//! Each mutant of `tests/mutants/` is a change of the migrations that there are, and has a test or a reason.

#[path = "../mutants/data.rs"]
mod data;

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use tempfile::TempDir;

#[test]
fn every_mutant_changes_the_migrations_and_has_a_test_or_a_reason() {
    let mutants = data::all();
    assert!(mutants.len() >= 150, "{} mutants", mutants.len());
    let titles: BTreeSet<String> = mutants.iter().map(data::Mutant::title).collect();
    assert_eq!(titles.len(), mutants.len(), "two have one name");
    let mut faults = Vec::new();
    for mutant in &mutants {
        let folder = TempDir::new().expect("a temporary folder");
        if let Err(why) = mutant.write(folder.path()) {
            faults.push(format!("{}: {why}", mutant.title()));
        }
        if mutant.caught_by.is_some() == mutant.missed.is_some() {
            faults.push(format!("{}: one of caught_by and missed", mutant.title()));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
