//! Directories and files that only this user can change.
//!
//! Where other users can write too, in `/tmp` or `/dev/shm`, any name may be theirs already: a directory that
//! leads somewhere else, a link to a file of ours. So nothing is used, swept or deleted before it was seen to be ours.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use nix::libc::O_NOFOLLOW;
use nix::unistd::Uid;

use super::Error;

/// Only we may enter.
pub(super) const CLOSED: u32 = 0o700;

/// Others may pass through to what is theirs, but neither list nor change anything.
///
/// As root we run servers as another user, who must get to the directory of its server.
pub(super) fn passage() -> u32 {
    if Uid::effective().is_root() {
        0o711
    } else {
        CLOSED
    }
}

/// Others may read: as root we run programs as another user.
pub(super) fn readable() -> u32 {
    if Uid::effective().is_root() {
        0o755
    } else {
        CLOSED
    }
}

/// Creates a directory of exactly that mode, whatever the umask is.
pub(super) fn create(path: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().mode(CLOSED).create(path)?;
    set_mode(path, mode)
}

/// Creates a directory of that mode, and those above it that are missing, or checks the one that is there.
///
/// `setting` is the variable with which the user can name another place.
pub(super) fn create_or_check(path: &Path, mode: u32, setting: &'static str) -> Result<(), Error> {
    if let Some(above) = path.parent().filter(|above| !above.exists()) {
        // Who can write into what is made here is for the umask to say, except for others.
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(above)
            .map_err(Error::io("create", above))?;
    }
    match create(path, mode) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            check_to_read(path).map_err(Error::not_private(path, setting))
        }
        created => created.map_err(Error::io("create", path)),
    }
}

/// Refuses what is not a directory, is a link to one, belongs to somebody else, or can be written to by others.
pub(super) fn check(path: &Path) -> Result<(), String> {
    let ours = Uid::effective().as_raw();
    check_owner(path, |owner| owner == ours)
}

/// The same for what we only read: root may have made it for us.
pub(super) fn check_to_read(path: &Path) -> Result<(), String> {
    let ours = Uid::effective().as_raw();
    check_owner(path, |owner| owner == ours || owner == 0)
}

fn check_owner(path: &Path, is_trusted: impl Fn(u32) -> bool) -> Result<(), String> {
    let metadata = fs::symlink_metadata(path).map_err(|error| error.to_string())?;
    Err(if metadata.is_symlink() {
        "it is a symbolic link".to_owned()
    } else if !metadata.is_dir() {
        "it is not a directory".to_owned()
    } else if !is_trusted(metadata.uid()) {
        format!("it belongs to user {}", metadata.uid())
    } else if metadata.mode() & 0o022 != 0 {
        format!(
            "others can write to it (mode {:04o})",
            metadata.mode() & 0o7777
        )
    } else {
        return Ok(());
    })
}

/// Refuses a directory in which others could replace what is ours, or that stands below such a one.
///
/// Who owns a directory that the user named, or one above it, is trusted, unless everybody can write to it.
pub(super) fn check_above(path: &Path) -> Result<(), String> {
    // What is missing will be made in the first that is there.
    let there = path.ancestors().find_map(|it| it.canonicalize().ok());
    let Some(path) = there else {
        return Ok(());
    };
    let ours = Uid::effective().as_raw();
    for directory in path.ancestors() {
        let Ok(metadata) = fs::metadata(directory) else {
            continue;
        };
        let (mode, owner) = (metadata.mode() & 0o7777, metadata.uid());
        if mode & 0o002 == 0 || mode & 0o1000 != 0 && (owner == ours || owner == 0) {
            continue;
        }
        let directory = directory.display();
        return Err(if mode & 0o1000 == 0 {
            format!(
                "everybody can rename and delete what is in {directory} (mode {mode:04o}, without the sticky bit)"
            )
        } else {
            format!("everybody can write to {directory}, which belongs to user {owner}")
        });
    }
    Ok(())
}

/// Gives a file or directory of ours exactly that mode.
pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Opens a file that only we can read, created if need be; never through a link.
pub(super) fn file(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(O_NOFOLLOW)
        .open(path)
        .map_err(Error::io("create", path))
}

/// Writes a file that only we can read, over what it held.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = file(path)?;
    file.set_len(0)
        .and_then(|()| file.write_all(text.as_bytes()))
        .map_err(Error::io("write", path))
}
