//! `verify` names what a database lacks, and what is not applied to it yet.

use pgconform::testing::TestDb;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

fn verify(db: &TestDb, more: &[&str]) -> Ended {
    Pgconform::new(Folder::ours().project(), &[&["verify"], more].concat())
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn a_trigger_that_was_dropped_is_named_as_missing() {
    let db = TestDb::head().await;
    verify(&db, &[]).ends_with(0);
    db.run("DROP TRIGGER update_tasks_updated_at ON tasks")
        .await;
    let ended = verify(&db, &[]).ends_with(1);
    let missing = "missing trigger public.tasks.update_tasks_updated_at  drift-";
    let told = ended
        .stdout
        .lines()
        .any(|line| line.trim().starts_with(missing));
    assert!(told, "{}", ended.stdout);
}

#[tokio::test]
async fn a_database_that_is_behind_is_what_its_migrations_make_and_a_note_names_what_is_pending() {
    let db = TestDb::at(9).await;
    let text = verify(&db, &[]).ends_with(0).stdout;
    assert!(
        text.starts_with("holds: the database is what its migrations make at 9; "),
        "{text}"
    );
    assert!(text.contains("\n  10 "), "{text}");
    let result = verify(&db, &["--format", "json"]).ends_with(0).json();
    let pending = result["pending"].as_array().expect("pending is a list");
    let findings = result["findings"].as_array().expect("findings are a list");
    assert!(!pending.is_empty());
    assert_eq!(findings.len(), pending.len());
    assert_eq!(pending[0]["version"], "10");
    for finding in findings {
        assert_eq!(
            (&finding["kind"], &finding["standing"]),
            (&"pending".into(), &"note".into())
        );
    }
    verify(&db, &["--strict"]).ends_with(1);
    verify(&TestDb::head().await, &["--strict"]).ends_with(0);
}
