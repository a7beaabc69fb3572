//! `--log` records who made which step, where, when, and how long it took.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;

fn run(db: &TestDb, words: &[&str]) -> Ended {
    Pgconform::new(Folder::first_nine().project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn each_step_is_an_object_on_its_line() {
    let before = OffsetDateTime::now_utc();
    let db = TestDb::at(7).await;
    for (words, way, versions) in [
        (&["up", "--log", "json"][..], "up", ["8", "9"]),
        (&["down", "--to", "7", "--log", "json"], "down", ["9", "8"]),
    ] {
        let ended = run(&db, words).ends_with(0);
        let lines: Vec<Value> = ended
            .stderr
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line is an object"))
            .filter(|line: &Value| line["message"] == "migrated")
            .collect();
        let seen: Vec<&Value> = lines.iter().map(|line| &line["version"]).collect();
        assert_eq!(seen, versions);
        for line in &lines {
            let all = [
                "by",
                "database",
                "level",
                "message",
                "ms",
                "name",
                "timestamp",
                "user",
                "version",
                "way",
            ];
            assert_eq!(keys(line), all);
            assert_eq!(
                (&line["way"], &line["level"]),
                (&way.into(), &"INFO".into())
            );
            assert_eq!(line["database"], db.url().to_string());
            assert_eq!(line["user"], db.url().user());
            assert!(line["ms"].as_f64().is_some_and(|ms| ms > 0.0), "{line}");
            assert!(
                line["by"].as_str().is_some_and(|by| !by.is_empty()),
                "{line}"
            );
            let at = line["timestamp"].as_str().unwrap_or_default();
            let at = OffsetDateTime::parse(at, &Rfc3339).expect("it is a time");
            assert!(before <= at && at <= OffsetDateTime::now_utc(), "{at}");
        }
    }
}

#[tokio::test]
async fn the_result_is_the_same_and_without_it_nothing_is_recorded() {
    let db = TestDb::at(8).await;
    let plain = run(&db, &["up"]).ends_with(0);
    assert_eq!(plain.remarks(), "");
    let logged = run(&db, &["reset", "--force=postgres", "--log", "text"]).ends_with(0);
    let steps = logged.stderr.matches("migrated").count();
    assert_eq!(steps, 18, "{}", logged.stderr);
    assert_eq!(logged.stdout.lines().last(), Some("the database is at 9"));
}

/// Who waits is told that he waits, whether or not he asked for a log.
#[tokio::test]
async fn a_try_that_got_no_lock_is_a_warning() {
    let db = TestDb::at(8).await;
    db.run("SELECT 1").await;
    let holder = db.connect().await;
    let lock = "BEGIN; LOCK TABLE users IN ACCESS SHARE MODE";
    holder
        .batch_execute(lock)
        .await
        .expect("nobody else has it");
    let ended = run(
        &db,
        &["up", "--lock-timeout", "1", "--statement-timeout", "60"],
    )
    .ends_with(2);
    let tries = ended.stderr.matches("trying again").count();
    assert_eq!(tries, 4, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("tried 5 times, 1 s each time"),
        "{}",
        ended.stderr
    );
}
