//! Files in a directory that a server can write to, and so can a migration: each may have become a link to
//! something of ours, a FIFO that nobody writes to, or a device.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use nix::libc::{O_NOFOLLOW, O_NONBLOCK};

/// Far more than any file of PostgreSQL's has that is read here.
const LIMIT: u64 = 64 << 10;

/// The content of a regular file.
pub(in crate::postgres) fn read(path: &Path) -> io::Result<String> {
    let file = open(path, OpenOptions::new().read(true))?;
    let mut text = String::new();
    file.take(LIMIT).read_to_string(&mut text)?;
    Ok(text)
}

/// Replaces the content of a regular file that is there.
pub(super) fn overwrite(path: &Path, text: &str) -> io::Result<()> {
    let mut file = open(path, OpenOptions::new().write(true))?;
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(text.as_bytes())
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // Without O_NONBLOCK a FIFO would hold us until somebody opens its other end.
    let file = options.custom_flags(O_NOFOLLOW | O_NONBLOCK).open(path)?;
    let metadata = file.metadata()?;
    // A second name may be that of a file elsewhere.
    if metadata.is_file() && metadata.nlink() == 1 {
        Ok(file)
    } else {
        Err(io::Error::other("it is not a regular file of its own"))
    }
}
