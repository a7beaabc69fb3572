//! What could not be seen behind a known finding comes to light once that is resolved: nobody has made it since, so it
//! fails under a heading of its own, and is taken into the baseline by a word of its own.

use pretty_assertions::assert_eq;

use super::{AUTHOR, EDITOR, HEADER, faulty, id, read, record, verify};
use crate::support::folder::Folder;

/// The down of the second migration has failed, which hid that it leaves an index.
fn mended() -> (Folder, String) {
    let folder = faulty();
    folder.replace(
        "V2__add_people.down.sql",
        "SELECT 1",
        "DROP INDEX by_nobody",
    );
    record(&folder, "");
    verify(&folder, &["--write-baseline"]).ends_with(0);
    let known = read(&folder);
    assert!(known.contains("\nV2-down_failed-"), "{known}");
    folder.replace("V2__add_people.down.sql", "by_nobody", "by_author");
    (folder, known)
}

#[test]
fn it_fails_under_a_heading_of_its_own() {
    let (folder, _) = mended();
    let text = verify(&folder, &[]).ends_with(1).stdout;
    for words in [
        "does not hold: 2 of 3 migrations are at fault; findings: 1 uncovered, 1 known (",
        "\ndiffers, uncovered: it could not be seen before: 1 finding in 1 migration\n",
        "\nresolved: 1 finding of the baseline",
        "--write-baseline --accept-uncovered",
    ] {
        assert!(text.contains(words), "it does not say '{words}':\n{text}");
    }
}

#[test]
fn accept_uncovered_adds_exactly_that() {
    let (folder, known) = mended();
    folder
        .write("V11__more.sql", "CREATE TABLE more (id BIGINT);")
        .write("V11__more.down.sql", "SELECT 1;");
    let words = ["--write-baseline", "--accept-uncovered"];
    let ended = verify(&folder, &words).ends_with(1);
    let others: String = known
        .lines()
        .skip(3)
        .filter(|line| !line.starts_with("V2-"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(read(&folder), format!("{HEADER}\n{EDITOR}{others}"));
    assert!(ended.stdout.contains("V11-"), "{}", ended.stdout);
}

/// What is beside a resolved finding that hides nothing is new.
#[test]
fn behind_what_hides_nothing_there_is_nothing_to_uncover() {
    let folder = faulty();
    record(&folder, AUTHOR);
    folder.replace(
        "V2__add_people.down.sql",
        "SELECT 1",
        "DROP INDEX by_author",
    );
    let result = verify(&folder, &["--format", "json"]).ends_with(1).json();
    let findings = result["findings"].as_array().expect("findings are a list");
    let editor = findings.iter().find(|it| it["id"] == id(EDITOR));
    assert_eq!(editor.map(|it| &it["standing"]), Some(&"fails".into()));
}
