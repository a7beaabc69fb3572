//! `pgconform init`: a `pgconform.toml` for the project that it is run in.

mod find;
mod text;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::settings::NAME;
use pgconform::{escape, files};
use serde::Serialize;

use self::find::Found;
use super::arguments::OutputArgs;
use super::context::current_folder;
use super::{Answer, Failure, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform init
  pgconform init --format json")]
pub struct Arguments {
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What was written, and what else could have been.
#[derive(Serialize)]
struct Written {
    file: PathBuf,
    migrations: Found,
    others: Vec<Found>,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let file = PathBuf::from(NAME);
    // Said before a large project is searched.
    if file.symlink_metadata().is_ok() {
        return Err(Failure::SettingsFileExists(file));
    }
    let mut found = find::all(&current_folder()?)?.into_iter();
    let Some(migrations) = found.next() else {
        return Err(Failure::NoMigrations);
    };
    let written = Written {
        file,
        migrations,
        others: found.collect(),
    };
    let text = text::of(&written.migrations, &written.others);
    write(&written.file, &text)?;
    output::result(arguments.output, &written, report)?;
    Ok(Answer::Holds)
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    files::create(file, text).map_err(|source: io::Error| match source.kind() {
        ErrorKind::AlreadyExists => Failure::SettingsFileExists(file.to_owned()),
        _ => Failure::File {
            doing: "write",
            path: file.to_owned(),
            source,
        },
    })
}

fn report(written: &Written) -> String {
    let others: String = written
        .others
        .iter()
        .map(|other| format!("also there: {}\n", escape::line(other)))
        .collect();
    format!(
        "wrote {}: {}\n{others}next: pgconform verify-rollback\n",
        written.file.display(),
        escape::line(&written.migrations),
    )
}
