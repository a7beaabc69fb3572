//! Runs a program to its end.

use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};

use crate::postgres::Error;

/// How much of a failed program's words an error repeats, in characters from the end.
const TAIL: usize = 2000;

/// Returns what the program wrote to its standard output, or an error with the end of all it wrote.
pub(in crate::postgres) fn run(
    program: &'static str,
    command: &mut Command,
) -> Result<String, Error> {
    let failed = |output: String| Error::Program { program, output };
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(not_started(command, &error)))?;
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
