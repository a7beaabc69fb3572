//! A baseline that an earlier release wrote means the same: its findings are known by the ids that they had then.

use pretty_assertions::assert_eq;

use super::{read, record, verify};
use crate::support::folder::Folder;

/// As 0.1.0 wrote it.
const WRITTEN: &str = include_str!("earlier.txt");

/// What was found then: a loss, columns in another order, a down that fails, and a trip that stops.
fn project() -> Folder {
    let folder = Folder::empty();
    folder
        .write(
            "V1__create_notes.sql",
            "CREATE TABLE notes (id INT PRIMARY KEY, body TEXT NOT NULL, pinned BOOLEAN);",
        )
        .write("V1__create_notes.down.sql", "DROP TABLE notes;")
        .write("V2__drop_body.sql", "ALTER TABLE notes DROP body;")
        .write(
            "V2__drop_body.down.sql",
            "ALTER TABLE notes ADD body TEXT NOT NULL DEFAULT '';",
        )
        .write("V3__add_tag.sql", "ALTER TABLE notes ADD tag TEXT;")
        .write("V3__add_tag.down.sql", "ALTER TABLE notes DORP tag;");
    folder
}

#[test]
fn it_excuses_what_it_did_and_nothing_else() {
    let folder = project();
    record(&folder, WRITTEN);
    verify(&folder, &[]).ends_with(0);
    folder.write("V4__more.sql", "CREATE TABLE more (id INT);");
    verify(&folder, &[]).ends_with(1);
}

#[test]
fn write_baseline_gives_it_the_new_ids_and_keeps_its_comments() {
    let folder = project();
    record(&folder, WRITTEN);
    verify(&folder, &["--write-baseline"]).ends_with(0);
    let text = read(&folder);
    let comments = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with('#'));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(comments(&text), comments(WRITTEN));
    assert!(text.contains("\nV2-lost_before-"), "{text}");
    assert!(!text.contains("undeclared_loss"), "{text}");
    verify(&folder, &[]).ends_with(0);
    let again = text;
    verify(&folder, &["--write-baseline"]).ends_with(0);
    assert_eq!(read(&folder), again);
}
