//! Copies a data directory.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::user::RunAs;
use crate::postgres::Error;

/// Copies `from` to `to`, which must not exist, and gives every file to `owner`.
///
/// The standard library asks the kernel to copy, which shares the blocks where the file system can.
pub(super) fn copy(from: &Path, to: &Path, owner: RunAs) -> Result<(), Error> {
    // PostgreSQL refuses a data directory that others can read.
    fs::DirBuilder::new()
        .mode(0o700)
        .create(to)
        .map_err(Error::io("create", to))?;
    let entries = fs::read_dir(from).map_err(Error::io("read", from))?;
    for entry in entries {
        let entry = entry.map_err(Error::io("read", from))?;
        let target = to.join(entry.file_name());
        let kind = entry
            .file_type()
            .map_err(Error::io("look at", entry.path()))?;
        if kind.is_dir() {
            copy(&entry.path(), &target, owner)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Error::io("copy to", &target))?;
            owner.own(&target)?;
        }
    }
    owner.own(to)
}
