//! A schema is made by whatever makes it in the project, and made anew when that changes.

use std::path::Path;

use pgconform::testing::{Command, Folder, Migrator, MigratorError, TestDb};
use pgconform::tokio_postgres::{NoTls, connect};
use rstest::rstest;
use tempfile::TempDir;

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        let parent = path.parent().expect("it has a parent");
        std::fs::create_dir_all(parent).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    folder
}

const VISITS: &str = "CREATE TABLE visits (at timestamptz);\n";

#[rstest]
#[case::sqlx("sqlx", "1_visits.sql")]
#[case::diesel("diesel", "2026-01-01-000000_visits/up.sql")]
#[case::refinery("refinery", "V1__visits.sql")]
#[tokio::test]
async fn a_folder_is_read_in_the_layout_that_it_is_said_to_have(
    #[case] layout: &str,
    #[case] file: &str,
) {
    let folder = folder_with(&[(file, VISITS)]);
    let migrations = Folder::new(folder.path()).layout(layout);
    let db = TestDb::head_of(&migrations).await;
    db.accepts("INSERT INTO visits VALUES (now())").await;
}

#[tokio::test]
async fn a_folder_can_be_applied_up_to_a_version() {
    let folder = folder_with(&[
        ("1_visits.sql", VISITS),
        ("2_pages.sql", "ALTER TABLE visits ADD pages int;\n"),
    ]);
    let migrations = Folder::new(folder.path()).layout("sqlx").at(1);
    let db = TestDb::head_of(&migrations).await;
    let columns =
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'visits'";
    assert_eq!(db.values::<String>(columns).await, ["at"]);
}

#[test]
fn a_layout_of_no_tool_is_refused_with_those_that_are_known() {
    let error = Folder::new("migrations").layout("sqlxx").key();
    let error = error.expect_err("there is none").to_string();
    assert!(
        error.starts_with("'sqlxx' is not a layout; the layouts are "),
        "{error}"
    );
    assert!(error.contains("sqlx,"), "{error}");
}

#[tokio::test]
async fn a_command_makes_the_schema() {
    let folder = folder_with(&[("schema.sql", VISITS)]);
    let file = folder.path().join("schema.sql");
    let psql = Command::new(format!("psql -X -v ON_ERROR_STOP=1 -f {}", file.display()));
    let db = TestDb::head_of(&psql.reads(&file)).await;
    db.accepts("INSERT INTO visits VALUES (now())").await;
}

#[tokio::test]
#[should_panic(expected = "'echo No such tool >&2; false' failed: exit status: 1\nNo such tool")]
async fn a_command_that_fails_fails_the_test_in_its_own_words() {
    TestDb::head_of(&Command::new("echo No such tool >&2; false")).await;
}

#[test]
fn the_key_of_a_command_changes_with_what_it_reads() {
    let folder = folder_with(&[("a/b.sql", VISITS)]);
    let command = Command::new("true").reads(folder.path());
    let before = command.key().expect("a key");
    let write = |path: &Path, text: &str| std::fs::write(path, text).expect("it can be written");
    write(&folder.path().join("a/b.sql"), "CREATE TABLE others ();\n");
    assert_ne!(command.key().expect("a key"), before);
}

/// A migrator of a test's own, which makes one table.
#[derive(Clone)]
struct Table(&'static str);

impl Migrator for Table {
    fn key(&self) -> Result<String, MigratorError> {
        Ok(self.0.to_owned())
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        let (client, connection) = connect(url, NoTls).await?;
        tokio::spawn(connection);
        let create = format!("CREATE TABLE {} (id int)", self.0);
        Ok(client.batch_execute(&create).await?)
    }
}

#[tokio::test]
async fn a_migrator_of_ones_own_makes_the_schema_and_another_key_another_one() {
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    for name in ["first", "second"] {
        let db = TestDb::head_of(&Table(name)).await;
        assert_eq!(db.values::<String>(tables).await, [name]);
    }
}
