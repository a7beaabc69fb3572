//! Copies a data directory.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::user::RunAs;
use crate::postgres::Error;

/// What a running server keeps for itself in its data directory: another one would take the first for
/// its own, and throw the other's content away.
const ITS_OWN: [&str; 2] = ["postmaster.pid", "pg_dynshmem"];

/// The ends of the names of files with the free space and the visible pages of a table. They are hints, a quarter of all files,
/// and a server that misses them works without and makes them anew.
const HINTS: [&str; 2] = ["_fsm", "_vm"];

/// Copies `from` to `to`, which must not exist, and gives every file to `owner`. What a server in `from` keeps for
/// itself stays there, and so do hints.
///
/// The standard library asks the kernel to copy, which shares the blocks where the file system can.
pub(super) fn copy(from: &Path, to: &Path, owner: RunAs) -> Result<(), Error> {
    make(to)?;
    let entries = fs::read_dir(from).map_err(Error::io("read", from))?;
    for entry in entries {
        let entry = entry.map_err(Error::io("read", from))?;
        let target = to.join(entry.file_name());
        let kind = entry
            .file_type()
            .map_err(Error::io("look at", entry.path()))?;
        if ITS_OWN.iter().any(|name| entry.file_name() == *name) {
            if kind.is_dir() {
                make(&target)?;
                owner.own(&target)?;
            }
        } else if is_hint(&entry.file_name()) {
            // It stays behind.
        } else if kind.is_dir() {
            copy(&entry.path(), &target, owner)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Error::io("copy to", &target))?;
            owner.own(&target)?;
        }
    }
    owner.own(to)
}

fn is_hint(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let is_of_a_table = |stem: &str| !stem.is_empty() && stem.bytes().all(|it| it.is_ascii_digit());
    let stems = HINTS.iter().filter_map(|end| name.strip_suffix(end));
    stems.into_iter().any(is_of_a_table)
}

fn make(directory: &Path) -> Result<(), Error> {
    // PostgreSQL refuses a data directory that others can read.
    fs::DirBuilder::new()
        .mode(0o700)
        .create(directory)
        .map_err(Error::io("create", directory))
}
