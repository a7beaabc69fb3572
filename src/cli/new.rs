//! `pgconform new`: the next pair of files.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use pgconform::migrations::{self, FileName, Migrations};
use pgconform::{files, settings};
use serde::Serialize;
use time::OffsetDateTime;
use time::macros::format_description;

use super::arguments::{FolderArgs, OutputArgs};
use super::{Answer, Context, Failure, migrations as project, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform new add_role
  pgconform new \"add a role\" --migrations db/migrations")]
pub struct Arguments {
    /// What the migration does, in a few words: add_role
    name: String,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// The files that were written.
#[derive(Serialize)]
struct Written {
    up: PathBuf,
    down: PathBuf,
}

pub fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let name = arguments.name.trim().replace([' ', '-'], "_");
    // A name that ends in ".down" would be read as another file's down.
    if FileName::parse(&format!("V1__{name}.sql")).is_none_or(|file| file.name != name) {
        return Err(Failure::MigrationName(arguments.name.clone()));
    }
    // A folder that is no use is refused before anything is made in it.
    next_version(context, arguments)?;
    let folder = project::folder(context);
    fs::create_dir_all(folder).map_err(file("create", folder))?;
    // Of two who ask at once each gets a number of its own.
    let lock = File::open(folder).map_err(file("open", folder))?;
    lock.lock().map_err(file("lock", folder))?;
    let version = next_version(context, arguments)?;
    let stem = format!("V{version}__{name}");
    let written = Written {
        up: folder.join(format!("{stem}.sql")),
        down: folder.join(format!("{stem}.down.sql")),
    };
    write(&written.up, "-- Why:\n\n")?;
    if let Err(failure) = write(&written.down, "\n") {
        // Half a pair would be refused at the next load.
        let _ = fs::remove_file(&written.up);
        return Err(failure);
    }
    output::result(arguments.output, &written, |written| {
        format!("{}\n{}\n", written.up.display(), written.down.display())
    })?;
    Ok(Answer::Holds)
}

/// The version of the next migration: the first where there is none yet.
fn next_version(context: &Context, arguments: &Arguments) -> Result<String, Failure> {
    match project::load_own(context, &arguments.folder) {
        Ok(migrations) => Ok(after(&migrations)),
        Err(
            Failure::Migrations(
                migrations::Error::NoFolder(_)
                | migrations::Error::Elsewhere { .. }
                | migrations::Error::Empty(_),
            )
            | Failure::Settings(settings::Error::NoFolder { .. }),
        ) => Ok("0001".to_owned()),
        Err(failure) => Err(failure),
    }
}

/// The next version, written as the newest one is: a counter of as many digits, or the time.
fn after(migrations: &Migrations) -> String {
    let newest = &migrations.all()[migrations.all().len() - 1];
    if newest.version.is_date() {
        let format = format_description!("[year][month][day][hour][minute][second]");
        let now = OffsetDateTime::now_utc();
        return now
            .format(&format)
            .expect("every part of the format is of a time");
    }
    let file = &newest.up.name;
    let digits = file
        .chars()
        .skip(1)
        .take_while(char::is_ascii_digit)
        .count();
    format!("{:0digits$}", newest.version.0 + 1)
}

/// Writes a file that must not be there yet.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    files::create(path, text).map_err(file("write", path))
}

fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::File {
        doing,
        path,
        source,
    }
}
