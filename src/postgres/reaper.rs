//! The process that removes a run's directory and containers when the run ends, in whatever way it does.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::local::RunAs;
use super::run_directory::{LABEL, owner};
use super::{Error, note};
use crate::settings::Environment;

const SCRIPT: &str = include_str!("reaper.sh");

/// Starts it. It sees the end of this process as the end of its standard input, which no signal to us can prevent.
pub(super) fn start(run: &Path, environment: &Environment) -> Result<(), Error> {
    let mut child = command(run, environment)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(Error::io("start sh to clean up", run))?;
    let mut pipe = child.stdin.take().expect("its standard input is a pipe");
    // Telling it something shows that it runs; the pipe is then held open until we end.
    if pipe.write_all(b"\n").is_err() {
        note::say(
            "the cleanup process did not start; if this run is killed, the next one cleans up",
        );
    }
    std::mem::forget(pipe);
    Ok(())
}

/// The command that cleans up the directory of one run as soon as its standard input ends.
pub(super) fn command(run: &Path, environment: &Environment) -> Command {
    let mut command = Command::new("/bin/sh");
    // A process group of its own: whoever kills our group does not kill what cleans up after us.
    command
        .args(["-c", SCRIPT, "pgconform-reaper"])
        .arg(run)
        .arg(format!("{LABEL}={}", owner(run)))
        .env("PATH", path(environment))
        .current_dir("/")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    if let Ok(RunAs::Nobody(uid, gid)) = RunAs::choose() {
        command.arg(uid.to_string()).arg(gid.to_string());
    }
    command
}

/// Where the user's programs are, `docker` among them, and then the system's: a run whose PATH lacks `rm` is cleaned up too.
fn path(environment: &Environment) -> OsString {
    let mut path = environment.get("PATH").unwrap_or_default().to_owned();
    path.push(":/usr/bin:/bin:/usr/sbin:/sbin");
    path
}
