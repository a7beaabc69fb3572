//! `verify-rollback --report FORMAT=FILE` writes any number of reports beside the one on stdout, each as a whole or not
//! at all; what cannot be written is said before anything is proved.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::Value;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

/// A migration without a down.
fn faulty() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "V1__create_a.sql",
        "CREATE TABLE a (id BIGINT PRIMARY KEY);",
    );
    folder.write(
        "V1__create_a.down.sql",
        "-- pgconform: loses a\nDROP TABLE a;",
    );
    folder.write(
        "V2__create_b.sql",
        "CREATE TABLE b (id BIGINT PRIMARY KEY);",
    );
    folder
}

fn read(folder: &Folder, file: &str) -> String {
    fs::read_to_string(folder.project().join(file)).expect("the report was written")
}

#[test]
fn every_report_is_written_beside_the_text_on_stdout() {
    let folder = faulty();
    let words = [
        "verify-rollback",
        "--report=junit=reports/ci/junit.xml",
        "--report=json=report.json",
        "--report=github=report.github",
        "--report=text=report.txt",
    ];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(1);
    assert!(
        ended.stdout.starts_with("does not hold: "),
        "{}",
        ended.stdout
    );
    // A file holds what --verbose shows, too.
    let text = read(&folder, "report.txt");
    let more = text.strip_prefix(&ended.stdout).expect("it begins alike");
    assert!(
        more.starts_with("\nrows at the end: 2 of 2 tables"),
        "{more}"
    );
    let json: Value = serde_json::from_str(&read(&folder, "report.json")).expect("it is JSON");
    assert_eq!(json["holds"], false);
    assert_eq!(json["steps"][1]["verdict"], "no_down");
    let junit = read(&folder, "reports/ci/junit.xml");
    assert!(junit.starts_with("<?xml "), "{junit}");
    assert!(junit.contains("type=\"no_down\""), "{junit}");
    let github = read(&folder, "report.github");
    assert!(
        github.starts_with("::error file=migrations/V2__create_b.sql,"),
        "{github}"
    );
}

#[test]
fn a_report_goes_with_any_format_on_stdout() {
    let folder = faulty();
    let words = [
        "verify-rollback",
        "--format",
        "json",
        "--report",
        "json=report.json",
    ];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(1);
    assert_eq!(read(&folder, "report.json"), ended.stdout);
}

#[rstest]
#[case::no_format(&["report.xml"], &["'report.xml'", "FORMAT=FILE", "text, json, junit, github, sarif, codequality, markdown, html"])]
#[case::no_file(&["junit="], &["'junit='", "FORMAT=FILE"])]
#[case::an_unknown_format(&["xml=report.xml"], &["'xml' is not a format", "text, json, junit, github, sarif, codequality, markdown, html"])]
#[case::two_to_one_file(&["junit=report", "json=./report"], &["two reports go to './report'"])]
#[case::a_folder(&["json=docs"], &["cannot write the report docs", "not a regular file", "help: "])]
#[case::below_a_file(&["json=docs/page/x"], &["cannot write the report", "help: name a file in an existing folder"])]
fn a_report_that_cannot_be_written_is_an_error_before_the_proof(
    #[case] reports: &[&str],
    #[case] says: &[&str],
) {
    let folder = faulty();
    let docs = folder.project().join("docs");
    fs::create_dir(&docs).expect("it is the test's own");
    fs::write(docs.join("page"), "").expect("it is the test's own");
    let reports = reports.iter().flat_map(|report| ["--report", report]);
    let words: Vec<&str> = ["verify-rollback"].into_iter().chain(reports).collect();
    // With no server to be had, a proof would fail otherwise.
    Pgconform::new(folder.project(), &words)
        .env("PGCONFORM_PG_BIN", folder.project().join("nowhere"))
        .run()
        .fails_with(says);
    assert!(!folder.project().join("report").exists());
}

#[test]
fn a_run_without_a_result_leaves_no_report_of_an_earlier_one() {
    let folder = Folder::empty();
    let formats = [
        "text",
        "json",
        "junit",
        "github",
        "sarif",
        "codequality",
        "markdown",
        "html",
    ];
    let mut words = vec!["verify-rollback".to_owned()];
    for format in formats {
        fs::write(folder.project().join(format), "all is well")
            .expect("the folder is the test's own");
        words.push(format!("--report={format}={format}"));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ended = Pgconform::new(folder.project(), &words).run();
    ended.fails_with(&["no migrations in"]);
    for format in formats {
        let text = read(&folder, format);
        assert!(text.contains("no migrations in"), "{format}: {text}");
        assert!(!text.contains("all is well"), "{format}: {text}");
    }
    let json: Value = serde_json::from_str(&read(&folder, "json")).expect("it is JSON");
    assert!(json["error"].is_string(), "{json}");
}

#[rstest]
fn junit_of_a_run_without_a_result_is_of_the_check_that_was_asked(
    #[values("verify", "verify-rollback")] check: &str,
) {
    let folder = Folder::empty();
    let words = [check, "--report=junit=junit.xml"];
    let ended = Pgconform::new(folder.project(), &words).run();
    ended.fails_with(&["no migrations in"]);
    let suite = format!("<testsuite name=\"{check}\"");
    assert!(read(&folder, "junit.xml").contains(&suite), "{check}");
}

/// A word too few, and a report would stand where a migration or the known findings did.
#[rstest]
#[case::a_migration("migrations/V1__create_a.sql")]
#[case::one_that_is_new("migrations/report.sql")]
#[case::the_known_findings("known")]
#[case::the_settings("pgconform.toml")]
#[case::a_row("rows/V1.sql")]
#[case::a_row_where_no_setting_names_its_folder("fixtures/rows/V1.sql")]
#[case::the_set_up("setup.sql")]
fn a_report_replaces_nothing_that_the_run_reads(#[case] file: &str) {
    let folder = faulty();
    let project = folder.project();
    fs::create_dir(project.join("rows")).expect("it is the test's own");
    for (name, text) in [
        ("known", "# Ours.\n"),
        (
            "pgconform.toml",
            "rows = \"rows\"\nsetup = [\"setup.sql\"]\nbaseline = \"known\"\n",
        ),
        ("rows/V1.sql", "SELECT 1;"),
        ("setup.sql", "SELECT 1;"),
    ] {
        fs::write(project.join(name), text).expect("it is the test's own");
    }
    let before = fs::read(project.join(file)).ok();
    let report = format!("--report=json={file}");
    let run = Pgconform::new(project, &["verify-rollback", &report]).run();
    run.fails_with(&["--report would replace", file, "which this run reads"]);
    assert_eq!(fs::read(project.join(file)).ok(), before);
}
