//! A move that cannot be made is refused with the file or the version, and the cure; what it changed
//! before it failed is said.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::json;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

#[rstest]
#[case("no_down", &["cannot go below 2", "V2__create_b has no down", "write V2__create_b.down.sql"])]
#[case("irreversible", &["cannot go below 2", "irreversible because nobody kept the paper"])]
#[case("commit_in_a_down", &["V2__create_b.down.sql, line 3", "remove COMMIT and ROLLBACK from it"])]
#[case("syntax_error_in_a_down", &[
    "V2__create_b.down.sql, line 2, column 6", "SQLSTATE 42601", "2 | DROP TABEL a;", "nothing was changed",
])]
#[tokio::test]
async fn a_downgrade_that_cannot_be_made_is_refused_with_the_file_and_the_fix(
    #[case] case: &str,
    #[case] words: &[&str],
) {
    let folder = Folder::of(case);
    let db = TestDb::head_of(&folder.load()).await;
    let before = state(&db).await;
    for command in [
        &["down", "--to", "base"][..],
        &["reset", "--force=postgres"],
    ] {
        Pgconform::new(folder.project(), command)
            .env("DATABASE_URL", db.url().reveal())
            .run()
            .fails_with(words);
        assert_unchanged(&db, &before, case).await;
    }
}

#[tokio::test]
async fn an_upgrade_whose_sql_fails_says_what_stands() {
    let folder = Folder::of("syntax_error_in_an_up");
    let db = TestDb::empty().await;
    let words = [
        "V2__create_b.sql, line 3, column 9",
        "SQLSTATE 42601",
        "3 | \tCREATE TABEL c",
        "    | \t       ^",
        "already committed: 1 step, the last one 1 create_a",
    ];
    Pgconform::new(folder.project(), &["up"])
        .env("DATABASE_URL", db.url().reveal())
        .run()
        .fails_with(&words);
}

#[rstest]
#[case::up(&["up", "--to", "3"], &["at 5", "3 is below", "pgconform down"])]
#[case::up_to_base(&["up", "--to", "base"], &["at 5", "base is below", "pgconform down"])]
#[case::down(&["down", "--to", "head"], &["at 5", "9 is above", "pgconform up"])]
#[tokio::test]
async fn a_target_on_the_other_side_is_refused_with_the_other_command(
    #[case] command: &[&str],
    #[case] words: &[&str],
) {
    let folder = Folder::first_nine();
    let db = TestDb::at(5).await;
    let before = state(&db).await;
    Pgconform::new(folder.project(), command)
        .env("DATABASE_URL", db.url().reveal())
        .run()
        .fails_with(words);
    assert_unchanged(&db, &before, "the wrong way").await;
}

/// What a script needs to point at the place, and to know what was done before it.
#[tokio::test]
async fn failing_sql_is_reported_in_json_with_its_place_and_what_stands() {
    let folder = Folder::first_nine();
    folder
        .write("V0010__odd.sql", "SELECT 1;\nSELECT nothing;\n")
        .write("V0010__odd.down.sql", "SELECT 1;\n");
    let db = TestDb::at(8).await;
    let run = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", db.url().reveal())
            .run()
            .ends_with(2)
            .json()
    };
    for (words, steps) in [
        (&["up", "--dry-run", "--format", "json"][..], None),
        (&["up", "--format", "json"], Some("9")),
    ] {
        let told = run(words);
        let failed = &told["failed"];
        assert_eq!(failed["file"], "V0010__odd.sql");
        assert_eq!(
            failed["place"],
            json!({"line": 2, "column": 8, "text": "SELECT nothing;"})
        );
        assert_eq!(failed["sqlstate"], "42703");
        assert_eq!(failed["message"], "column \"nothing\" does not exist");
        let error = told["error"].as_str().unwrap_or_default();
        assert!(
            error.contains("V0010__odd.sql, line 2, column 8"),
            "{error}"
        );
        assert_eq!(told["steps"][0]["version"].as_str(), steps);
    }
}
