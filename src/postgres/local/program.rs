//! Runs a program to its end.

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
        .map_err(|error| failed(error.to_string()))?;
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
