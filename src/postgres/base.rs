//! The directory above all run directories of this user, and the cleanup of what killed runs left in it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nix::unistd::Uid;

use super::{Error, private, reaper};
use crate::settings::Environment;

/// The base directory in `parent`, made if need be, and a lock. While the lock is held, nobody else sweeps there, or
/// makes a run's directory.
pub(super) fn open(parent: &Path, environment: &Environment) -> Result<(PathBuf, File), Error> {
    private::check_above(parent).map_err(Error::not_private(parent, "PGCONFORM_TMP"))?;
    let ours = ours_in(parent);
    let base = match ours.first() {
        Some(base) => base.clone(),
        None => make(parent)?,
    };
    private::set_mode(&base, private::passage()).map_err(Error::io("change the mode of", &base))?;
    let gate = sweep(&base, environment)?;
    for other in ours.iter().skip(1) {
        let _ = sweep(other, environment);
    }
    Ok((base, gate))
}

/// Sweeps what is ours in `parent`, and makes nothing there.
pub(super) fn sweep_all(parent: &Path, environment: &Environment) {
    for base in ours_in(parent) {
        let _ = sweep(&base, environment);
    }
}

fn name() -> String {
    format!("pgconform-{}", Uid::effective().as_raw())
}

/// The base directories that earlier runs made: mostly one, and another one where somebody else has the plain name.
fn ours_in(parent: &Path) -> Vec<PathBuf> {
    let plain = name();
    let is_a_base = |name: &str| {
        let rest = name.strip_prefix(&plain);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut ours: Vec<PathBuf> = entries
        .filter(|entry| is_a_base(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .filter(|path| private::check(path).is_ok())
        .collect();
    ours.sort();
    ours
}

/// Makes one, under the plain name or, where somebody else took that first, under one that nobody can guess.
fn make(parent: &Path) -> Result<PathBuf, Error> {
    let plain = parent.join(name());
    match private::create(&plain, private::passage()) {
        Ok(()) => return Ok(plain),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Error::io("create", plain)(error)),
    }
    // Another run of ours may have made it a moment ago.
    if private::check(&plain).is_ok() {
        return Ok(plain);
    }
    tempfile::Builder::new()
        .prefix(&format!("{}.", name()))
        .permissions(fs::Permissions::from_mode(private::CLOSED))
        .tempdir_in(parent)
        .map(tempfile::TempDir::keep)
        .map_err(Error::io("create a directory in", parent))
}

/// Removes what runs left behind whose reaper was killed with them.
fn sweep(base: &Path, environment: &Environment) -> Result<File, Error> {
    let gate_path = base.join(".lock");
    let gate = private::file(&gate_path)?;
    gate.lock().map_err(Error::io("lock", &gate_path))?;
    let entries = fs::read_dir(base).map_err(Error::io("read", base))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if private::check(&path).is_err() {
            continue;
        }
        let lock_path = path.join("lock");
        if !lock_path.exists() {
            // The directory was made and its maker killed before it could lock it.
            let _ = fs::remove_dir(&path);
            continue;
        }
        let is_over = private::file(&lock_path).is_ok_and(|lock| lock.try_lock().is_ok());
        if is_over {
            let _ = reaper::command(&path, environment)
                .stdin(Stdio::null())
                .status();
        }
    }
    Ok(gate)
}
