//! `[custom-layout]` in `pgconform.toml` describes a migrator's files: how they are named, in what order they come, and how
//! they are run.

use std::fs;

use rstest::rstest;

use super::project::{are, run, verdicts};
use crate::support::folder::Folder;

const NOTES: &str = "CREATE TABLE notes (id int PRIMARY KEY);";
const INDEX: &str = "CREATE INDEX CONCURRENTLY notes_id ON notes (id);";

fn custom(settings: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::empty();
    let file = folder.project().join("pgconform.toml");
    fs::write(file, format!("[custom-layout]\n{settings}")).expect("it can be written");
    for (file, sql) in files {
        folder.write(file, sql);
    }
    folder
}

#[test]
fn versions_are_numbers_of_any_length_and_each_direction_is_a_transaction() {
    let pattern = r"pattern = 'V(?<version>\d+)\.(?<name>\w+)\.(?<direction>up|DOWN)\.sql'";
    let folder = custom(
        pattern,
        &[
            (
                "V10000000000000000000.Index.up.sql",
                "CREATE INDEX notes_id ON notes (id);",
            ),
            (
                "V10000000000000000000.Index.DOWN.sql",
                "DROP INDEX notes_id;",
            ),
            ("V9.Notes.up.sql", NOTES),
            ("V9.Notes.DOWN.sql", "DROP TABLE notes;"),
        ],
    );
    let found = verdicts(&folder, &[], 0);
    are(
        &found,
        &[("9", "reversible"), ("10000000000000000000", "reversible")],
    );
    folder.write("V10000000000000000000.Index.up.sql", INDEX);
    let found = verdicts(&folder, &[], 1);
    are(
        &found,
        &[("9", "reversible"), ("10000000000000000000", "up_failed")],
    );
    // A layout that is named wins.
    run(&folder, &["verify-rollback", "--layout", "sqlx"]).ends_with(2);
}

#[test]
fn several_files_of_one_number_come_by_their_names() {
    let settings =
        "pattern = '(?<version>\\d+)_(?<name>\\w+)\\.(?<direction>do|undo)\\.sql'\norder = 'name'";
    let folder = custom(
        settings,
        &[
            ("1_a_notes.do.sql", NOTES),
            ("1_a_notes.undo.sql", "DROP TABLE notes;"),
            ("1_b_index.do.sql", "CREATE INDEX notes_id ON notes (id);"),
            ("1_b_index.undo.sql", "DROP INDEX notes_id;"),
        ],
    );
    let found = verdicts(&folder, &[], 0);
    are(
        &found,
        &[("1_a_notes", "reversible"), ("1_b_index", "reversible")],
    );
    let twice = settings.replace("order = 'name'", "");
    fs::write(
        folder.project().join("pgconform.toml"),
        format!("[custom-layout]\n{twice}"),
    )
    .expect("it can be written");
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    assert!(
        ended.stderr.contains("version 1 is used twice"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_file_of_the_dialect_stands_before_one_of_none_and_its_name_may_take_the_transaction_away() {
    let settings = r"
        pattern = '(?<version>\d+)_(?<name>\w+)(\.(?<dialect>postgres|mysql))?(?<no_transaction>\.autocommit)?\.(?<direction>up|down)\.sql'
        dialect = 'postgres'";
    let folder = custom(
        settings,
        &[
            ("1_notes.up.sql", "For others."),
            ("1_notes.mysql.up.sql", "For MySQL."),
            ("1_notes.postgres.up.sql", NOTES),
            ("1_notes.down.sql", "DROP TABLE notes;"),
            ("2_index.postgres.autocommit.up.sql", INDEX),
            ("2_index.postgres.down.sql", "DROP INDEX notes_id;"),
            ("3_mysql.mysql.up.sql", "For MySQL."),
        ],
    );
    let found = verdicts(&folder, &[], 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
}

#[test]
fn each_statement_is_a_message_where_that_is_said() {
    let settings = r"
        pattern = '(?<version>\d+)\.sql'
        transaction = false
        messages = 'statements'";
    let folder = custom(
        settings,
        &[(
            "1.sql",
            &format!("{NOTES}\n{INDEX}\nDROP INDEX CONCURRENTLY notes_id;"),
        )],
    );
    are(&verdicts(&folder, &[], 0), &[("1", "runs")]);
}

#[rstest]
#[case::no_pattern("order = 'name'", "custom-layout lacks pattern")]
#[case::no_regex("pattern = '('", "pattern is not a regular expression: unclosed group")]
#[case::unknown_group("pattern = '(?<version>1)(?<way>up)'", "no group is called 'way'")]
#[case::no_group("pattern = '1[.]sql'", "pattern lacks the group (?<version>...)")]
#[case::unknown_order(
    "pattern = '(?<version>1)'\norder = 'date'",
    "order must be version or name"
)]
#[case::unknown_key(
    "pattern = '(?<version>1)'\nlayout = 'x'",
    "there is no setting 'layout'"
)]
#[case::stray("pattern = '(?<version>2)[.]sql'", "--exclude '1.other.sql'")]
#[case::direction(
    "pattern = '(?<version>1)[.](?<direction>other)[.]sql'",
    "finds the direction 'other'"
)]
#[case::dialect(
    "pattern = '(?<version>1)[.](?<dialect>other)[.]sql'",
    "dialect = \"other\""
)]
fn what_cannot_be_meant_is_refused(#[case] settings: &str, #[case] says: &str) {
    let ended = run(
        &custom(settings, &[("1.other.sql", NOTES)]),
        &["verify-rollback"],
    )
    .ends_with(2);
    assert!(ended.stderr.contains(says), "{}", ended.stderr);
}

/// An up that fails unless this is the whole history before it.
fn expect(history: &str) -> String {
    format!(
        "DO $$BEGIN IF (SELECT coalesce(string_agg(version || name, ' ' ORDER BY version), '') FROM app.applied) <> '{history}' \
         THEN RAISE 'another history'; END IF; END$$;"
    )
}

#[test]
fn the_history_that_the_settings_describe_is_there_for_migrations_that_read_it() {
    let settings = "pattern = '(?<version>\\d+)_(?<name>\\w+)\\.(?<direction>up|down)\\.sql'\n\
        history-create = 'CREATE SCHEMA app; CREATE TABLE app.applied (version text PRIMARY KEY, name text)'\n\
        history-insert = 'INSERT INTO app.applied VALUES ({version}, {name})'\n\
        history-delete = 'DELETE FROM app.applied WHERE version = {version}'\n";
    let files = [
        ("1_a.up.sql", expect("") + NOTES),
        ("1_a.down.sql", "DROP TABLE notes;".to_owned()),
        ("2_b.up.sql", expect("1a")),
        ("2_b.down.sql", expect("1a 2b")),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(file, sql)| (*file, sql.as_str()))
        .collect();
    let folder = custom(settings, &files);
    let history = ["--history-table", "app.applied,app.*"];
    let found = verdicts(&folder, &history, 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
    let unmade = settings
        .lines()
        .filter(|line| !line.starts_with("history-create"));
    let unmade: Vec<&str> = unmade.collect();
    let folder = custom(&unmade.join("\n"), &files);
    let ended = run(&folder, &["verify-rollback"]).ends_with(2);
    assert!(
        ended.stderr.contains("history-insert needs history-create"),
        "{}",
        ended.stderr
    );
}
