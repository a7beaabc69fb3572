//! Each rule for files finds what is planted, where it is, and nothing else.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;

use super::files::{names, violations};
use super::lines;

/// A file that keeps every rule; a breach is this text with one thing changed.
const SOUND: &str = "-- So that there is a migration.\n\nSELECT 1;\n";

/// A folder of one sound migration and these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let sound = [
        ("V0001__sound.sql", SOUND.as_bytes()),
        ("V0001__sound.down.sql", b"SELECT 1;\n"),
    ];
    for (name, text) in sound.iter().chain(files) {
        fs::write(folder.path().join(name), text).expect("a writable folder");
    }
    folder
}

#[test]
fn sound_files_keep_every_rule() {
    let notes = ("README.md", "caf\u{e9}\t\r\n".as_bytes());
    let found = violations(folder(&[notes]).path());
    assert_eq!(lines(&found), Vec::<String>::new());
}

#[rstest]
#[case::another_letter("files_are_ascii", "-- So that there is a caf\u{e9}.\n", &[1])]
#[case::another_quote("files_are_ascii", "-- So that there is one.\nSELECT \u{2018}a\u{2019};\n", &[2])]
#[case::crlf("lines_end_with_lf_alone", "-- So that there is one.\r\n\r\nSELECT 1;\n", &[1, 2])]
#[case::a_blank("no_line_ends_with_a_blank", "-- So that there is one. \n", &[1])]
#[case::a_line_of_blanks("no_line_ends_with_a_blank", "-- So that there is one.\n  \n", &[2])]
#[case::a_tab("no_tabs", "-- So that there is one.\nSELECT\n\t1;\n", &[3])]
#[case::describe("no_psql_commands", "-- So that there is one.\n\\d users\n", &[2])]
#[case::execute_the_answer("no_psql_commands", "-- So that there is one.\nSELECT 'x' \\gexec\n", &[2])]
#[case::commit("no_transaction_control", "-- So that there is one.\nSELECT 1;\n\nCOMMIT;\n", &[4])]
#[case::a_whole_transaction("no_transaction_control", "-- So that there is one.\nBEGIN; SELECT 1;\nEND\n", &[2, 3])]
#[case::lower_case("no_transaction_control", "-- So that there is one.\nstart transaction;\n", &[2])]
#[case::behind_a_comment("no_transaction_control", "-- So that there is one.\n/* a; */ ROLLBACK;\n", &[2])]
#[case::two_phases("no_transaction_control", "-- So that there is one.\nPREPARE\nTRANSACTION 'a';\n", &[2])]
#[case::savepoints("no_transaction_control", "-- So that there is one.\nSAVEPOINT a;\nRELEASE a;\n", &[2, 3])]
#[case::abort("no_transaction_control", "-- So that there is one.\nABORT;\n", &[2])]
fn a_line_that_breaks_a_rule_is_named(
    #[case] rule: &str,
    #[case] text: &str,
    #[case] expected: &[usize],
) {
    let down = ("V0002__planted.down.sql", b"SELECT 1;\n".as_slice());
    let folder = folder(&[("V0002__planted.sql", text.as_bytes()), down]);
    let expected: Vec<String> = expected
        .iter()
        .map(|line| format!("V0002__planted.sql:{line} breaks {rule}"))
        .collect();
    assert_eq!(lines(&violations(folder.path())), expected);
}

#[rstest]
#[case::a_table("DROP TABLE IF EXISTS todos;\n", &[1])]
#[case::lower_case("SELECT 1;\ndrop index if exists idx_todos_id;\n", &[2])]
#[case::over_two_lines("ALTER TABLE todos\n    DROP COLUMN IF\n    EXISTS a;\n", &[2])]
#[case::of_a_table_that_is_altered("ALTER TABLE IF EXISTS todos DROP COLUMN IF EXISTS a;\n", &[1, 1])]
#[case::a_comment("-- IF EXISTS is no way.\nCOMMENT ON TABLE a IS 'IF EXISTS';\n", &[])]
#[case::a_condition("SELECT 1 WHERE EXISTS (SELECT 1);\n", &[])]
fn a_down_that_drops_what_may_be_missing_is_named(#[case] text: &str, #[case] expected: &[usize]) {
    let up = ("V0002__planted.sql", SOUND.as_bytes());
    let folder = folder(&[up, ("V0002__planted.down.sql", text.as_bytes())]);
    let expected: Vec<String> = expected
        .iter()
        .map(|line| format!("V0002__planted.down.sql:{line} breaks no_if_exists"))
        .collect();
    assert_eq!(lines(&violations(folder.path())), expected);
}

#[rstest]
#[case::no_end("the_last_line_has_an_end", "-- So that there is one.\nSELECT 1;")]
#[case::empty("an_up_begins_with_why", "\n")]
#[case::no_comment("an_up_begins_with_why", "SELECT 1;\n")]
#[case::comment_below("an_up_begins_with_why", "SELECT 1;\n-- So that there is one.\n")]
#[case::directive_alone("an_up_begins_with_why", "-- pgconform: no-transaction\nSELECT 1;\n")]
#[case::no_sentence("an_up_begins_with_why", "-- Add todo\nSELECT 1;\n")]
fn an_up_that_breaks_a_rule_is_named(#[case] rule: &str, #[case] text: &str) {
    let down = ("V0002__planted.down.sql", b"SELECT 1;\n".as_slice());
    let folder = folder(&[("V0002__planted.sql", text.as_bytes()), down]);
    let expected = [format!("V0002__planted.sql breaks {rule}")];
    assert_eq!(lines(&violations(folder.path())), expected);
}

#[rstest]
#[case::two_digits("V02__planted")]
#[case::capitals("V0002__Planted")]
#[case::two_underscores_in_a_row("V0002__plan__ted")]
#[case::no_words("V0002__")]
#[case::a_hyphen("V0002__plan-ted")]
#[case::no_version("planted")]
#[case::undo("U0002__planted")]
fn a_name_of_another_form_is_named(#[case] stem: &str) {
    let (up, down) = (format!("{stem}.sql"), format!("{stem}.down.sql"));
    let folder = folder(&[(&up, SOUND.as_bytes()), (&down, b"SELECT 1;\n")]);
    let expected =
        [&down, &up].map(|name| format!("{name} breaks files_are_named_by_version_and_words"));
    assert_eq!(lines(&violations(folder.path())), expected);
}

#[rstest]
#[case::another_ending("V0002__planted.psql")]
#[case::an_editor_s_copy("V0002__planted.down.sql~")]
fn a_file_that_no_runner_takes_is_named(#[case] name: &str) {
    let folder = folder(&[
        ("V0002__planted.sql", SOUND.as_bytes()),
        ("V0002__planted.down.sql", b"SELECT 1;\n"),
        (name, SOUND.as_bytes()),
    ]);
    let found = lines(&violations(folder.path()));
    assert!(
        found.contains(&format!(
            "{name} breaks files_are_named_by_version_and_words"
        )),
        "{found:#?}"
    );
}

#[test]
fn an_up_without_a_down_is_named() {
    let folder = folder(&[("V0002__planted.sql", SOUND.as_bytes())]);
    let expected = ["V0002__planted.sql breaks every_up_has_its_down"];
    assert_eq!(lines(&violations(folder.path())), expected);
}

/// Words that mean something else inside a text, a remark, a function or another statement.
#[test]
fn what_only_looks_like_a_breach_is_none() {
    let text = include_str!("innocent.sql");
    let down = (
        "V0002__planted.down.sql",
        b"-- pgconform: loses todos\n\nSELECT 1;\n".as_slice(),
    );
    let folder = folder(&[("V0002__planted.sql", text.as_bytes()), down]);
    assert_eq!(lines(&violations(folder.path())), Vec::<String>::new());
}

/// A rule that finds nothing here finds nothing anywhere.
#[test]
fn each_rule_is_broken_by_some_case() {
    let cases = include_str!("planted_files.rs");
    let idle: Vec<&str> = names()
        .into_iter()
        .filter(|rule| {
            !cases.contains(&format!("\"{rule}\"")) && !cases.contains(&format!("breaks {rule}"))
        })
        .collect();
    assert_eq!(idle, Vec::<&str>::new());
}
