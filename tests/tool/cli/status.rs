//! `status` is the health check: 0 at head, 1 where something is pending or amiss, and it changes
//! nothing.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

fn status(db: &TestDb, folder: &Folder, more: &[&str]) -> Ended {
    let words = [&["status", "--allow-gaps"], more].concat();
    Pgconform::new(folder.project(), &words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn a_database_at_head_is_healthy() {
    let db = TestDb::at(9).await;
    let before = state(&db).await;
    let ended = status(&db, &Folder::first_nine(), &["--format", "json"]).ends_with(0);
    let found = ended.json();
    assert_eq!(
        keys(&found),
        [
            "applied",
            "at_head",
            "current",
            "database",
            "edited",
            "head",
            "interrupted",
            "invalid_indexes",
            "missing",
            "out_of_order",
            "pending",
            "postgres",
        ]
    );
    assert_eq!(found["at_head"], true);
    assert_eq!(
        (&found["current"], &found["head"]),
        (&json!("9"), &json!("9"))
    );
    assert_eq!(found["database"], db.url().to_string());
    let version = found["postgres"].as_str().expect("a version is text");
    assert!(version.starts_with("16."), "{version}");
    assert_eq!(found["interrupted"], Value::Null);
    for list in [
        "edited",
        "invalid_indexes",
        "missing",
        "out_of_order",
        "pending",
    ] {
        assert_eq!(found[list], json!([]), "{list}");
    }
    let text = status(&db, &Folder::first_nine(), &[]).ends_with(0);
    assert!(text.stdout.starts_with("at head: "), "{}", text.stdout);
    assert_eq!((text.stdout.lines().count(), &*text.remarks()), (1, ""));
    assert_unchanged(&db, &before, "after status").await;
}

/// What is amiss: the database's version, what was done to the folder, and the list that says so.
#[rstest]
#[case::behind(7, |_: &Folder| {}, "pending", json!(["8", "9"]), "run 'pgconform up'")]
#[case::edited(
    9,
    |folder: &Folder| { folder.replace("V0004__create_tasks.sql", "Work", "work"); },
    "edited",
    json!(["4"]),
    "restore the files"
)]
#[case::missing(9, |folder: &Folder| drop_five(folder), "missing", json!(["5"]), "restore")]
#[tokio::test]
async fn a_database_that_is_not_at_head_is_reported_with_the_reason_and_the_fix(
    #[case] version: i64,
    #[case] spoil: impl Fn(&Folder),
    #[case] list: &str,
    #[case] expected: Value,
    #[case] cure: &str,
) {
    let folder = Folder::first_nine();
    spoil(&folder);
    let db = TestDb::at(version).await;
    let before = state(&db).await;
    let found = status(&db, &folder, &["--format", "json"])
        .ends_with(1)
        .json();
    assert_eq!(found["at_head"], false);
    assert_eq!(found[list], expected);
    let text = status(&db, &folder, &[]).ends_with(1).stdout;
    assert!(text.starts_with("not at head: "), "{text}");
    let line = format!("  {list}: ");
    assert!(text.contains(&line) && text.contains(cure), "{text}");
    assert_unchanged(&db, &before, list).await;
}

fn drop_five(folder: &Folder) {
    folder.remove("V0005__index_lookups.sql");
    folder.remove("V0005__index_lookups.down.sql");
}

#[tokio::test]
async fn a_file_that_comes_late_with_a_low_number_is_out_of_order() {
    let folder = Folder::first_nine();
    drop_five(&folder);
    let db = TestDb::head_of(&folder.load_with_gaps()).await;
    let found = status(&db, &Folder::first_nine(), &["--format", "json"]);
    assert_eq!(found.ends_with(1).json()["out_of_order"], json!(["5"]));
    let text = status(&db, &Folder::first_nine(), &[]).ends_with(1).stdout;
    assert!(text.contains("  out of order: 5; give these"), "{text}");
}

#[tokio::test]
async fn a_database_that_was_never_migrated_is_at_base_and_stays_untouched() {
    let db = TestDb::empty().await;
    let before = state(&db).await;
    let found = status(&db, &Folder::first_nine(), &["--format", "json"])
        .ends_with(1)
        .json();
    assert_eq!(found["current"], Value::Null);
    assert_eq!(found["pending"].as_array().map(Vec::len), Some(9));
    assert_unchanged(&db, &before, "after status").await;
    let table = "SELECT to_regclass('refinery_schema_history') IS NULL";
    assert!(db.value::<bool>(table).await, "status made a table");
}

#[tokio::test]
async fn status_waits_for_no_runner() {
    let db = TestDb::at(9).await;
    let runner = db.connect().await;
    let wait = std::time::Duration::ZERO;
    let lock = pgconform::runner::Lock::acquire(&runner, wait).await;
    let lock = lock.expect("it is free");
    status(&db, &Folder::first_nine(), &[]).ends_with(0);
    lock.release(&runner).await.expect("it is held");
}

#[tokio::test]
async fn what_was_applied_is_listed_with_its_time() {
    let before = OffsetDateTime::now_utc();
    let db = TestDb::empty().await;
    let folder = Folder::first_nine();
    let words = ["up", "--to", "2"];
    let up = Pgconform::new(folder.project(), &words).env("DATABASE_URL", db.url().reveal());
    up.run().ends_with(0);
    let found = status(&db, &folder, &["--format", "json"])
        .ends_with(1)
        .json();
    let applied = found["applied"].as_array().expect("it is a list");
    assert_eq!(applied.len(), 2);
    for (applied, name) in applied.iter().zip(["create_users", "keep_updated_at"]) {
        assert_eq!(keys(applied), ["applied_on", "name", "version"]);
        assert_eq!(applied["name"], name);
        let on = applied["applied_on"].as_str().expect("a time is text");
        let on = OffsetDateTime::parse(on, &Rfc3339).expect("it is a time");
        assert!(before <= on && on <= OffsetDateTime::now_utc(), "{on}");
    }
}

#[tokio::test]
async fn a_step_that_stopped_in_the_middle_is_reported_with_the_index_it_left_and_the_fix() {
    let folder = Folder::of("concurrently");
    folder.write(
        "V1__create_a.sql",
        "CREATE TABLE a (id integer);\nINSERT INTO a VALUES (1), (1);\n",
    );
    folder.replace(
        "V2__index_a.sql",
        "CREATE INDEX",
        "ANALYZE a;\nCREATE UNIQUE INDEX",
    );
    let db = TestDb::empty().await;
    let up = Pgconform::new(folder.project(), &["up"]).env("DATABASE_URL", db.url().reveal());
    up.run()
        .fails_with(&["23505", "the next run continues after them"]);

    let found = status(&db, &folder, &["--format", "json"])
        .ends_with(1)
        .json();
    assert_eq!(found["at_head"], false);
    let half = json!({"version": "2", "way": "up", "done": 1, "of": 2});
    assert_eq!(found["interrupted"], half);
    let cure = "DROP INDEX CONCURRENTLY public.idx_a_id";
    let left = json!([{"index": "public.idx_a_id", "table": "public.a", "cure": cure}]);
    assert_eq!(found["invalid_indexes"], left);
    let text = status(&db, &folder, &[]).ends_with(1).stdout;
    let half = "interrupted: up of 2, after 1 of its 2 statements; run 'pgconform up', which continues from there";
    assert!(text.contains(half), "{text}");
    assert!(
        text.contains("invalid index: public.idx_a_id on public.a"),
        "{text}"
    );
}

/// Its history row is there until the way down has ended.
#[tokio::test]
async fn a_way_down_that_stopped_in_the_middle_is_not_at_head() {
    let folder = Folder::of("concurrently");
    for file in ["V3__create_c.sql", "V3__create_c.down.sql"] {
        folder.remove(file);
    }
    folder.replace(
        "V2__index_a.down.sql",
        "DROP INDEX",
        "ANALYZE a;\nSELECT 1 / 0;\nDROP INDEX",
    );
    let db = TestDb::empty().await;
    let run = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", db.url().reveal()).run()
    };
    run(&["up"]).ends_with(0);
    run(&["down", "--to", "1"])
        .fails_with(&["V2__index_a.down.sql, line 4: division by zero", "22012"]);
    let found = run(&["status", "--format", "json"]).ends_with(1).json();
    assert_eq!(found["at_head"], false);
    let half = json!({"version": "2", "way": "down", "done": 1, "of": 3});
    assert_eq!(found["interrupted"], half);
}

/// At head by its history, and not as its migrations made it.
#[tokio::test]
async fn an_invalid_index_is_no_health() {
    let folder = Folder::of("concurrently");
    let db = TestDb::empty().await;
    let up = Pgconform::new(folder.project(), &["up"]).env("DATABASE_URL", db.url().reveal());
    up.run().ends_with(0);
    db.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_a_id'::regclass")
        .await;
    let text = status(&db, &folder, &[]).ends_with(1).stdout;
    assert!(text.starts_with("at head: "), "{text}");
    assert!(
        text.contains("run DROP INDEX CONCURRENTLY public.idx_a_id; and rebuild it"),
        "{text}"
    );
}
