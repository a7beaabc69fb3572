//! A postmaster: the command that starts it, and when it accepts connections.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Binaries, untrusted};
use crate::postgres::{Error, private};

const POLL: Duration = Duration::from_micros(500);

/// The command that starts one on a data directory; what it writes goes into `log`, which only we can read.
pub(in crate::postgres) fn command(
    binaries: &Binaries,
    data: &Path,
    log: &Path,
) -> Result<Command, Error> {
    // Statements that failed stand in it, with what secrets they have.
    let file = private::file(log)?;
    file.set_len(0).map_err(Error::io("empty", log))?;
    let errors = file.try_clone().map_err(Error::io("write to", log))?;
    let mut command = binaries.command("postgres")?;
    command
        .arg("-D")
        .arg(data)
        // By this the reaper tells it from another process of the same id.
        .current_dir(data)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors)
        // A Ctrl-C, or the end of a terminal, is not for servers; they end with their owners, or later.
        .process_group(0);
    Ok(command)
}

/// Waits for the word `ready` in the eighth line of `postmaster.pid`, which costs no connection; `false` where it ended
/// instead, or was ended as it was not ready in time.
pub(in crate::postgres) fn wait_until_ready(
    postmaster: &mut Child,
    data: &Path,
    deadline: Instant,
) -> Result<bool, Error> {
    let own_pid = postmaster.id().to_string();
    loop {
        let content = untrusted::read(&data.join("postmaster.pid")).unwrap_or_default();
        let mut lines = content.lines();
        // After a crash the file is the dead server's at first.
        let is_ours = lines.next() == Some(&own_pid);
        if is_ours && lines.nth(6).is_some_and(|line| line.trim() == "ready") {
            return Ok(true);
        }
        let ended = postmaster.try_wait();
        let ended = ended.map_err(Error::io("wait for the server in", data))?;
        if ended.is_some() {
            return Ok(false);
        }
        if Instant::now() > deadline {
            let _ = postmaster.kill();
            let _ = postmaster.wait();
            return Ok(false);
        }
        sleep(POLL);
    }
}

/// What it has written.
pub(in crate::postgres) fn log(path: &Path) -> String {
    let log = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&log).into_owned()
}
