//! `--fail-on` says which kinds of findings make the exit status 1; the others are told all the same.

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// A migration without a down, and a loss that is not declared.
fn faulty() -> Folder {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.down.sql").replace(
        "V0009__add_role.down.sql",
        "-- pgconform: loses users.role\n",
        "",
    );
    folder
}

fn verify(folder: &Folder, list: &str, more: &[&str]) -> Ended {
    let words = [&["verify-rollback", "--fail-on", list], more].concat();
    Pgconform::new(folder.project(), &words).run()
}

#[rstest]
#[case::one_that_is_there("no_down", 1)]
#[case::the_other("forgets", 1)]
#[case::one_that_is_not("differs", 0)]
#[case::several("differs,up_failed,forgets", 1)]
#[case::several_that_are_not("differs,up_failed", 0)]
#[case::the_word_of_earlier_releases("undeclared_loss", 1)]
#[case::none("none", 0)]
fn a_kind_fails_where_it_is_named(#[case] list: &str, #[case] status: i32) {
    let result = verify(&faulty(), list, &["--format", "json"])
        .ends_with(status)
        .json();
    let findings = result["findings"].as_array().expect("findings are a list");
    let kinds: Vec<&str> = findings
        .iter()
        .filter(|it| it["standing"] != "acknowledged")
        .filter_map(|it| it["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["no_down", "forgets"]);
    assert!(
        findings.iter().all(|it| it["standing"] != "known"),
        "{result}"
    );
    // Whether it holds is another question than whether it fails.
    assert_eq!(result["holds"], false);
}

#[test]
fn what_does_not_fail_is_reported_as_such() {
    let folder = faulty();
    let text = verify(&folder, "no_down", &[]).ends_with(1).stdout;
    for words in [
        "does not hold: 1 of 9 migrations is at fault; 1 note (",
        "\nno_down: 1 finding in 1 migration\n",
        "\nforgets (note): 1 note in 1 migration\n",
    ] {
        assert!(text.contains(words), "it does not say '{words}':\n{text}");
    }
    let text = verify(&folder, "none", &[]).ends_with(0).stdout;
    let first = "passes: no finding fails the run; 1 of kinds that do not fail in 1 of 9 migrations; 1 note (";
    assert!(text.starts_with(first), "{text}");
}

#[rstest]
#[case::unknown("vanished", &["'vanished'", "no_down, down_failed", "none]"])]
#[case::one_of_several("differs,vanished", &["'vanished'", "no_down, down_failed"])]
#[case::empty("", &["a value is required", "no_down, down_failed"])]
#[case::none_and_some("none,differs", &["--fail-on", "'none' cannot be combined"])]
fn a_list_that_makes_no_sense_is_refused(#[case] list: &str, #[case] says: &[&str]) {
    verify(&Folder::first_nine(), list, &[]).fails_with(says);
}
