//! Whatever stands in a migration's file, it is read or refused: nothing panics, and its statements
//! are what stands there.
//!
//! PROPTEST_CASES says how many texts are tried.

use pgconform::migrations::{Error, Script};
use pgconform::sql::Statement;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::folder::Folder;

/// Pieces of scripts, whole and broken.
fn pieces() -> Vec<String> {
    let pieces = include_str!("../../../fixtures/proptest/migration.json");
    serde_json::from_str(pieces).expect("it is a list of texts")
}

fn any_sql() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => select(pieces()),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// The script as it is read from a file; `None` where a directive is refused.
fn read(folder: &Folder, sql: &str) -> Option<Script> {
    folder.write("V1__any.sql", sql);
    match folder.try_load() {
        Ok(migrations) => Some(migrations.all()[0].up.clone()),
        Err(Error::InFile { .. }) => None,
        Err(other) => panic!("it is refused for something else: {other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_script_is_its_statements_and_what_says_nothing(sql in any_sql()) {
        thread_local! {
            static FOLDER: Folder = Folder::empty();
        }
        let Some(script) = FOLDER.with(|folder| read(folder, &sql)) else {
            return Ok(());
        };
        prop_assert_eq!(&script.sql, &sql);
        let mut end = 0;
        for statement in script.statements() {
            prop_assert!(statement.start >= end, "they overlap");
            end = statement.start + statement.text.len();
            prop_assert_eq!(&sql[statement.start..end], statement.text);
            // By itself it is the same statement, and the only one.
            let alone = Script { sql: statement.text.to_owned(), ..script.clone() };
            let alone = alone.statements();
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(&alone[0], &Statement { start: 0, ..statement });
        }
        if let Some(line) = script.ends_transaction() {
            prop_assert!((1..=sql.matches('\n').count() + 1).contains(&line));
        }
    }
}
