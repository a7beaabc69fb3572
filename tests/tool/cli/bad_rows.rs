//! The rows that a proof plants are held to the schema before anybody is blamed for them.

use std::fs;

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

#[test]
fn a_folder_of_rows_that_is_not_there_is_named() {
    let folder = Folder::ours();
    Pgconform::new(folder.project(), &["verify-rollback", "--rows", "nowhere"])
        .run()
        .fails_with(&["--rows names the folder nowhere"]);
}

#[rstest]
#[case::unknown_name("users.sql", "SELECT 1;", &["users.sql", "V<version>.sql"])]
#[case::unfit("V2.sql", "INSERT INTO users (id) VALUES ('u1');", &["V2.sql", "do not fit the schema", "23502"])]
#[case::directive("V2.sql", "-- pgconform: only this\nSELECT 1;", &["V2.sql, line 1", "'only this'", "'only these'"])]
#[case::misspelt("V2.sql", "INSRET;", &["V2.sql", "do not fit the schema", "42601"])]
fn rows_that_cannot_be_inserted_are_named(
    #[case] file: &str,
    #[case] sql: &str,
    #[case] words: &[&str],
) {
    let folder = Folder::ours();
    fs::write(folder.project().join("fixtures/rows").join(file), sql).expect("a test's own");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .run()
        .fails_with(words);
}
