//! Scripts are taken as people and their editors leave them.

use std::fs;

use rstest::rstest;

use super::project::{are, project, verdicts};
use crate::support::folder::Folder;

const DROP: &str = "DROP TABLE IF EXISTS notes, others; DROP FUNCTION IF EXISTS f();";

#[rstest]
#[case::semicolons_in_a_body(
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END; $body$;"
)]
#[case::semicolons_and_marks_in_comments(
    "-- it's; not $$ SQL\nCREATE TABLE notes (); /* ; ' $$ /* nested; */ ; */"
)]
#[case::a_text_of_everything(
    "CREATE TABLE notes (t text DEFAULT 'a;''b$$--/*'); COMMENT ON TABLE notes IS E'\\';';"
)]
#[case::lines_of_windows("CREATE TABLE notes (\r\n  id int\r\n);\r\nCREATE TABLE others ();\r\n")]
#[case::no_last_semicolon("CREATE TABLE notes ();\nCREATE TABLE others ()")]
#[case::nothing("")]
#[case::nothing_but_comments("-- Nothing to do.\n/* At all. */\n")]
#[case::its_own_transaction("BEGIN;\nCREATE TABLE notes ();\nCOMMIT;\n")]
#[case::a_path_that_hides_everything(
    "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.notes ();"
)]
fn a_script_is_proved_as_it_stands(#[case] up: &str) {
    let folder = project(&[
        ("1_real", up, DROP),
        ("2_after", "CREATE TABLE public.a ();", "DROP TABLE a;"),
    ]);
    let found = verdicts(&folder, &["--allow", "loss"], 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
}

/// golang-migrate sends it, and PostgreSQL reads it as part of the first word.
#[test]
fn a_byte_order_mark_fails_where_the_tool_sends_it() {
    let marked = "\u{feff}CREATE TABLE notes ();";
    let found = verdicts(&project(&[("1_real", marked, DROP)]), &[], 1);
    are(&found, &[("1", "up_failed")]);
}

/// Of the tools here, psql alone has meta-commands, and Flyway sends the rows after a COPY too.
#[rstest]
#[case::rows_for_a_copy(
    "CREATE TABLE notes (id int, t text);\nCOPY notes FROM stdin;\n1\tit's; $$\n\\.\nCREATE TABLE others ();\n"
)]
#[case::rows_for_a_copy_of_windows(
    "CREATE TABLE notes (id int);\r\nCOPY notes (id) FROM STDIN WITH (FORMAT csv);\r\n1\r\n\\.\r\n"
)]
#[case::words_for_psql(
    "\\set ON_ERROR_STOP on\n\\echo 'begin'\nCREATE TABLE notes ();\n\\unset QUIET\n\\restrict abc\n"
)]
fn what_is_for_psql_runs_only_where_the_tool_runs_psql(#[case] up: &str) {
    let folder = Folder::empty();
    folder.write(
        "sqitch.plan",
        "%syntax-version=1.0.0\n%project=p\n\nnotes 2024-01-01T00:00:00Z A <a@example.org> # n\n",
    );
    for (within, sql) in [("deploy", up), ("revert", DROP)] {
        fs::create_dir(folder.file(within)).expect("a temporary folder can be made");
        folder.write(&format!("{within}/notes.sql"), sql);
    }
    let found = verdicts(&folder, &["--allow", "loss"], 0);
    are(&found, &[("notes", "reversible")]);

    let folder = project(&[("1_notes", up, DROP)]);
    for layout in ["golang-migrate", "sqlx"] {
        let found = verdicts(&folder, &["--layout", layout], 1);
        are(&found, &[("1", "up_failed")]);
    }
}

#[rstest]
#[case::goose(
    "goose",
    "-- +goose NO TRANSACTION\n-- +goose Up\n",
    "-- +goose Down\n"
)]
#[case::tern(
    "tern",
    "---- tern: disable-tx ----\n",
    "---- create above / drop below ----\n---- tern: disable-tx ----\n"
)]
fn several_statements_that_refuse_a_transaction_run_one_by_one(
    #[case] layout: &str,
    #[case] up: &str,
    #[case] down: &str,
) {
    let folder = Folder::empty();
    let make = "CREATE TABLE n (a int, b int);\nCREATE INDEX CONCURRENTLY x ON n (a);\nCREATE INDEX CONCURRENTLY y ON n (b);\n";
    let drop = "DROP INDEX CONCURRENTLY y;\nDROP INDEX CONCURRENTLY x;\nDROP TABLE n;\n";
    folder.write("1_indexes.sql", &format!("{up}{make}{down}{drop}"));
    let found = verdicts(&folder, &["--layout", layout, "--allow", "loss"], 0);
    are(&found, &[("1", "reversible")]);
}

/// The generated rows are alike in the one column, so that the index cannot be made; a second try would take what
/// is left of it for one that is there.
#[test]
fn an_index_that_generated_rows_left_invalid_is_no_index() {
    let folder = project(&[
        (
            "1_notes",
            "CREATE TABLE notes (state text NOT NULL CHECK (state = 'open'));",
            "DROP TABLE notes;",
        ),
        (
            "2_index",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_a_state ON notes (state);",
            "DROP INDEX CONCURRENTLY one_a_state;",
        ),
    ]);
    let found = verdicts(&folder, &["--allow", "loss"], 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
}

/// Its OID is another one each time, and rows that hold it are compared by what it holds.
#[test]
fn a_large_object_is_known_by_what_it_holds() {
    let make = "INSERT INTO notes SELECT 1, lo_from_bytea(0, '\\x0102');";
    let unlink = "SELECT lo_unlink(img) FROM notes WHERE id = 1; DELETE FROM notes WHERE id = 1;";
    let notes = (
        "1_notes",
        "CREATE TABLE notes (id int, img oid);",
        "DROP TABLE notes;",
    );
    let options = ["--allow", "loss"];
    let sound = project(&[notes, ("2_image", make, unlink)]);
    let found = verdicts(&sound, &options, 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
    let left = project(&[notes, ("2_image", make, "DELETE FROM notes WHERE id = 1;")]);
    let found = verdicts(&left, &options, 1);
    are(&found, &[("1", "reversible"), ("2", "differs")]);
}
