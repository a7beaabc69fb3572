//! What a file declares about rows is held to the truth, in layouts whose tools keep checksums and in those whose tools
//! do not: it acknowledges the failure that it names and no other, what is shown false is stale, and where nothing is
//! known it is neither.

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::Value;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const TABLES: &str = "\
CREATE TABLE notes (id INT PRIMARY KEY, title TEXT NOT NULL, pinned BOOLEAN);
CREATE TABLE other (id INT PRIMARY KEY, body TEXT);
CREATE TABLE closed (id INT PRIMARY KEY, body TEXT NOT NULL, CHECK (false));
";
const NO_TABLES: &str =
    "-- pgconform: loses notes\n-- pgconform: loses other\nDROP TABLE notes, other, closed;\n";

/// What is found of the second migration, by kind and standing, with its up and down in this layout.
fn found(layout: &str, up: &str, down: &str) -> Vec<(String, String)> {
    let folder = Folder::empty();
    for (version, up, down) in [(1, TABLES, NO_TABLES), (2, up, down)] {
        match layout {
            "pgconform" => folder
                .write(&format!("V{version}__a.sql"), up)
                .write(&format!("V{version}__a.down.sql"), down),
            "dbmate" => folder.write(
                &format!("{version}_a.sql"),
                &format!("-- migrate:up\n{up}\n-- migrate:down\n{down}"),
            ),
            _ => folder
                .write(&format!("{version}_a.up.sql"), up)
                .write(&format!("{version}_a.down.sql"), down),
        };
    }
    let words = [
        "verify-rollback",
        "--layout",
        layout,
        "--format",
        "json",
        "--statement-timeout",
        "2",
    ];
    let ended = Pgconform::new(folder.project(), &words).run();
    let result = ended.json();
    let findings = result["findings"].as_array().expect("findings are a list");
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    findings
        .iter()
        .filter(|it| it["migration"]["version"] == "2")
        .map(|it| (text(&it["kind"]), text(&it["standing"])))
        .collect()
}

fn are(found: &[(String, String)], expected: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(kind, standing)| (&**kind, &**standing))
        .collect();
    assert_eq!(found, expected);
}

const NULLABLE: &str = "ALTER TABLE notes ALTER title DROP NOT NULL;";
const NOT_NULL: &str = "ALTER TABLE notes ALTER title SET NOT NULL;";
const LAYOUTS: [&str; 4] = ["pgconform", "golang-migrate", "sqlx", "dbmate"];

#[rstest]
fn refuses_acknowledges_a_down_that_fails_on_that_table_or_column(
    #[values("notes", "notes.title", "public.notes.title")] data: &str,
    #[values(0, 1)] layout: usize,
) {
    let down = format!("-- pgconform: refuses {data}\n{NOT_NULL}");
    let found = found(LAYOUTS[layout], NULLABLE, &down);
    are(&found, &[("down_refuses_rows", "acknowledged")]);
}

#[rstest]
#[case::another_table("other")]
#[case::another_column("notes.pinned")]
#[case::column_whose_name_is_a_part("notes.t")]
#[case::misspelt_table("note.title")]
#[case::misspelt_column("notes.titel")]
#[case::another_schema("app.notes.title")]
fn refuses_of_something_else_is_stale_and_excuses_nothing(
    #[case] data: &str,
    #[values(0, 1)] layout: usize,
) {
    let down = format!("-- pgconform: refuses {data}\n{NOT_NULL}");
    let found = found(LAYOUTS[layout], NULLABLE, &down);
    are(
        &found,
        &[
            ("down_refuses_rows", "fails"),
            ("stale_declaration", "fails"),
        ],
    );
}

#[rstest]
fn needs_empty_acknowledges_an_up_that_no_row_survives(#[values(0, 1, 2, 3)] layout: usize) {
    let up = "-- pgconform: needs-empty notes\nALTER TABLE notes ADD colour TEXT NOT NULL;";
    let down = "ALTER TABLE notes DROP colour;";
    let found = found(LAYOUTS[layout], up, down);
    are(&found, &[("up_needs_empty", "acknowledged")]);
}

#[rstest]
#[case::another_table("other")]
#[case::misspelt_table("note")]
fn needs_empty_of_something_else_is_stale_and_excuses_nothing(#[case] data: &str) {
    let up =
        format!("-- pgconform: needs-empty {data}\nALTER TABLE notes ADD colour TEXT NOT NULL;");
    let found = found("golang-migrate", &up, "ALTER TABLE notes DROP colour;");
    are(
        &found,
        &[("up_needs_empty", "fails"), ("stale_declaration", "fails")],
    );
}

#[rstest]
#[case::refuses("-- pgconform: refuses notes")]
#[case::needs_empty("-- pgconform: needs-empty notes")]
fn what_an_up_declares_and_does_not_do_is_stale(
    #[case] directive: &str,
    #[values(0, 1)] layout: usize,
) {
    let up = format!("{directive}\nALTER TABLE notes ADD colour TEXT;");
    let down = "-- pgconform: loses notes.colour\nALTER TABLE notes DROP colour;";
    let found = found(LAYOUTS[layout], &up, down);
    are(
        &found,
        &[("stale_declaration", "fails"), ("forgets", "acknowledged")],
    );
}

/// No row stands in `closed`, so nobody has seen what the migration does to one.
#[rstest]
#[case::up_refuses("-- pgconform: refuses closed\n", "")]
#[case::up_needs_empty("-- pgconform: needs-empty closed\n", "")]
#[case::down_refuses("", "-- pgconform: refuses closed.body\n")]
#[case::down_loses("", "-- pgconform: loses closed.body\n")]
fn about_a_table_without_rows_a_declaration_is_neither_true_nor_false(
    #[case] of_up: &str,
    #[case] of_down: &str,
    #[values(0, 1)] layout: usize,
) {
    let up = format!("{of_up}ALTER TABLE closed ALTER body DROP NOT NULL;");
    let down = format!("{of_down}ALTER TABLE closed ALTER body SET NOT NULL;");
    are(&found(LAYOUTS[layout], &up, &down), &[]);
}

#[rstest]
fn irreversible_acknowledges_what_its_down_leaves(#[values(0, 1, 2, 3)] layout: usize) {
    let down = "-- pgconform: irreversible because old titles are gone\nSELECT 1;";
    let found = found(LAYOUTS[layout], NULLABLE, down);
    are(&found, &[("differs", "acknowledged")]);
}

#[rstest]
fn irreversible_is_stale_where_the_down_brings_everything_back(#[values(0, 1)] layout: usize) {
    let up = "CREATE INDEX by_title ON notes (title);";
    let down = "-- pgconform: irreversible because nobody tried\nDROP INDEX by_title;";
    are(
        &found(LAYOUTS[layout], up, down),
        &[("stale_declaration", "fails")],
    );
}

#[rstest]
#[case::slip("DROP INDEX by_titel;", "down_failed")]
#[case::hangs("SELECT pg_sleep(3600);", "hangs")]
fn irreversible_excuses_no_down_of_which_nothing_was_seen(#[case] down: &str, #[case] kind: &str) {
    let up = "CREATE INDEX by_title ON notes (title);";
    let down = format!("-- pgconform: irreversible because nobody tried\n{down}");
    are(&found("golang-migrate", up, &down), &[(kind, "fails")]);
}
