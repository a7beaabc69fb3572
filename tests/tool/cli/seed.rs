//! `seed` puts the rows of `fixtures/rows` into a development database, once, and into no other unasked.

use std::fs;

use pgconform::postgres::development::MARKER;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

fn seed(db: &TestDb, folder: &Folder, more: &[&str]) -> Ended {
    let words = [&["seed"], more].concat();
    Pgconform::new(folder.project(), &words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

async fn marked(db: TestDb) -> TestDb {
    db.run(&format!("COMMENT ON DATABASE postgres IS '{MARKER}'"))
        .await;
    db
}

/// Every row with its id and its times.
async fn rows(db: &TestDb) -> Vec<String> {
    let sql = "SELECT u::text FROM users u UNION ALL SELECT s::text FROM sessions s \
        UNION ALL SELECT t::text FROM tasks t ORDER BY 1";
    db.values(sql).await
}

#[tokio::test]
async fn a_second_seed_changes_nothing_and_says_so() {
    let db = marked(TestDb::at(9).await).await;
    let folder = Folder::first_nine();
    let first = seed(&db, &folder, &[]).ends_with(0);
    for table in ["public.sessions: ", "public.tasks: ", "public.users: "] {
        assert!(first.stdout.contains(table), "{}", first.stdout);
    }
    let seeded = rows(&db).await;
    let told = first.stdout.lines().map(|line| {
        let count = line.split(' ').nth(1).unwrap_or_default();
        count.parse::<usize>().expect("a line has its number")
    });
    assert_eq!(told.sum::<usize>(), seeded.len());
    let second = seed(&db, &folder, &[]).ends_with(0);
    assert!(
        second.stdout.contains("nothing changed"),
        "{}",
        second.stdout
    );
    assert_eq!(rows(&db).await, seeded);
}

/// Those of every version there is, whatever ids the database chooses.
#[tokio::test]
async fn a_second_seed_of_all_our_rows_changes_nothing() {
    let db = marked(TestDb::head().await).await;
    let folder = Folder::ours();
    seed(&db, &folder, &[]).ends_with(0);
    let seeded = rows(&db).await;
    assert!(seeded.len() > 9, "{seeded:#?}");
    let second = seed(&db, &folder, &[]).ends_with(0);
    assert!(
        second.stdout.contains("nothing changed"),
        "{}",
        second.stdout
    );
    assert_eq!(rows(&db).await, seeded);
}

#[tokio::test]
async fn rows_of_somebodys_own_are_left_alone_and_what_is_missing_is_added() {
    let db = marked(TestDb::at(9).await).await;
    let own = "INSERT INTO users (id, email, name) VALUES ('own', 'own@example.com', 'Own')";
    db.accepts(own).await;
    let folder = Folder::first_nine();
    seed(&db, &folder, &[]).ends_with(0);
    let is_own = |row: &&String| row.starts_with("(own,own@example.com,");
    assert_eq!(rows(&db).await.iter().filter(is_own).count(), 1);
    assert!(rows(&db).await.len() > 1, "nothing was seeded");

    let more = "INSERT INTO tasks (user_id, title) VALUES ('user_ann', 'one more');";
    fs::write(folder.project().join("fixtures/rows/V9.sql"), more).expect("it is a test's own");
    let third = seed(&db, &folder, &[]).ends_with(0);
    assert_eq!(third.stdout, "public.tasks: 1 row\n");
    let fourth = seed(&db, &folder, &[]).ends_with(0);
    assert!(
        fourth.stdout.contains("nothing changed"),
        "{}",
        fourth.stdout
    );
}

#[tokio::test]
async fn a_database_without_the_marker_takes_none_unless_it_is_named() {
    let db = TestDb::at(9).await;
    let folder = Folder::first_nine();
    for more in [&[][..], &["--force=another"]] {
        seed(&db, &folder, more).fails_with(&["pgconform db start", "--force=postgres"]);
    }
    assert_eq!(rows(&db).await, [""; 0]);
    seed(&db, &folder, &["--force=postgres"]).ends_with(0);
    assert_ne!(rows(&db).await, [""; 0]);
}

#[tokio::test]
async fn a_database_that_is_not_at_head_takes_none() {
    let db = marked(TestDb::at(8).await).await;
    seed(&db, &Folder::first_nine(), &[]).fails_with(&["not at head", "pgconform up"]);
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_named_and_none_is_kept() {
    let db = marked(TestDb::at(9).await).await;
    let folder = Folder::first_nine();
    let wrong = "INSERT INTO users (id, email) VALUES ('x', 'x@example.com');";
    fs::write(folder.project().join("fixtures/rows/V9.sql"), wrong).expect("it is a test's own");
    seed(&db, &folder, &[]).fails_with(&["V9.sql", "23502"]);
    assert_eq!(rows(&db).await, [""; 0]);
}
