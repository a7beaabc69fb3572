//! Results on stdout, everything else on stderr.

use std::io::{self, ErrorKind, Write};

use pgconform::escape;
use pgconform::report;
use pgconform::runner::Error;
use serde::Serialize;

use super::arguments::{Format, OutputArgs, ReportFormat};
use super::{Context, Failure};

/// Writes a result in the format that was asked for; `text` makes the one for people.
pub fn result<T: Serialize>(
    output: OutputArgs,
    result: &T,
    text: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    match output.format {
        Format::Json => plain(&report::json(result)),
        Format::Text => styled(&text(result)),
    }
}

/// Writes a result for people, in colour on a terminal.
pub fn styled(text: &str) -> Result<(), Failure> {
    let text = escape::output(text);
    write(&mut anstream::stdout().lock(), &text).map_err(Failure::Output)
}

/// Writes a result that a machine reads: as it is, terminal or not. `report` has made it safe to be
/// looked at, as each format says it in its own way.
pub fn plain(text: &str) -> Result<(), Failure> {
    write(&mut io::stdout().lock(), text).map_err(Failure::Output)
}

/// Writes something beside the result, unless only the result is wanted.
pub fn note(context: &Context, text: &str) {
    if !context.quiet {
        // If nobody listens, nothing is lost that the result does not say.
        let text = escape::conceal(&format!("pgconform: {text}\n"));
        let text = escape::output(&escape::continued(&text));
        let _ = write(&mut io::stderr().lock(), &text);
    }
}

/// Writes why there is no result to stderr, and in a format of machines to stdout, too.
pub fn failure(failure: &Failure, format: ReportFormat) {
    // If nobody listens to errors either, the exit status still speaks.
    let text = escape::output(&report::error(failure));
    let _ = write(&mut anstream::stderr().lock(), &text);
    let _ = match format {
        // What is for people has it on stderr.
        ReportFormat::Text | ReportFormat::Junit | ReportFormat::Markdown | ReportFormat::Html => {
            Ok(())
        }
        ReportFormat::Json => plain(&failure_json(failure)),
        ReportFormat::Github => plain(&report::github_error(failure)),
        ReportFormat::Sarif => plain(&report::sarif_error(failure)),
        ReportFormat::Codequality => plain(&report::code_quality_error(failure)),
    };
}

/// Why there is no result, as JSON.
pub fn failure_json(failure: &Failure) -> String {
    let mut object = serde_json::json!({ "error": escape::conceal(&failure.to_string()) });
    if let Failure::Runner(error) | Failure::Reset(error) | Failure::Emptied(error) = failure {
        if let Error::Sql { failed, .. } | Error::DryRun { failed } = error {
            object["failed"] = serde_json::json!(failed);
        }
        if let Error::Sql { done, .. } | Error::Breach { done, .. } | Error::LockLost { done } =
            error
        {
            object["steps"] = serde_json::json!(done);
        }
    }
    report::json(&object)
}

fn write(to: &mut impl Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
