//! The directory of one server: which parts are ours, and which are the server's.

use std::fs;
use std::path::{Path, PathBuf};

use super::user::RunAs;
use super::{tree, untrusted};
use crate::postgres::run_directory::RunDirectory;
use crate::postgres::{Error, private};
use crate::settings::Settings;

/// The top is ours, so that nobody replaces what stands there: `log`, which only we can read, `process`, which names
/// the postmaster for the reaper, and the directories `data` and `s`, for the socket, which are the server's user's.
#[derive(Debug)]
pub(super) struct Directory(PathBuf);

impl Directory {
    /// A new one, whose data directory is a copy of `data`.
    pub fn with_copy_of(data: &Path, settings: &Settings) -> Result<Self, Error> {
        let directory = Self::without_data(settings)?;
        tree::copy(data, &directory.data(), RunAs::choose()?)?;
        Ok(directory)
    }

    /// A new one, whose data directory is empty.
    pub fn empty(settings: &Settings) -> Result<Self, Error> {
        let directory = Self::without_data(settings)?;
        give(&directory.data())?;
        Ok(directory)
    }

    fn without_data(settings: &Settings) -> Result<Self, Error> {
        let directory = Self(RunDirectory::get(settings)?.server(settings)?);
        give(&directory.sockets())?;
        Ok(directory)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// The name is short, as the path of a socket must be.
    pub fn sockets(&self) -> PathBuf {
        self.0.join("s")
    }

    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The server's own words about itself, as far as they can be read.
    pub fn postmaster_pid(&self) -> String {
        untrusted::read(&self.data().join("postmaster.pid")).unwrap_or_default()
    }

    /// Tells the reaper which process and which System V segment are this server's.
    pub fn name_process(&self, pid: u32, segment: &str) -> Result<(), Error> {
        private::write(&self.0.join("process"), &format!("{pid} {segment}\n"))
    }

    /// Tells the reaper to leave it alone.
    pub fn keep(&self) {
        let _ = private::file(&self.0.join("keep"));
    }

    /// Removes everything; no link is followed.
    pub fn remove(&self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a directory for the server's user alone.
fn give(path: &Path) -> Result<(), Error> {
    private::create(path, private::CLOSED).map_err(Error::io("create", path))?;
    RunAs::choose()?.own(path)
}
