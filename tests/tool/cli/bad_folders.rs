//! A folder of migrations that cannot be used is refused by every command in the same words: which
//! file, and the cure. No database is asked, and no file is written.

use std::fs;
use std::os::unix::fs::symlink;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

/// Every command that reads the folder.
const COMMANDS: [&[&str]; 7] = [
    &["up"],
    &["down", "--to", "base"],
    &["status"],
    &["reset", "--force=postgres"],
    &["verify-rollback"],
    &["scratch", "--", "true"],
    &["new", "add_more"],
];

/// The names in the project's folder and in its migrations, sorted.
fn files(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = [folder.project().to_owned(), folder.path()]
        .iter()
        .filter_map(|path| fs::read_dir(path).ok())
        .flat_map(|entries| entries.map(|entry| entry.expect("it can be listed").file_name()))
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

async fn refused(folder: &Folder, commands: &[&[&str]], words: &[&str]) {
    let db = TestDb::at(9).await;
    let before = state(&db).await;
    let files_before = files(folder);
    for command in commands {
        let ended = Pgconform::new(folder.project(), command)
            .env("DATABASE_URL", db.url().reveal())
            .run()
            .fails_with(words);
        let json = Pgconform::new(
            folder.project(),
            &[*command, &["--format", "json"]].concat(),
        );
        if command[0] != "scratch" {
            let json = json.env("DATABASE_URL", db.url().reveal()).run();
            let object = json.ends_with(2).complains(words).json();
            let message = object["error"].as_str().expect("the error is a text");
            assert_eq!(
                ended.remarks(),
                format!("error: {}\n", message.replace('\n', "\n  "))
            );
        }
        assert_eq!(files(folder), files_before, "{command:?} wrote something");
    }
    assert_unchanged(&db, &before, "a bad folder").await;
}

#[rstest]
#[case("duplicate_version", &["version 2", "V2__create_b.sql", "V2__create_c.sql", "next free number"])]
#[case("gap", &["no version 2", "migrations", "restore the missing file", "--allow-gaps"])]
#[case("down_without_up", &["V2__create_b.down.sql", "restore its up", "V2__create_b.sql"])]
#[case("unknown_name", &["create_b.sql", "V<number>__<words>.sql", "rename it"])]
#[case("subfolder", &["later", "is a folder", "move its files up"])]
#[case("not_utf8", &["V1__create_a.sql, byte 6", "save the file as UTF-8"])]
#[case("misspelt_directive", &["V1__create_a.sql, line 2", "'no_transaction'", "'no-transaction'"])]
#[tokio::test]
async fn a_broken_folder_is_refused_with_the_file_and_the_fix(
    #[case] case: &str,
    #[case] words: &[&str],
) {
    refused(&Folder::of(case), &COMMANDS, words).await;
}

#[tokio::test]
async fn a_folder_in_the_place_of_a_file_is_refused() {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.sql");
    fs::create_dir(folder.file("V0005__index_lookups.sql")).expect("the name is free");
    let words = ["V0005__index_lookups.sql", "is a folder", "away"];
    refused(&folder, &COMMANDS, &words).await;
}

#[tokio::test]
async fn an_unreadable_file_is_refused() {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.sql");
    symlink("nowhere", folder.file("V0005__index_lookups.sql")).expect("the name is free");
    refused(
        &folder,
        &COMMANDS,
        &["cannot read", "V0005__index_lookups.sql", "No such file"],
    )
    .await;
}

#[tokio::test]
async fn an_unreadable_folder_is_refused() {
    let folder = Folder::empty();
    fs::remove_dir(folder.path()).expect("it is empty");
    symlink("migrations", folder.path()).expect("the name is free");
    refused(
        &folder,
        &COMMANDS,
        &["cannot read migrations", "symbolic link"],
    )
    .await;
}

#[tokio::test]
async fn a_file_in_the_place_of_the_folder_is_refused() {
    let folder = Folder::empty();
    fs::remove_dir(folder.path()).expect("it is empty");
    fs::write(folder.path(), "").expect("the name is free");
    refused(
        &folder,
        &COMMANDS,
        &["migrations is not a folder", "--migrations DIR"],
    )
    .await;
}

/// `new` is how one begins, so it alone makes the folder and the first pair.
#[tokio::test]
async fn a_missing_folder_and_an_empty_one_are_refused_by_all_but_new() {
    let folder = Folder::empty();
    refused(
        &folder,
        &COMMANDS[..6],
        &["no migrations in migrations", "pgconform new NAME"],
    )
    .await;
    fs::remove_dir(folder.path()).expect("it is empty");
    refused(
        &folder,
        &COMMANDS[..6],
        &["no migrations folder at migrations", "--migrations DIR"],
    )
    .await;
}

/// A newcomer stands at the project's root and names nothing; the databases of others come last.
#[test]
fn folders_of_the_project_that_hold_migrations_are_named_for_a_missing_one() {
    let folder = Folder::empty();
    fs::remove_dir(folder.path()).expect("it is empty");
    for kept in [
        "store/mysql/migrations",
        "store/postgres/migrations",
        "node_modules/a/migrations",
    ] {
        let kept = folder.project().join(kept);
        fs::create_dir_all(&kept).expect("the project folder is new");
        fs::write(kept.join("1_a.up.sql"), "SELECT 1;").expect("it is new");
    }
    let said = Pgconform::new(folder.project(), &["verify-rollback"]).run();
    let said = said.ends_with(2).stderr;
    let expected = "no migrations in migrations\n  help: pass the folder that is meant:\n  \
        --migrations store/postgres/migrations  (golang-migrate)\n  \
        --migrations store/mysql/migrations  (golang-migrate)\n";
    assert!(said.contains(expected), "{said}");
    assert!(!said.contains("node_modules"), "{said}");
}

#[rstest]
#[case::up(&["up", "--to", "99"])]
#[case::down(&["down", "--to", "99"])]
#[tokio::test]
async fn a_version_that_no_file_has_is_refused_with_those_there_are(#[case] command: &[&str]) {
    let words = ["no version 99 in migrations", "1 to 9"];
    refused(&Folder::first_nine(), &[command], &words).await;
}
