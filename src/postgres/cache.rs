//! The cache: binaries and templates that are kept between runs.

use std::fmt::Write;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, SystemTime};

use nix::unistd::{Uid, User};
use sha2::{Digest, Sha256};

use super::{Error, private};
use crate::settings::Settings;

/// Between the name of what is built and the process that builds it.
const UNFINISHED: &str = ".tmp-";

const SETTING: &str = "PGCONFORM_CACHE";

/// The cache folder, created if need be: that of the settings, else as each system has it.
///
/// As root it is under `/var/cache`, because the unprivileged user that runs PostgreSQL cannot
/// enter root's home. Nobody else can write to it: what is in it is run, and trusted by every later run.
pub(super) fn folder(settings: &Settings) -> Result<PathBuf, Error> {
    let environment = settings.environment();
    let folder = if let Some(folder) = &settings.cache {
        folder.value.clone()
    } else if Uid::effective().is_root() {
        PathBuf::from("/var/cache/pgconform")
    } else if let Some(folder) = environment.path("XDG_CACHE_HOME") {
        folder.join("pgconform")
    } else {
        let home = environment.path("HOME").or_else(home_of_account);
        let home = home.ok_or(Error::NoHome)?;
        let caches = if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        };
        home.join(caches).join("pgconform")
    };
    // A folder of the user's own choice may be reached through a link.
    let folder = folder.canonicalize().unwrap_or(folder);
    let above = folder.parent().unwrap_or(Path::new("/"));
    private::check_above(above).map_err(Error::not_private(&folder, SETTING))?;
    private::create_or_check(&folder, private::readable(), SETTING).map_err(unwritable)?;
    folder
        .canonicalize()
        .map_err(Error::io("resolve the cache folder", &folder))
}

/// The folder of that name in the cache, which only we can enter, created if need be.
pub(super) fn closed_folder(settings: &Settings, name: &str) -> Result<PathBuf, Error> {
    let folder = folder(settings)?.join(name);
    private::create_or_check(&folder, private::CLOSED, SETTING)?;
    Ok(folder)
}

/// The home that the account of this user has.
fn home_of_account() -> Option<PathBuf> {
    let account = User::from_uid(Uid::effective()).ok()??;
    Some(account.dir).filter(|home| home.is_absolute())
}

/// Returns `folder/name`, building it first if it is not there.
///
/// Any number of processes may ask at once: one builds, under a file lock that a killed builder
/// gives up, the others wait. `build` gets a path beside the final one, which is renamed last:
/// what stands under the final name is whole.
pub(super) async fn get_or_build(
    folder: &Path,
    name: &str,
    build: impl AsyncFnOnce(&Path) -> Result<(), Error>,
) -> Result<PathBuf, Error> {
    let ready = folder.join(name);
    if is_ours(&ready)? {
        mark_used(&ready);
        // A killed builder's program may have written on.
        remove_unfinished(folder, name);
        return Ok(ready);
    }
    let _lock = lock(folder, name)?;
    if is_ours(&ready)? {
        return Ok(ready);
    }
    // Under the lock nobody else builds this name: what stands here is a killed builder's. A program that it started may
    // still write there, so that our own name is another.
    remove_unfinished(folder, name);
    let unfinished = folder.join(format!("{name}{UNFINISHED}{}", process::id()));
    build(&unfinished)
        .await
        .inspect_err(|_| drop(remove(&unfinished)))?;
    fs::rename(&unfinished, &ready).map_err(Error::io("rename", &unfinished))?;
    Ok(ready)
}

/// Whether it is there; an error where it is not ours alone.
fn is_ours(ready: &Path) -> Result<bool, Error> {
    if fs::symlink_metadata(ready).is_err() {
        return Ok(false);
    }
    private::check_to_read(ready).map_err(Error::not_private(ready, SETTING))?;
    Ok(true)
}

/// Creates the folder if need be; an error says why nothing can be written into it.
pub(super) fn make_writable(folder: &Path) -> Result<(), Error> {
    private::create_or_check(folder, private::CLOSED, SETTING)?;
    tempfile::tempfile_in(folder)
        .map(drop)
        .map_err(Error::io("write into", folder))
}

/// Waits until nobody else builds `folder/name`; the lock is held until the file is dropped.
pub(super) fn lock(folder: &Path, name: &str) -> Result<File, Error> {
    let path = folder.join(format!("{name}.lock"));
    let lock = private::file(&path).map_err(unwritable)?;
    lock.lock().map_err(Error::io("lock", &path))?;
    Ok(lock)
}

/// Whether another process builds `folder/name` now.
pub(super) fn is_being_built(folder: &Path, name: &str) -> bool {
    let lock = File::open(folder.join(format!("{name}.lock")));
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}

/// What cannot be removed costs only its size.
fn remove_unfinished(folder: &Path, name: &str) {
    let start = format!("{name}{UNFINISHED}");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&start) {
            let _ = remove(&entry.path());
        }
    }
}

fn unwritable(error: Error) -> Error {
    match error {
        Error::Io { .. } => Error::Cache(Box::new(error)),
        other => other,
    }
}

/// Removes what nobody has asked for in a week: a template is made anew in a second, and every
/// change of a migration makes another one.
pub(super) fn forget_unused(folder: &Path) {
    const WEEK: Duration = Duration::from_hours(7 * 24);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified());
        let age = age.ok().and_then(|modified| modified.elapsed().ok());
        if age.is_some_and(|age| age > WEEK) {
            let _ = remove(&entry.path());
        }
    }
}

/// A short name for a content: the first `bytes` bytes of its SHA-256, in hexadecimal.
pub(super) fn fingerprint(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut name = String::new();
    for byte in hash.finalize().iter().take(bytes) {
        let _ = write!(name, "{byte:02x}");
    }
    name
}

fn mark_used(path: &Path) {
    // In a cache that is only readable nothing is ever forgotten either.
    let _ = File::open(path).and_then(|file| file.set_modified(SystemTime::now()));
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}
