//! `pgconform man`

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;
use pgconform::files;

use super::{Answer, Failure, definition, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform man | man -l -
  pgconform man /usr/local/share/man/man1")]
pub struct Arguments {
    /// Folder to write the pages of all commands into [default: print the one of pgconform]
    folder: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut command = definition::command();
    command.build();
    match &arguments.folder {
        None => output::plain(&page(command))?,
        Some(folder) => {
            fs::create_dir_all(folder).map_err(failed(folder))?;
            write(folder, "pgconform", command)?;
        }
    }
    Ok(Answer::Holds)
}

/// The page of a command and of each below it: `pgconform-db-start.1`.
fn write(folder: &Path, name: &str, command: Command) -> Result<(), Failure> {
    for below in command.get_subcommands() {
        if below.get_name() != "help" {
            write(
                folder,
                &format!("{name}-{}", below.get_name()),
                below.clone(),
            )?;
        }
    }
    let file = folder.join(format!("{name}.1"));
    files::replace(&file, &page(command)).map_err(failed(&file))
}

fn page(command: Command) -> String {
    let mut text = Vec::new();
    let written = Man::new(command).render(&mut text);
    written.expect("memory can be written to");
    String::from_utf8_lossy(&text).into_owned()
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::File {
        doing: "write",
        path,
        source,
    }
}
