//! Confines the programs of PostgreSQL to their own directories.

#[cfg(target_os = "linux")]
mod rules;
#[cfg(target_os = "linux")]
mod system;

use std::path::{Path, PathBuf};
use std::process::Command;

use super::directory::Directory;
use super::program_folders;
use super::user::RunAs;
use crate::postgres::Error;
use crate::postgres::confinement::{allowed, decide, is_below};
use crate::settings::Settings;

/// What a confined server may read, beside its own directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Confined {
    /// Folders of programs and their libraries, which it may also execute.
    programs: Vec<PathBuf>,
    /// Folders and files.
    readable: Vec<PathBuf>,
}

/// What a server wants to do with a file that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read or list it.
    Read,
    /// To write or create it.
    Write,
}

impl Confined {
    /// How the programs in `folder` are confined; `None` where they are not.
    pub fn new(settings: &Settings, folder: &Path) -> Result<Option<Self>, Error> {
        let allowed = allowed(&settings.allow_path)?;
        if !decide(&settings.confine, kernel::version())? {
            return Ok(None);
        }
        let mut programs = kernel::programs();
        programs.extend(program_folders::of(folder));
        let mut readable = kernel::readable();
        readable.extend(allowed);
        Ok(Some(Self { programs, readable }))
    }

    /// Confines a program that has not started to what is the server's in `directory`, and to binding `port`, if it has one.
    pub fn apply(
        &self,
        command: &mut Command,
        directory: &Directory,
        port: Option<u16>,
    ) -> Result<(), Error> {
        let applied = kernel::apply(self, command, directory, port);
        applied.map_err(Error::io("confine the server in", directory.path()))
    }

    /// Whether confinement is what keeps a server from this file: its rules leave the file out, and the server's user
    /// might use it otherwise.
    pub fn refuses(&self, file: &Path, access: Access) -> bool {
        if !file.is_absolute() {
            // It stands in the server's data directory.
            return false;
        }
        let Ok(file) = file.canonicalize().or_else(|_| parent(file)) else {
            return false;
        };
        let is_allowed = access == Access::Read
            && (is_below(&file, &self.programs) || is_below(&file, &self.readable));
        !is_allowed && may(&file, access)
    }
}

/// The folder of a file that is not there.
fn parent(file: &Path) -> std::io::Result<PathBuf> {
    let parent = file.parent().ok_or(std::io::ErrorKind::NotFound)?;
    parent.canonicalize()
}

/// Whether the user that servers run as may do so, where nothing confines it.
fn may(file: &Path, access: Access) -> bool {
    let question = match access {
        Access::Read => "-r",
        Access::Write => "-w",
    };
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"test "$1" "$2""#, "sh", question]);
    command.arg(file).env_clear().current_dir("/");
    RunAs::choose().is_ok_and(|user| {
        user.apply(&mut command);
        command.status().is_ok_and(|status| status.success())
    })
}

#[cfg(target_os = "linux")]
mod kernel {
    pub use super::rules::apply;
    pub use super::system::{programs, readable};
    pub(super) use crate::connection::landlock::version;
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::io;
    use std::path::PathBuf;
    use std::process::Command;

    use super::{Confined, Directory};

    pub fn version() -> i32 {
        0
    }

    pub fn programs() -> Vec<PathBuf> {
        Vec::new()
    }

    pub fn readable() -> Vec<PathBuf> {
        Vec::new()
    }

    pub fn apply(_: &Confined, _: &mut Command, _: &Directory, _: Option<u16>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
