//! `up`, `down` and `reset` say each step and where the database stands then.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, history, state};

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

/// The versions of a move's steps, once its keys are those that are promised.
fn steps(moved: &Value) -> Vec<&str> {
    let keys_of_all = keys(moved).into_iter().filter(|key| *key != "tables");
    assert_eq!(keys_of_all.collect::<Vec<_>>(), ["current", "steps"]);
    let steps = moved["steps"].as_array().expect("steps are a list");
    for step in steps {
        assert_eq!(keys(step), ["ms", "name", "version"]);
        assert!(step["ms"].as_f64().is_some_and(|ms| ms > 0.0), "{step}");
        assert!(step["name"].is_string(), "{step}");
    }
    let version = |step: &'_ Value| step["version"].as_str().map(str::to_owned);
    assert!(steps.iter().all(|step| version(step).is_some()), "{moved}");
    steps
        .iter()
        .filter_map(|step| step["version"].as_str())
        .collect()
}

#[tokio::test]
async fn up_and_down_report_each_step_in_json() {
    let folder = Folder::first_nine();
    let db = TestDb::empty().await;
    let moved = run(&db, &folder, &["up", "--format", "json"])
        .ends_with(0)
        .json();
    assert_eq!(steps(&moved), ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert_eq!(moved["current"], "9");
    assert_eq!(moved["steps"][0]["name"], "create_users");
    assert_eq!(history(&db).await.len(), 9);

    let words = ["down", "--to", "7", "--format", "json"];
    let moved = run(&db, &folder, &words).ends_with(0).json();
    assert_eq!(steps(&moved), ["9", "8"]);
    assert_eq!(moved["current"], "7");

    let words = ["up", "--to", "8", "--format", "json"];
    let moved = run(&db, &folder, &words).ends_with(0).json();
    assert_eq!((steps(&moved), &moved["current"]), (vec!["8"], &json!("8")));

    let words = ["down", "--to", "base", "--format", "json"];
    let moved = run(&db, &folder, &words).ends_with(0).json();
    assert_eq!(steps(&moved).len(), 8);
    assert_eq!(moved["current"], Value::Null);
    assert_eq!(history(&db).await, [""; 0]);
}

#[tokio::test]
async fn up_and_down_report_each_step_in_a_line_of_text() {
    let folder = Folder::first_nine();
    let db = TestDb::at(7).await;
    let moved = run(&db, &folder, &["up"]).ends_with(0);
    let lines: Vec<&str> = moved.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", moved.stdout);
    assert!(
        lines[0].starts_with("✓ 8 add_clerk_identity "),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("✓ 9 add_role "), "{}", lines[1]);
    assert_eq!(lines[2], "the database is at 9");
    assert_eq!(moved.remarks(), "");

    let moved = run(&db, &folder, &["down", "--to", "8"]).ends_with(0);
    let last = moved.stdout.lines().last();
    assert_eq!(last, Some("the database is at 8"), "{}", moved.stdout);
}

#[rstest]
#[case::up(&["up"], "nothing to do: the database is at 9\n")]
#[case::down(&["down", "--to", "9"], "nothing to do: the database is at 9\n")]
#[tokio::test]
async fn a_database_that_is_there_already_is_left_alone(
    #[case] words: &[&str],
    #[case] says: &str,
) {
    let db = TestDb::at(9).await;
    let before = state(&db).await;
    let ended = run(&db, &Folder::first_nine(), words).ends_with(0);
    assert_eq!(ended.stdout, says);
    assert_unchanged(&db, &before, says).await;
}

#[tokio::test]
async fn down_at_base_has_nothing_to_do() {
    let db = TestDb::empty().await;
    let ended = run(&db, &Folder::first_nine(), &["down", "--to", "base"]).ends_with(0);
    assert_eq!(ended.stdout, "nothing to do: the database is at base\n");
}

#[tokio::test]
async fn reset_empties_a_database_and_brings_it_to_head() {
    let db = TestDb::at(9).await;
    db.run("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
        .await;
    let words = ["reset", "--force=postgres", "--format", "json"];
    let moved = run(&db, &Folder::first_nine(), &words).ends_with(0).json();
    assert_eq!(steps(&moved).len(), 9);
    assert_eq!(moved["current"], "9");
    assert_eq!(moved["tables"][0], json!({ "table": "users", "rows": 1 }));
    let before = state(&TestDb::at(9).await).await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM users").await, 0);
    assert_eq!(db.catalog().await, before.catalog);
}

#[tokio::test]
async fn the_folder_and_the_database_are_found_in_each_of_their_places() {
    let folder = Folder::first_nine();
    let elsewhere = Folder::empty();
    let db = TestDb::at(9).await;
    let url = db.url().reveal();
    let path = folder.path();
    let migrations = path.to_str().expect("a temporary path is text");

    let flags = ["status", "--migrations", migrations, "--database-url", &url];
    Pgconform::new(elsewhere.project(), &flags)
        .run()
        .ends_with(0);
    Pgconform::new(elsewhere.project(), &["status"])
        .env("PGCONFORM_MIGRATIONS", migrations)
        .env("DATABASE_URL", &url)
        .run()
        .ends_with(0);
    std::fs::write(
        elsewhere.project().join(".env"),
        format!("OTHER=1\nDATABASE_URL={url}\n"),
    )
    .expect("the folder is the test's own");
    Pgconform::new(elsewhere.project(), &["status", "--migrations", migrations])
        .run()
        .ends_with(0);
}

#[tokio::test]
async fn the_option_goes_before_the_variable_and_the_variable_before_the_file() {
    let folder = Folder::first_nine();
    let db = TestDb::at(9).await;
    let url = db.url().reveal();
    let env_file = folder.project().join(".env");
    let wrong = "postgresql://nobody@host.invalid/none";

    std::fs::write(&env_file, format!("DATABASE_URL={wrong}\n")).expect("it is a test's own");
    run(&db, &folder, &["status"]).ends_with(0);
    Pgconform::new(folder.project(), &["status", "--database-url", &url])
        .env("DATABASE_URL", wrong)
        .run()
        .ends_with(0);
    // An empty variable is one that was not set.
    std::fs::write(&env_file, format!("DATABASE_URL={url}\n")).expect("it is a test's own");
    Pgconform::new(folder.project(), &["status"])
        .env("DATABASE_URL", "")
        .run()
        .ends_with(0);
}

#[tokio::test]
async fn a_number_left_out_is_accepted_where_that_is_asked_for() {
    let folder = Folder::of("gap");
    let db = TestDb::empty().await;
    run(&db, &folder, &["up"]).fails_with(&["no version 2", "--allow-gaps"]);
    let moved = run(&db, &folder, &["up", "--allow-gaps", "--format", "json"]);
    assert_eq!(steps(&moved.ends_with(0).json()), ["1", "3"]);
}

/// Six processes, each with its own session: what a rolling deployment does.
#[tokio::test]
async fn of_six_processes_started_at_once_one_migrates_and_none_fails() {
    let folder = Folder::first_nine();
    let db = TestDb::empty().await;
    let children: Vec<_> = (0..6)
        .map(|_| {
            Pgconform::new(folder.project(), &["up", "--format", "json"])
                .env("DATABASE_URL", db.url().reveal())
                .start()
        })
        .collect();
    let mut counts: Vec<usize> = children
        .into_iter()
        .map(|child| child.wait_with_output().expect("it was started"))
        .map(|output| Ended::new("up".to_owned(), &output).ends_with(0).json())
        .map(|moved| steps(&moved).len())
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, 0, 0, 0, 9]);
    assert_eq!(history(&db).await.len(), 9);
}
