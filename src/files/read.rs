//! Files that are read as a whole: regular ones, up to a limit.
//!
//! A FIFO keeps whoever opens it waiting for a writer, and a device or a file that grows may never end. So what is not a regular
//! file is refused before it is opened and again once it is open, and no more is read than the limit.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::libc::{O_NOCTTY, O_NONBLOCK};

use super::refused_owner;

/// The variable that says another limit.
pub const LIMIT_VARIABLE: &str = "PGCONFORM_FILE_LIMIT";

/// The largest file that is read where nothing says otherwise, in bytes: larger than any migration that people wrote.
pub const DEFAULT_LIMIT: u64 = 100 << 20;

/// One for all of the process: each floor reads files, and whoever runs it decides for all of them.
static LIMIT: AtomicU64 = AtomicU64::new(DEFAULT_LIMIT);

/// Sets the size in bytes up to which files are read by this process.
pub fn set_limit(bytes: u64) {
    LIMIT.store(bytes, Ordering::Relaxed);
}

/// Reads a regular file that is no larger than the limit. Links are followed.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    let (opened, metadata) = open(file)?;
    whole(opened, &metadata)
}

/// The same as text.
pub fn read_text(file: &Path) -> io::Result<String> {
    text(read(file)?)
}

/// The same of a file that decides something for us: `Err` inside says why it cannot be trusted, which is asked of the file
/// that was opened.
pub fn read_trusted(file: &Path) -> io::Result<Result<String, String>> {
    let link = fs::symlink_metadata(file)?;
    let (opened, metadata) = open(file)?;
    if let Some(why) = [&link, &metadata].into_iter().find_map(refused_owner) {
        return Ok(Err(why));
    }
    text(whole(opened, &metadata)?).map(Ok)
}

fn open(file: &Path) -> io::Result<(File, Metadata)> {
    // To open a device may already do something.
    refuse_special(fs::metadata(file)?.file_type())?;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(O_NONBLOCK | O_NOCTTY)
        .open(file)
        .map_err(with_help)?;
    let metadata = opened.metadata()?;
    refuse_special(metadata.file_type())?;
    Ok((opened, metadata))
}

fn with_help(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            let words = format!("{error}\nhelp: make it readable by this user (chmod, chown)");
            io::Error::new(error.kind(), words)
        }
        _ => error,
    }
}

fn whole(opened: File, metadata: &Metadata) -> io::Result<Vec<u8>> {
    let limit = LIMIT.load(Ordering::Relaxed);
    if metadata.len() > limit {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::new();
    // It may have grown, and some files of the system say that they are empty.
    opened
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let words = format!("byte {at} is not UTF-8 text; save the file as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, words)
    })
}

fn refuse_special(found: FileType) -> io::Result<()> {
    if found.is_file() {
        return Ok(());
    }
    let what = if found.is_dir() {
        "it is a folder\nhelp: name a file"
    } else if found.is_fifo() {
        "it is a FIFO, and only regular files are read\nhelp: write its output to a file, and pass that file"
    } else if found.is_socket() {
        "it is a socket, and only regular files are read\nhelp: name a file"
    } else {
        "it is a device, and only regular files are read\nhelp: name a file"
    };
    Err(io::Error::other(what))
}

fn too_large(limit: u64) -> io::Error {
    let words = format!(
        "it is larger than {}, the limit for a file\nhelp: {LIMIT_VARIABLE}=1GB sets another limit",
        shown(limit)
    );
    io::Error::new(io::ErrorKind::FileTooLarge, words)
}

/// A number of bytes in the largest unit that it is a multiple of, as PostgreSQL writes them.
#[must_use]
pub fn shown(bytes: u64) -> String {
    let units = [("GB", 30), ("MB", 20), ("kB", 10)];
    let fits = |(_, bits): &(&str, u32)| bytes > 0 && bytes.trailing_zeros() >= *bits;
    match units.into_iter().find(fits) {
        Some((unit, bits)) => format!("{}{unit}", bytes >> bits),
        None => format!("{bytes}B"),
    }
}
