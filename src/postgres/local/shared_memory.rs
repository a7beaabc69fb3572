//! The one thing a killed postmaster leaves outside its directory.

use std::process::{Command, Stdio};

use super::user::RunAs;

/// The id of a server's System V segment, from what it wrote into `postmaster.pid`: line 7 has the key and the id.
///
/// PostgreSQL holds 56 bytes there to notice two servers on one directory.
pub(super) fn segment(postmaster_pid: &str) -> Option<&str> {
    let id = postmaster_pid.lines().nth(6)?.split_whitespace().nth(1)?;
    id.bytes().all(|byte| byte.is_ascii_digit()).then_some(id)
}

/// Removes the segment that a killed server left. A start on the same directory would do so; a server that is
/// dropped after a crash is never started again.
///
/// The id comes from a file that a migration can write to, so it is removed as the server's user, who can remove
/// nobody else's.
pub(super) fn remove(segment: &str) {
    let mut command = Command::new("ipcrm");
    command
        .args(["-m", segment])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Ok(user) = RunAs::choose() {
        user.apply(&mut command);
        let _ = command.status();
    }
}
