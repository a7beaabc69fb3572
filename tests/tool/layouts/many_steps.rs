//! Many migrations are proved side by side, and reported in their order with each fault at its own step.

use std::fmt::Write;

use pretty_assertions::assert_eq;

use super::project::verdicts;
use crate::support::folder::Folder;

const COUNT: usize = 120;

fn tables() -> Folder {
    let folder = Folder::empty();
    for number in 1..=COUNT {
        folder.write(
            &format!("{number}_t.up.sql"),
            &format!("CREATE TABLE t{number} ();"),
        );
        folder.write(
            &format!("{number}_t.down.sql"),
            &format!("DROP TABLE t{number};"),
        );
    }
    folder
}

/// The numbers of the steps with this verdict, and that all are there in their order.
fn with_verdict(verdicts: &[(String, String)], word: &str) -> Vec<usize> {
    let numbers: Vec<usize> = verdicts
        .iter()
        .map(|(v, _)| v.parse().expect("a number"))
        .collect();
    assert_eq!(numbers, (1..=COUNT).collect::<Vec<usize>>());
    let meant = verdicts
        .iter()
        .zip(numbers)
        .filter(|((_, verdict), _)| verdict == word);
    meant.map(|(_, number)| number).collect()
}

#[test]
fn a_fault_in_the_middle_is_reported_at_its_own_step() {
    let folder = tables();
    for number in [3, 50, 51, 77, COUNT] {
        let mut down = String::from("DROP TABLE t; ");
        write!(down, "-- of {number}").expect("a String takes every text");
        folder.write(&format!("{number}_t.down.sql"), &down);
    }
    folder.write("60_t.down.sql", "SELECT 1;");
    let found = verdicts(&folder, &[], 1);
    assert_eq!(with_verdict(&found, "down_failed"), [3, 50, 51, 77, COUNT]);
    assert_eq!(with_verdict(&found, "up_again_failed"), [60]);
    assert_eq!(with_verdict(&found, "reversible").len(), COUNT - 6);
}

#[test]
fn behind_an_up_that_fails_nothing_is_reached() {
    let folder = tables();
    folder.write("40_t.up.sql", "CREATE TABLE t40 (nonsense);");
    let found = verdicts(&folder, &[], 1);
    assert_eq!(with_verdict(&found, "up_failed"), [40]);
    assert_eq!(
        with_verdict(&found, "not_reached"),
        (41..=COUNT).collect::<Vec<usize>>()
    );
}
