//! A run over a part of the migrations touches only what it looked at.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{AUTHOR, EDITOR, HEADER, NO_DOWN, faulty, found, id, read, record, verify};

const TRIP: &str = "full_trip_differs-0123456789ab  full trip: at base role app is left over\n";

#[rstest]
#[case::from(&["--from", "10"])]
#[case::to(&["--to", "1"])]
#[case::both(&["--from", "1", "--to", "1"])]
fn what_a_part_does_not_look_at_stays_in_the_baseline(#[case] part: &[&str]) {
    let folder = faulty();
    let text = format!("{HEADER}\n# Ours.\n{AUTHOR}{EDITOR}{NO_DOWN}{TRIP}");
    record(&folder, &text);
    let words = [part, &["--format", "json"]].concat();
    let result = verify(&folder, &words).ends_with(0).json();
    assert_eq!(result["resolved"], serde_json::json!([]));
    verify(&folder, &[part, &["--write-baseline"]].concat()).ends_with(0);
    assert_eq!(read(&folder), text);
}

#[test]
fn a_run_since_a_commit_keeps_the_lines_and_the_directives_of_older_migrations() {
    let folder = faulty();
    folder.git(&["init", "--quiet", "--initial-branch", "main"]);
    folder.git(&["add", "--all"]);
    folder.git(&["commit", "--quiet", "--message", "Two indexes"]);
    folder
        .write(
            "V11__add_labels.sql",
            "CREATE TABLE IF NOT EXISTS labels (name TEXT);",
        )
        .write("V11__add_labels.down.sql", "SELECT 1;");
    let before = format!("{HEADER}\n# Ours.\n{AUTHOR}{EDITOR}{NO_DOWN}{TRIP}");
    record(&folder, &before);
    let since = ["--since", "main"];
    let ended = verify(&folder, &since).ends_with(1);
    assert!(
        ended.stdout.contains("\nhead to 10 to head: "),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains("base"), "{}", ended.stdout);
    verify(&folder, &[&since[..], &["--write-baseline"]].concat()).ends_with(0);
    let after = read(&folder);
    let kept = after
        .lines()
        .filter(|line| before.lines().any(|it| it == *line));
    assert_eq!(kept.collect::<Vec<_>>(), before.lines().collect::<Vec<_>>());
    let added: Vec<&str> = after
        .lines()
        .filter(|line| !before.contains(line))
        .collect();
    assert!(
        !added.is_empty() && added.iter().all(|line| line.starts_with("V11-")),
        "{added:?}"
    );
    // Nothing was taken out of the files either.
    let directive = fs::read_to_string(folder.path().join("V1__create_notes.down.sql"));
    assert!(directive.is_ok_and(|text| text.starts_with("-- pgconform: loses notes\n")));
    verify(&folder, &since).ends_with(0);
}

#[test]
fn what_a_part_looks_at_is_resolved_or_new_as_ever() {
    let folder = faulty();
    record(&folder, &format!("{HEADER}\n{AUTHOR}{NO_DOWN}"));
    folder.replace(
        "V2__add_people.down.sql",
        "SELECT 1",
        "DROP INDEX by_author",
    );
    let words = ["--to", "2", "--format", "json"];
    let result = verify(&folder, &words).ends_with(1).json();
    assert_eq!(found(&result), (vec![id(EDITOR)], vec![]));
    assert_eq!(result["resolved"].as_array().map(Vec::len), Some(1));
    verify(&folder, &["--to", "2", "--write-baseline"]).ends_with(0);
    assert_eq!(read(&folder), format!("{HEADER}\n{EDITOR}{NO_DOWN}"));
}

#[rstest]
#[case::a_part(&["--from", "2", "--to", "2"], "\n2 to 1 to 2: ")]
#[case::up_to_head(&["--from", "10"], "\nhead to 2 to head: ")]
#[case::all(&[], "\nhead to base to head: ")]
fn the_trip_is_named_by_its_own_ends(#[case] part: &[&str], #[case] title: &str) {
    let folder = faulty();
    record(&folder, &format!("{HEADER}\n"));
    let text = verify(&folder, part).stdout;
    assert!(text.contains(title), "{text}");
    assert_eq!(
        text.matches("head to base").count(),
        usize::from(part.is_empty())
    );
}
