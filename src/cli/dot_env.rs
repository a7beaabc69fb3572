//! The nearest `.env`: in the folder where a command is run, or in one above it.

use std::env;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use pgconform::connection::DotEnv;
use pgconform::files;

use super::Failure;

/// Reads it, where there is one. What is wrong with it is said without repeating a line, which may
/// hold a password.
pub fn read() -> Result<Option<DotEnv>, Failure> {
    let Some(path) = find().map_err(|error| failed(&dotenvy::Error::Io(error)))? else {
        return Ok(None);
    };
    let lines = dotenvy::from_path_iter(&path).map_err(|error| failed(&error))?;
    let mut file = DotEnv {
        path: shown(&path),
        variables: std::collections::BTreeMap::default(),
    };
    for line in lines {
        let (name, value) = line.map_err(|error| failed(&error))?;
        // The first of a name counts, as where it is loaded into an environment.
        file.variables.entry(name).or_insert(value);
    }
    Ok(Some(file))
}

/// Where it is.
pub fn find() -> Result<Option<PathBuf>, Error> {
    let here = env::current_dir()?;
    for folder in here.ancestors() {
        let path = folder.join(".env");
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                refuse_others(&path)?;
                return Ok(Some(path));
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(None)
}

/// What somebody else made or can write to says where their server is, and takes our passwords.
fn refuse_others(path: &Path) -> Result<(), Error> {
    let Some(why) = files::somebody_elses(path)? else {
        return Ok(());
    };
    let words = format!(
        "{} is not used: {why}; remove it, or make it yours",
        shown(path).display()
    );
    Err(Error::new(ErrorKind::PermissionDenied, words))
}

/// As short as it is clear.
fn shown(path: &Path) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

fn failed(error: &dotenvy::Error) -> Failure {
    Failure::DotEnv(match error {
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line is malformed".to_owned(),
    })
}
