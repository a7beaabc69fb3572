//! Copies a data directory.
//!
//! A server wrote it, and so may a migration have done: nothing in it is believed to be what its name says. Every
//! step goes through a handle of the directory that was opened before, and no link is followed.

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, fchown, fstat, mkdirat, openat, statat};
use rustix::io::Errno;

use super::user::RunAs;
use crate::postgres::Error;

/// What a running server keeps for itself in its data directory: another one would take the first for
/// its own, and throw the other's content away.
const ITS_OWN: [&CStr; 2] = [c"postmaster.pid", c"pg_dynshmem"];

/// The suffixes of free space maps and visibility maps. They are hints, a quarter of all files, and a server
/// that misses them works without and makes them anew.
const HINTS: [&str; 2] = ["_fsm", "_vm"];

/// PostgreSQL refuses a data directory that others can read.
const DIRECTORY_MODE: Mode = Mode::RWXU;
const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR);

/// Copies `from` to `to`, which must not exist, and gives every file to `owner`. What a server in `from` keeps for
/// itself stays there, and so do hints.
///
/// Anything but a directory or a regular file is an error, and so is a file that belongs to another user than
/// `from` does, or that has a second name: it may be somebody's secret.
pub(super) fn copy(from: &Path, to: &Path, owner: RunAs) -> Result<(), Error> {
    let source = open_directory(CWD, from, from)?;
    let stat = fstat(&source).map_err(failed("inspect", from))?;
    make_directory(CWD, to, to)?;
    let target = open_directory(CWD, to, to)?;
    let copy = Copy {
        uid: stat.st_uid,
        owner,
    };
    copy.content(&source, &target, from)?;
    copy.give(target.as_fd(), to)
}

struct Copy {
    /// Whose the files must be.
    uid: u32,
    owner: RunAs,
}

impl Copy {
    /// `place` is the path of `source`, for messages only.
    fn content(&self, source: &OwnedFd, target: &OwnedFd, place: &Path) -> Result<(), Error> {
        for entry in Dir::read_from(source).map_err(failed("read", place))? {
            let entry = entry.map_err(failed("read", place))?;
            let name = entry.file_name();
            if name == c"." || name == c".." || is_hint(name) {
                continue;
            }
            let path = || place.join(name.to_string_lossy().as_ref());
            let kind = match entry.file_type() {
                // Some file systems don't say it in the directory.
                FileType::Unknown => {
                    let stat = statat(source, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW);
                    FileType::from_raw_mode(stat.map_err(failed("inspect", path()))?.st_mode)
                }
                kind => kind,
            };
            let is_its_own = ITS_OWN.contains(&name);
            match kind {
                FileType::Directory => {
                    let path = path();
                    make_directory(target, name, &path)?;
                    let below = open_directory(target, name, &path)?;
                    if !is_its_own {
                        self.content(&open_directory(source, name, &path)?, &below, &path)?;
                    }
                    self.give(below.as_fd(), &path)?;
                }
                _ if is_its_own => {}
                FileType::RegularFile => self.file(source, target, name, path)?,
                _ => return Err(not_a_file(&path())),
            }
        }
        Ok(())
    }

    /// The standard library asks the kernel to copy, which shares the blocks where the file system can.
    fn file(
        &self,
        source: &OwnedFd,
        target: &OwnedFd,
        name: &CStr,
        path: impl Fn() -> PathBuf,
    ) -> Result<(), Error> {
        // It may have become a FIFO since it was listed, which would hold us.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let from = match openat(source, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::LOOP) => return Err(not_a_file(&path())),
            Err(errno) => return Err(failed("copy", path())(errno)),
        };
        let stat = fstat(&from).map_err(failed("inspect", path()))?;
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        if !is_file || stat.st_nlink != 1 || stat.st_uid != self.uid {
            return Err(not_a_file(&path()));
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let to = openat(target, name, flags, FILE_MODE).map_err(failed("copy", path()))?;
        let mut to = File::from(to);
        io::copy(&mut File::from(from), &mut to).map_err(Error::io("copy", path()))?;
        self.give(to.as_fd(), &path())
    }

    fn give(&self, file: BorrowedFd<'_>, path: &Path) -> Result<(), Error> {
        let RunAs::Nobody(uid, gid) = self.owner else {
            return Ok(());
        };
        let (uid, gid) = (uid.as_raw(), gid.as_raw());
        let (uid, gid) = (
            rustix::fs::Uid::from_raw(uid),
            rustix::fs::Gid::from_raw(gid),
        );
        fchown(file, Some(uid), Some(gid)).map_err(failed("change the owner of", path))
    }
}

fn open_directory(
    at: impl AsFd,
    name: impl rustix::path::Arg,
    path: &Path,
) -> Result<OwnedFd, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(at, name, flags, Mode::empty()).map_err(failed("read", path))
}

fn make_directory(at: impl AsFd, name: impl rustix::path::Arg, path: &Path) -> Result<(), Error> {
    mkdirat(at, name, DIRECTORY_MODE).map_err(failed("create", path))
}

fn is_hint(name: &CStr) -> bool {
    let name = name.to_string_lossy();
    let is_of_a_relation =
        |stem: &str| !stem.is_empty() && stem.bytes().all(|it| it.is_ascii_digit());
    let stems = HINTS.iter().filter_map(|end| name.strip_suffix(end));
    stems.into_iter().any(is_of_a_relation)
}

fn not_a_file(path: &Path) -> Error {
    let why =
        "it is neither a directory nor a regular file of the server's own, so it is not followed";
    Error::io("copy", path)(io::Error::other(why))
}

fn failed(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(Errno) -> Error {
    let failed = Error::io(doing, path);
    |errno| failed(errno.into())
}
