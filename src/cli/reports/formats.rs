//! The formats of reports, in one table: how each writes a result, and how it says that there is none.

use std::env;
use std::path::PathBuf;

use anstream::adapter::strip_str;
use pgconform::catalog::Catalog;
use pgconform::findings::Findings;
use pgconform::migrations::Migration;
use pgconform::report::{Folders, Length, Page};
use pgconform::{escape, report};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::cli::arguments::ReportFormat;
use crate::cli::{Failure, output};

/// Which check was asked, and of which folder.
pub struct Asked {
    pub check: &'static str,
    /// Where the command runs, absolute.
    pub current: PathBuf,
    pub migrations: PathBuf,
}

impl Asked {
    pub fn new(check: &'static str, migrations: PathBuf) -> Self {
        Self {
            check,
            // Where the folder is gone, files keep the names that they were given.
            current: env::current_dir().unwrap_or_default(),
            migrations,
        }
    }

    fn folders(&self) -> Folders<'_> {
        Folders {
            current: &self.current,
            migrations: &self.migrations,
        }
    }
}

/// What a check found.
pub struct Found<'a> {
    pub findings: &'a Findings,
    /// All of it as JSON, which has what the check saw beside its findings.
    pub json: &'a str,
    pub beside: Beside<'a>,
}

/// What a page shows beside the findings.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    pub migrations: &'a [Migration],
    /// What they make; `None` where that was not reached.
    pub schema: Option<&'a Catalog>,
}

/// How a format is written.
pub struct Format {
    pub result: fn(&Found<'_>, &Asked) -> String,
    pub failure: fn(&Failure, &Asked) -> String,
}

/// That of a file; what is for people has no colours there, and all of each line.
pub fn format(format: ReportFormat) -> Format {
    match format {
        ReportFormat::Text => Format {
            result: |found, _| plain(&report::findings(found.findings, Length::Whole)),
            failure: |failure, _| plain(&report::error(failure)),
        },
        ReportFormat::Json => Format {
            result: |found, _| found.json.to_owned(),
            failure: |failure, _| output::failure_json(failure),
        },
        ReportFormat::Junit => Format {
            result: |found, _| report::junit(found.findings),
            failure: junit_error,
        },
        ReportFormat::Github => Format {
            result: |found, asked| report::github(found.findings, &asked.current),
            failure: |failure, _| report::github_error(failure),
        },
        ReportFormat::Sarif => Format {
            result: |found, asked| report::sarif(found.findings, asked.folders()),
            failure: |failure, _| report::sarif_error(failure),
        },
        ReportFormat::Codequality => Format {
            result: |found, asked| report::code_quality(found.findings, asked.folders()),
            failure: |failure, _| report::code_quality_error(failure),
        },
        ReportFormat::Markdown => Format {
            result: |found, asked| report::markdown(found.findings, asked.folders()),
            failure: |failure, asked| report::markdown_error(asked.check, failure, asked.folders()),
        },
        ReportFormat::Html => Format {
            result: page,
            failure: |failure, asked| report::html_error(asked.check, failure),
        },
    }
}

fn page(found: &Found<'_>, _: &Asked) -> String {
    report::html(&Page {
        findings: found.findings,
        migrations: found.beside.migrations,
        schema: found.beside.schema,
    })
}

/// Text without colours, as no file is a terminal.
fn plain(text: &str) -> String {
    strip_str(&escape::output(text)).to_string()
}

fn junit_error(failure: &Failure, asked: &Asked) -> String {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(escape::line(failure.to_string()));
    let mut suite = TestSuite::new(asked.check);
    suite.add_test_case(TestCase::new("pgconform", status));
    let mut report = Report::new("pgconform");
    let text = report.add_test_suite(suite).to_string();
    text.expect("a text can be written to, and XmlString holds nothing that XML forbids")
}
