//! Runs a program to its end.

use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::connection::{Ending, ends_with_us};
use crate::postgres::Error;

/// How much of a failed program's words an error repeats, in characters from the end.
const TAIL: usize = 2000;
/// How long a program may take: an installer fetches 30 MB.
const LIMIT: Duration = Duration::from_mins(10);

/// Returns what the program wrote to its standard output, or an error with the end of all it wrote.
pub(in crate::postgres) fn run(
    program: &'static str,
    command: &mut Command,
) -> Result<String, Error> {
    let failed = |output: String| Error::Program { program, output };
    let output = output_within(command, LIMIT);
    let output = output.map_err(|error| failed(not_started(command, &error)))?;
    let output = output.ok_or_else(|| {
        let minutes = LIMIT.as_secs() / 60;
        failed(format!("it did not finish within {minutes} minutes"))
    })?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(failed(format!(
        "{}: {}",
        output.status,
        tail(&format!("{stdout}{stderr}"))
    )))
}

/// What comes of it, with all that it wrote; `None` where it had not ended within `limit`. Then it is ended, with all that
/// it started.
fn output_within(command: &mut Command, limit: Duration) -> io::Result<Option<Output>> {
    let with_us = ends_with_us(command, Ending::Group)?;
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let id = child.id().cast_signed();
    let (running, has_no_end) = channel::<()>();
    let watching = thread::spawn(move || {
        let is_late = has_no_end.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
        if is_late {
            // Where it has ended at this very moment, there is nothing to end.
            _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        is_late
    });
    let output = child.wait_with_output();
    drop(running);
    let is_late = watching.join().unwrap_or(false);
    drop(with_us);
    output.map(|output| (!is_late).then_some(output))
}

/// Why a program did not start; one that is looked for on `PATH` has no slash.
fn not_started(command: &Command, error: &io::Error) -> String {
    let is_searched = !command.get_program().as_bytes().contains(&b'/');
    if is_searched && error.kind() == ErrorKind::NotFound {
        let program = command.get_program().display();
        return format!("there is no {program} on PATH");
    }
    error.to_string()
}

/// The end of a text, begun at a line where it was cut.
pub(in crate::postgres) fn tail(text: &str) -> String {
    let text = text.trim();
    let skip = text.chars().count().saturating_sub(TAIL);
    let end: String = text.chars().skip(skip).collect();
    match end.split_once('\n') {
        Some((_, rest)) if skip > 0 => rest.to_owned(),
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever it has started holds the pipe, too.
    #[test]
    fn a_program_that_does_not_end_is_ended_with_all_that_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & sleep 1000"]);
        let output = output_within(&mut command, Duration::from_millis(200));
        assert!(output.expect("there is a sh").is_none());
    }

    #[test]
    fn what_a_program_writes_in_time_is_returned() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo error >&2; exit 3"]);
        let output = output_within(&mut command, LIMIT);
        let output = output.expect("there is a sh").expect("it ends at once");
        assert_eq!(output.status.code(), Some(3));
        let written = (output.stdout.as_slice(), output.stderr.as_slice());
        assert_eq!(written, (&b"out\n"[..], &b"error\n"[..]));
    }
}
