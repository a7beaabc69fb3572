//! The nearest `.env`: in the folder where a command is run, or in one above it up to the root of its repository.

use std::env;
use std::fmt::Display;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use pgconform::connection::DotEnv;
use pgconform::{escape, files};

use super::Failure;

/// Reads it, where there is one. What is wrong with it is said without repeating a line, which may
/// hold a password.
pub fn read() -> Result<Option<DotEnv>, Failure> {
    let here = env::current_dir().unwrap_or_default();
    let Some(path) = nearest(&here) else {
        return Ok(None);
    };
    let shown = shown(&here, &path);
    let text = trusted(&path).map_err(|error| failed(&shown, &error))?;
    let file = DotEnv::read(shown.clone(), &text);
    file.map(Some).map_err(|error| failed(&shown, &error))
}

/// Where it is; one that is not ours is an error.
pub fn find() -> Result<Option<PathBuf>, Failure> {
    let here = env::current_dir().unwrap_or_default();
    let Some(path) = nearest(&here) else {
        return Ok(None);
    };
    match trusted(&path) {
        Ok(_) => Ok(Some(path)),
        Err(error) => Err(failed(&shown(&here, &path), &error)),
    }
}

/// As short as it is clear.
fn shown(here: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

fn failed(path: &Path, why: &dyn Display) -> Failure {
    Failure::DotEnv {
        path: escape::line(path.display()),
        why: why.to_string(),
    }
}

/// Some tools of other languages keep a folder of that name, which is none.
fn nearest(here: &Path) -> Option<PathBuf> {
    let mut places = files::up_to_root(here).map(|folder| folder.join(".env"));
    places.find(|path| path.symlink_metadata().is_ok() && !path.is_dir())
}

/// What somebody else made or can write to says where their server is, and takes our passwords.
fn trusted(path: &Path) -> Result<String, Error> {
    files::read_trusted(path)?.map_err(|why| {
        let words = format!("{why}\nhelp: remove it, or make it yours");
        Error::new(ErrorKind::PermissionDenied, words)
    })
}
