//! The one thing a killed postmaster leaves outside its directory.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Removes the System V segment that a killed server left, if its directory still names one.
///
/// PostgreSQL holds 56 bytes there to notice two servers on one directory. A start on the same
/// directory would remove it; a server that is dropped after a crash is never started again.
pub(super) fn remove_leftover(data: &Path) {
    let Ok(pid_file) = fs::read_to_string(data.join("postmaster.pid")) else {
        return;
    };
    // Line 7 holds the segment's key and its id.
    let id = pid_file
        .lines()
        .nth(6)
        .and_then(|line| line.split_whitespace().nth(1));
    if let Some(id) = id {
        let _ = Command::new("ipcrm")
            .args(["-m", id])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}
