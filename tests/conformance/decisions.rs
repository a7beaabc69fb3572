//! `migrations/DECISIONS.md` has a row for each matter in which the three documents disagree, and names the
//! tests that hold each decision.

use std::collections::BTreeSet;
use std::fs;

use pgconform::migrations::Target;
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;

use crate::support::folder::crate_folder;
use crate::support::moves::{to, up};
use crate::support::suite::{declares, has_test, in_backticks};
use crate::systems::decided::Decisions;

/// A row of the page.
struct Decision {
    matter: String,
    /// What the documents say, what we do, and why.
    words: [String; 3],
    /// `module::function`, each a test of one of our suites.
    tests: Vec<String>,
}

fn page() -> Vec<Decision> {
    let text = fs::read_to_string(crate_folder().join("migrations/DECISIONS.md"));
    let rows = decisions(&text.expect("the page of decisions"));
    assert!(!rows.is_empty(), "nothing is decided");
    rows
}

fn decisions(page: &str) -> Vec<Decision> {
    let is_row = |line: &&str| {
        line.starts_with('|') && !line.starts_with("|---") && !line.starts_with("| matter |")
    };
    page.lines().filter(is_row).map(decision).collect()
}

fn decision(row: &str) -> Decision {
    // A stroke within a cell is written `\|`.
    let row = row.replace(r"\|", "\0");
    let cells: Vec<String> = row
        .trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().replace('\0', "|"))
        .collect();
    let [matter, documents, ours, why, tests] =
        <[String; 5]>::try_from(cells).unwrap_or_else(|cells| panic!("not five cells: {cells:?}"));
    Decision {
        matter,
        words: [documents, ours, why],
        tests: in_backticks(&tests),
    }
}

#[test]
fn each_decision_says_what_and_why_and_is_held_by_tests_that_are_there() {
    let mut faults = Vec::new();
    for Decision {
        matter,
        words,
        tests,
    } in page()
    {
        if words.iter().any(String::is_empty) || tests.is_empty() {
            faults.push(format!("{matter}: a cell is empty"));
        }
        let missing = tests.iter().filter(|test| !has_test(test));
        faults.extend(missing.map(|test| format!("{matter}: there is no test {test}")));
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn no_matter_is_decided_twice() {
    let page = page();
    let matters: BTreeSet<&str> = page.iter().map(|row| row.matter.as_str()).collect();
    assert_eq!(matters.len(), page.len());
}

/// `systems::findings` sees to it that each promise that is not kept, and each contradiction, has its matter.
#[test]
fn each_matter_that_answers_for_a_promise_has_its_row() {
    let page = page();
    let rows: BTreeSet<&str> = page.iter().map(|row| row.matter.as_str()).collect();
    let decided = Decisions::read();
    let missing: Vec<&str> = decided.matters().difference(&rows).copied().collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn a_row_is_read_with_the_strokes_in_its_cells() {
    let page = "| matter | in | ours | why | held by |\n|---|---|---|---|---|\n| a `b` | `x\\|y` | c | d | `m::f`, `n::g` |\n";
    let rows = decisions(page);
    assert_eq!(rows.len(), 1);
    let Decision {
        matter,
        words,
        tests,
    } = &rows[0];
    assert_eq!(matter, "a `b`");
    assert_eq!(words, &["`x|y`", "c", "d"]);
    assert_eq!(tests, &["m::f", "n::g"]);
}

#[test]
fn a_function_that_is_no_test_holds_nothing() {
    let source = "#[test]\nfn held() {}\nfn helper() {}\n\n#[rstest]\n#[case(1)]\n#[tokio::test]\nasync fn cases(\n) {}\n\n\
        #[rstest]\n#[case(1)]\nfn plain_cases(\n) {}\n\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn threads() {}\n\n\
        #[fixture]\nfn fixture() {}\n";
    for test in ["held", "cases", "plain_cases", "threads"] {
        assert!(declares(source, test), "{test}");
    }
    for other in ["helper", "fixture", "missing"] {
        assert!(!declares(source, other), "{other}");
    }
    assert!(!has_test("decisions::page") && !has_test("nowhere::held") && !has_test("held"));
}

#[tokio::test]
async fn the_tests_run_on_the_postgresql_that_the_page_names() {
    let db = TestDb::head().await;
    let version: i32 = db
        .value("SELECT current_setting('server_version_num')::int / 10000")
        .await;
    let page = page();
    let row = page.iter().find(|row| row.matter == "PostgreSQL");
    let ours = &row.expect("it is decided").words[1];
    assert!(
        ours.starts_with(&format!("{version} ")),
        "{version}: {ours}"
    );
}

#[tokio::test]
async fn the_rows_of_every_version_stand_together_at_head() {
    let files = migrations();
    let mut db = TestDb::empty().await;
    let mut seeded = 0;
    for file in files.all() {
        up(&mut db, &files, to(file.version.0)).await;
        let rows = crate_folder().join(format!("fixtures/rows/V{}.sql", file.version.0));
        if rows.is_file() {
            db.run(&fs::read_to_string(rows).expect("rows in SQL"))
                .await;
            seeded += 1;
        }
    }
    assert!(seeded > 5, "{seeded} files of rows");
    assert_eq!(up(&mut db, &files, Target::Head).await, [0; 0]);
    for table in ["users", "sessions", "tasks"] {
        let rows: i64 = db.value(&format!("SELECT count(*) FROM {table}")).await;
        assert!(rows >= 2, "{table} has {rows} rows");
    }
}
