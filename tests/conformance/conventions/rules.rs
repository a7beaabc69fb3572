//! Rules for every table, read from the catalogue.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::exceptions::{EXCEPTIONS, excuse};
use super::{Violation, here, lines};

/// `WITH` what every rule may build on.
const PRELUDE: &str = include_str!("prelude.sql");

/// Each rule with its SQL, in the order of their names.
pub fn all() -> Vec<(String, String)> {
    let mut files = sql_files();
    files.retain(|path| !is_breach(path));
    assert!(!files.is_empty(), "there are no rules");
    files.iter().map(|path| (stem(path), text(path))).collect()
}

/// The tables that the rules are about; there are some, since none would keep every rule.
pub async fn tables(db: &TestDb) -> Vec<String> {
    let tables = of(db, "SELECT shown FROM our_table ORDER BY 1").await;
    assert!(!tables.is_empty(), "there are no tables");
    tables
}

/// What breaks any rule in this database, exceptions included.
pub async fn violations(db: &TestDb) -> Vec<Violation> {
    tables(db).await;
    let mut found = Vec::new();
    for (rule, sql) in all() {
        found.extend(breaches(db, &rule, &sql).await);
    }
    found.sort();
    found
}

/// What breaks one rule.
async fn breaches(db: &TestDb, rule: &str, sql: &str) -> Vec<Violation> {
    let objects = of(db, sql).await.into_iter();
    objects.map(|object| Violation::new(rule, object)).collect()
}

async fn of(db: &TestDb, sql: &str) -> Vec<String> {
    db.values(&format!("{PRELUDE}\n{sql}")).await
}

#[rstest]
#[tokio::test]
async fn our_schema_keeps_the_rule(
    #[files("tests/conformance/conventions/rules/*.sql")]
    #[exclude(r"\.breach\.sql$")]
    path: PathBuf,
) {
    let db = TestDb::head().await;
    let (rule, sql) = (stem(&path), text(&path));
    tables(&db).await;
    let (found, _) = excuse(breaches(&db, &rule, &sql).await, EXCEPTIONS);
    assert!(
        found.is_empty(),
        "{:#?}\nThe rule, and why:\n{sql}",
        lines(&found)
    );
}

/// The first lines of a breach, `-- breaks: OBJECT`, are all that any rule finds in addition.
#[rstest]
#[tokio::test]
async fn the_rule_names_what_breaks_it_and_nothing_else(
    #[files("tests/conformance/conventions/rules/*.breach.sql")] path: PathBuf,
) {
    let db = TestDb::head().await;
    let breach = text(&path);
    let rule = stem(&path);
    let mut expected: Vec<Violation> = breach
        .lines()
        .map_while(|line| line.strip_prefix("-- breaks: "))
        .map(|object| Violation::new(&rule, object))
        .collect();
    expected.sort();
    assert!(
        !expected.is_empty(),
        "the breach names nothing that breaks {rule}"
    );

    let before = violations(&db).await;
    db.run(&breach).await;
    let mut added = violations(&db).await;
    added.retain(|violation| !before.contains(violation));
    assert_eq!(lines(&added), lines(&expected));
}

#[test]
fn each_rule_has_its_breach() {
    let (breaches, rules): (Vec<_>, Vec<_>) =
        sql_files().into_iter().partition(|path| is_breach(path));
    let names = |paths: &[PathBuf]| paths.iter().map(|path| stem(path)).collect::<Vec<_>>();
    assert_eq!(names(&breaches), names(&rules));
}

fn sql_files() -> Vec<PathBuf> {
    let folder = here("tests/conformance/conventions/rules");
    let entries = fs::read_dir(folder).expect("the folder of the rules");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    files
}

fn is_breach(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".breach.sql")
}

/// The file's name up to the first dot.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
