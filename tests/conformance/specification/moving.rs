//! Migrations are written, reviewed and applied; again changes nothing; a bad URL is a clear error.

use std::fs;
use std::time::Duration;

use pgconform::connection::DatabaseUrl;
use pgconform::migrations::{Gaps, Migrations};
use pgconform::runner::{self, Step};
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;

async fn up(db: &mut TestDb, files: &Migrations) -> Vec<String> {
    let steps = runner::up(
        db.client_mut(),
        files,
        Some(files.head()),
        Duration::ZERO,
        |_| {},
    )
    .await;
    let name = |step: Step| step.name;
    steps
        .expect("sound migrations")
        .into_iter()
        .map(name)
        .collect()
}

fn names(files: &Migrations) -> Vec<String> {
    files.all().iter().map(|file| file.name.clone()).collect()
}

#[tokio::test]
async fn an_empty_database_gets_every_migration_in_order() {
    let mut db = TestDb::empty().await;
    let files = migrations();
    assert_eq!(up(&mut db, &files).await, names(&files));
    let tables: Vec<String> = db
        .values("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^refinery' ORDER BY 1")
        .await;
    assert_eq!(tables, ["sessions", "tasks", "users"]);
}

#[tokio::test]
async fn running_again_changes_nothing() {
    let mut db = TestDb::head().await;
    db.accepts(super::ANN).await;
    let history = "SELECT string_agg(h::text, ' ' ORDER BY version) FROM refinery_schema_history h";
    let before = (db.catalog().await, db.value::<String>(history).await);
    assert_eq!(up(&mut db, &migrations()).await, Vec::<String>::new());
    assert_eq!(
        (db.catalog().await, db.value::<String>(history).await),
        before
    );
    let users: i64 = db.value("SELECT count(*) FROM users").await;
    assert_eq!(users, 1);
}

#[tokio::test]
async fn a_new_pair_of_files_is_all_that_a_new_migration_needs() {
    let folder = TempDir::new().expect("a temporary folder");
    for file in migrations().all() {
        let down = file.down.iter();
        for script in down.chain([&file.up]) {
            fs::copy(&script.file, folder.path().join(&script.name)).expect("a copy");
        }
    }
    let next = migrations().head().0 + 1;
    let stem = folder.path().join(format!("V{next:04}__add_phone"));
    fs::write(
        stem.with_extension("sql"),
        "ALTER TABLE users ADD COLUMN phone TEXT;\n",
    )
    .expect("an up");
    fs::write(
        stem.with_extension("down.sql"),
        "ALTER TABLE users DROP COLUMN phone;\n",
    )
    .expect("a down");
    let files = Migrations::load(folder.path(), Gaps::Refuse).expect("sound files");

    let mut db = TestDb::head().await;
    db.accepts(super::ANN).await;
    assert_eq!(up(&mut db, &files).await, ["add_phone"]);
    db.accepts("UPDATE users SET phone = '112'").await;
}

#[rstest]
#[case::nothing("")]
#[case::a_word("hunter2")]
#[case::another_database("mysql://root:hunter2@localhost/todo")]
#[case::no_host("postgresql://")]
#[case::no_number("postgresql://ann:hunter2@localhost:port/todo")]
fn what_is_no_database_url_is_refused_with_an_example_and_not_repeated(#[case] text: &str) {
    let error = text.parse::<DatabaseUrl>().expect_err("no URL").to_string();
    assert!(
        error.contains("postgresql://user:password@host:5432/database"),
        "{error}"
    );
    assert!(!error.contains("hunter2"), "{error}");
}
