//! The reports of a check: one on stdout, and any number in files.

mod formats;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pgconform::catalog::Catalog;
use pgconform::findings::Findings;
use pgconform::report::{Answered, Length};
use pgconform::{files, report};
use serde::Serialize;

use formats::{Asked, Found};

pub use formats::Beside;

use super::arguments::ReportFormat;
use super::{Answer, Context, Failure, migrations, output};

#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct ReportArgs {
    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Also write a report into a file, such as junit=report.xml; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse)]
    report: Vec<ReportFile>,
    /// Print all of each line, however long
    #[arg(long, short)]
    verbose: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ReportFile {
    format: ReportFormat,
    file: PathBuf,
}

impl ReportArgs {
    /// What is wrong with them although each is right by itself.
    pub fn misfit(&self) -> Option<String> {
        let files: Vec<PathBuf> = self.report.iter().map(|it| place(&it.file)).collect();
        let twice = (1..files.len()).find(|&at| files[..at].contains(&files[at]))?;
        Some(format!(
            "two reports go to '{}'; give each its own file",
            self.report[twice].file.display()
        ))
    }

    fn length(&self) -> Length {
        if self.verbose {
            Length::Whole
        } else {
            Length::Short
        }
    }

    /// Makes the folders of the files, and fails where a file could not be written, or is one that the run reads.
    pub fn prepare(&self, context: &Context) -> Result<(), Failure> {
        let mut files = self.report.iter();
        files.try_for_each(|it| prepare(&it.file, context))
    }

    /// Writes them all, the one on stdout first; `seen` is what JSON has beside the findings. The answer is whether
    /// anything fails.
    pub fn write<T: Serialize>(
        &self,
        context: &Context,
        findings: &Findings,
        seen: T,
        beside: Beside<'_>,
    ) -> Result<Answer, Failure> {
        let json = report::json(&Answered::new(findings, seen));
        let found = Found {
            findings,
            json: &json,
            beside,
        };
        let asked = Asked::new(findings.check, migrations::folder(context).to_owned());
        let text = |format| (formats::format(format).result)(&found, &asked);
        match self.format {
            ReportFormat::Text => output::styled(&report::findings(findings, self.length()))?,
            format => output::plain(&text(format))?,
        }
        for ReportFile { format, file } in &self.report {
            files::replace(file, &text(*format)).map_err(failed(file))?;
        }
        Ok(if findings.fail() {
            Answer::DoesNotHold
        } else {
            Answer::Holds
        })
    }

    /// Writes into the files why a check has no result, so that none of an earlier run is taken for that of this one.
    pub fn write_failure(&self, context: &Context, check: &'static str, failure: &Failure) {
        let asked = Asked::new(check, migrations::folder(context).to_owned());
        for ReportFile { format, file } in &self.report {
            let text = (formats::format(*format).failure)(failure, &asked);
            // The exit status speaks where this cannot be written either.
            let _ = files::replace(file, &text);
        }
    }
}

/// The page of a schema.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct PageArgs {
    /// Also write a page with a picture of the schema, such as html=schema.html
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_page)]
    report: Option<PathBuf>,
}

impl PageArgs {
    /// Fails where the file could not be written, or is one that the run reads.
    pub fn prepare(&self, context: &Context) -> Result<(), Failure> {
        self.report
            .iter()
            .try_for_each(|file| prepare(file, context))
    }

    /// Writes it, where it was asked for.
    pub fn write(&self, title: &str, catalog: &Catalog) -> Result<(), Failure> {
        let Some(file) = &self.report else {
            return Ok(());
        };
        files::replace(file, &report::html_schema(title, catalog)).map_err(failed(file))
    }
}

/// Reads `html=schema.html`.
fn parse_page(text: &str) -> Result<PathBuf, String> {
    let file = text.strip_prefix("html=").filter(|file| !file.is_empty());
    file.map(PathBuf::from)
        .ok_or_else(|| "write html=FILE: a schema has no other report".to_owned())
}

/// Makes the folder of a file, and fails where it could not be written, or is one that the run reads.
fn prepare(file: &Path, context: &Context) -> Result<(), Failure> {
    let (read, place) = (read_by(context), place(file));
    if read.iter().any(|read| place.starts_with(self::place(read))) {
        return Err(Failure::ReportOverInput(file.to_owned()));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| files::try_replace(file))
        .map_err(failed(file))
}

/// The files and folders that a run reads, which a report must not replace.
fn read_by(context: &Context) -> Vec<PathBuf> {
    let settings = &context.settings;
    let mut read = vec![migrations::folder(context).to_owned(), context.usual_rows()];
    read.extend(
        settings
            .setup
            .value
            .iter()
            .filter_map(|it| it.file().map(Path::to_owned)),
    );
    let named = [&settings.rows, &settings.baseline];
    read.extend(named.into_iter().flatten().map(|it| it.value.clone()));
    read.extend(context.settings_file.clone());
    read
}

/// Reads `junit=report.xml`.
fn parse(text: &str) -> Result<ReportFile, String> {
    let formats = || {
        let all = ReportFormat::value_variants().iter();
        let names =
            all.filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()));
        names.collect::<Vec<_>>().join(", ")
    };
    let (format, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or_else(|| format!("write FORMAT=FILE, where FORMAT is one of {}", formats()))?;
    let format = ReportFormat::from_str(format, false)
        .map_err(|_| format!("'{format}' is not a format; the formats are {}", formats()))?;
    Ok(ReportFile {
        format,
        file: PathBuf::from(file),
    })
}

/// Where a file is, however it is named, as far as that can be seen before it is there.
fn place(file: &Path) -> PathBuf {
    let beside = || {
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(file.file_name()?))
    };
    let found = fs::canonicalize(file).ok().or_else(beside);
    found.unwrap_or_else(|| std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
}

fn failed(file: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = file.to_owned();
    move |source| Failure::Report { path, source }
}
