//! What is recorded and not found any more is reported as resolved, and leaves at the next writing, unless nobody
//! could look for it.

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::{AUTHOR, EDITOR, NO_DOWN, faulty, found, id, read, record, verify, write};

#[test]
fn what_is_resolved_is_reported_and_leaves_with_its_comments_at_the_next_writing() {
    let folder = faulty();
    let kept = format!("# Ours, until autumn.\n\n{EDITOR}");
    record(
        &folder,
        &format!("# Of the team.\n\n# Soon.\n{AUTHOR}{kept}# Last.\n{NO_DOWN}# The end.\n"),
    );
    folder
        .replace(
            "V2__add_people.down.sql",
            "SELECT 1",
            "DROP INDEX by_author",
        )
        .write(
            "V10__add_tags.down.sql",
            "-- pgconform: loses tags\nDROP TABLE tags;",
        );
    let text = verify(&folder, &[]).ends_with(0).stdout;
    assert!(
        text.contains("\nresolved: 2 findings of the baseline; remove them"),
        "{text}"
    );
    assert!(text.contains(&format!("  {AUTHOR}")), "{text}");
    let result = verify(&folder, &["--format", "json"]).ends_with(0).json();
    let resolved = result["resolved"].as_array().expect("resolved is a list");
    assert_eq!(resolved.len(), 2);
    assert_eq!(
        resolved[0],
        serde_json::json!({
            "id": id(AUTHOR), "what": "2 add_people: after the down index public.by_author is left over"
        })
    );
    let ended = write(&folder);
    assert!(
        ended.stderr.contains("removed from it: 2\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(
        read(&folder),
        format!("# Of the team.\n\n{kept}# The end.\n")
    );
}

/// One file may hold what several checks find.
#[test]
fn what_only_another_check_finds_is_not_resolved_and_stays() {
    let folder = faulty();
    // The way to base and back is looked at, too.
    folder.write(
        "V10__add_tags.down.sql",
        "-- pgconform: loses tags\nDROP TABLE tags;",
    );
    let drift = "drift-0123456789ab  table public.notes is missing\n";
    record(&folder, &format!("{AUTHOR}{EDITOR}{drift}"));
    let result = verify(&folder, &["--format", "json"]).ends_with(0).json();
    assert_eq!(result["resolved"], serde_json::json!([]));
    write(&folder);
    assert!(read(&folder).contains(drift), "{}", read(&folder));
}

/// An up that fails hides everything behind it.
#[test]
fn what_could_not_be_looked_at_is_not_resolved_and_stays() {
    let folder = faulty();
    let trip = "full_trip_differs-0123456789ab  full trip: at base role app is left over\n";
    let gone = "V7-no_down-0123456789ab  7 long_gone: there is no down\n";
    record(
        &folder,
        &format!("# Both.\n{AUTHOR}{EDITOR}{gone}# Why.\n{NO_DOWN}{trip}"),
    );
    folder.replace(
        "V2__add_people.sql",
        "CREATE INDEX IF NOT EXISTS by_author",
        "CREATE INDXE by_author",
    );
    let result = verify(&folder, &["--format", "json"]).ends_with(1).json();
    let (new, known) = found(&result);
    assert_eq!((new.len(), known.len()), (1, 0));
    assert!(new[0].starts_with("V2-up_failed-"), "{new:?}");
    let resolved = result["resolved"].as_array().expect("resolved is a list");
    let resolved: Vec<&Value> = resolved.iter().map(|it| &it["id"]).collect();
    assert_eq!(resolved, [&Value::from(id(gone))]);
    write(&folder);
    let text = read(&folder);
    let lines: Vec<&str> = text.lines().collect();
    let expected = format!("# Both.\n{AUTHOR}{EDITOR}# Why.\n{NO_DOWN}{trip}");
    assert!(lines[3].starts_with(&new[0]), "{text}");
    assert_eq!(lines[4..].join("\n") + "\n", expected);
}
