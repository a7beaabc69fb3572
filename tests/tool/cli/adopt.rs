//! A database that was made without pgconform comes under its runner: `adopt` records what it already contains, once that
//! is shown, and `up` continues from there.

use pgconform::migrations::Target;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::Value;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, history, state, to};

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

/// A database with the first five migrations in it, which nothing has recorded.
async fn unrecorded(folder: &Folder) -> TestDb {
    let db = TestDb::at_of(&folder.load(), to(5)).await;
    db.run("DROP TABLE refinery_schema_history").await;
    db
}

/// The rows of the history without the time.
async fn recorded(db: &TestDb) -> Vec<String> {
    let rows = "SELECT concat_ws(' ', version, name, checksum) FROM refinery_schema_history ORDER BY version";
    db.values(rows).await
}

#[tokio::test]
async fn what_the_database_contains_is_recorded_as_up_records_it_and_up_goes_on_from_there() {
    let folder = Folder::first_nine();
    let made = TestDb::head_of(&folder.load()).await;
    let db = unrecorded(&folder).await;
    let words = ["adopt", "--at", "5", "--format", "json"];
    let adopted = run(&db, &folder, &words).ends_with(0).json();
    let versions: Vec<&Value> = adopted["recorded"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|it| &it["version"])
        .collect();
    assert_eq!(versions, ["1", "2", "3", "4", "5"]);
    assert_eq!(
        (&adopted["current"], &adopted["pending"]),
        (&"5".into(), &4.into())
    );
    run(&db, &folder, &["up"]).ends_with(0);
    assert_eq!(recorded(&db).await, recorded(&made).await);
    assert_eq!(db.catalog().await, made.catalog().await);
}

#[tokio::test]
async fn a_database_that_lacks_what_a_migration_makes_is_not_adopted() {
    let folder = Folder::first_nine();
    let db = unrecorded(&folder).await;
    let before = state(&db).await;
    let ended = run(&db, &folder, &["adopt", "--at", "9"]).ends_with(1);
    assert!(
        ended
            .stdout
            .contains("are not what the migrations make at 9"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("\n  missing "), "{}", ended.stdout);
    assert_unchanged(&db, &before, "adopt").await;
}

#[tokio::test]
async fn what_the_database_has_beside_keeps_it_from_nothing_and_is_told() {
    let folder = Folder::first_nine();
    let db = unrecorded(&folder).await;
    db.run("CREATE TABLE of_somebody_else ()").await;
    let ended = run(&db, &folder, &["adopt", "--at", "5"]).ends_with(0);
    assert!(
        ended
            .remarks()
            .contains("'pgconform verify' lists the differences"),
        "{}",
        ended.stderr
    );
    assert_eq!(history(&db).await.len(), 5);
}

#[rstest]
#[case::base(&["adopt", "--at", "base"], &["nothing would be recorded", "help: pass --at VERSION"])]
#[case::no_such_version(&["adopt", "--at", "77"], &["77"])]
#[case::recorded_already(&["adopt", "--at", "3"], &["the database is at 5, so 3 is already recorded"])]
#[tokio::test]
async fn what_cannot_be_recorded_is_one_error(#[case] command: &[&str], #[case] words: &[&str]) {
    let folder = Folder::first_nine();
    let db = TestDb::at_of(&folder.load(), to(5)).await;
    let before = state(&db).await;
    run(&db, &folder, command).fails_with(words);
    assert_unchanged(&db, &before, "adopt").await;
}

#[tokio::test]
async fn an_up_that_finds_its_objects_there_says_how_to_adopt_them_and_only_where_nothing_is_recorded()
 {
    let folder = Folder::first_nine();
    let help = "pgconform adopt --at VERSION";
    let db = unrecorded(&folder).await;
    run(&db, &folder, &["up"]).fails_with(&["already exists", help]);
    let db = TestDb::at_of(&folder.load(), to(1)).await;
    db.run("CREATE TABLE sessions ()").await;
    let ended = run(&db, &folder, &["up"]).ends_with(2);
    assert!(!ended.stderr.contains(help), "{}", ended.stderr);
}

#[tokio::test]
async fn a_role_that_may_not_create_in_public_is_told_who_lets_it() {
    let folder = Folder::first_nine();
    let db = TestDb::at_of(&folder.load(), Target::Base).await;
    db.run("CREATE ROLE \"App\"").await;
    let url = db.url().reveal();
    let mark = if url.contains('?') { "&" } else { "?" };
    let url = format!("{url}{mark}options=-c%20role%3DApp");
    let words = [
        "permission denied for schema public",
        "role \"App\" may not create in schema public",
        "GRANT CREATE ON SCHEMA public TO \"App\";",
    ];
    Pgconform::new(folder.project(), &["up"])
        .env("DATABASE_URL", &url)
        .run()
        .fails_with(&words);
}
