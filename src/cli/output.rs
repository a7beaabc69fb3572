//! Results on stdout, everything else on stderr.

use std::io::{self, ErrorKind, Write};

use pgconform::foreign;
use pgconform::report;
use pgconform::runner::Error;
use serde::Serialize;

use super::Failure;
use super::common::{Common, Format};

/// Writes a result in the format that was asked for; `text` makes the one for people.
pub fn result<T: Serialize>(
    common: &Common,
    result: &T,
    text: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    match common.format {
        Format::Json => plain(&report::json(result)),
        // The others have been refused where the command has no such result.
        Format::Text | Format::Junit | Format::Github => {
            let text = foreign::output(&text(result));
            write(&mut anstream::stdout().lock(), &text).map_err(Failure::Output)
        }
    }
}

/// Writes a result that a machine reads: as it is, terminal or not. `report` has made it safe to be
/// looked at, as each format says it in its own way.
pub fn plain(text: &str) -> Result<(), Failure> {
    write(&mut io::stdout().lock(), text).map_err(Failure::Output)
}

/// Tells something beside the result, unless the result alone is wanted.
pub fn note(common: &Common, text: &str) {
    if !common.quiet {
        // If nobody listens, nothing is lost that the result does not say.
        let text = foreign::output(&foreign::continued(&format!("pgconform: {text}\n")));
        let _ = write(&mut io::stderr().lock(), &text);
    }
}

/// Says why there is no result.
pub fn failure(common: &Common, failure: &Failure) {
    // If nobody listens to errors either, the exit status still speaks.
    let text = foreign::output(&report::error(failure));
    let _ = write(&mut anstream::stderr().lock(), &text);
    if common.format == Format::Github {
        let _ = write(&mut io::stdout().lock(), &report::github_error(failure));
    }
    if common.format == Format::Json {
        let mut object = serde_json::json!({ "error": failure.to_string() });
        if let Failure::Runner(error) | Failure::Reset(error) | Failure::Emptied(error) = failure {
            if let Error::Sql { failed, .. } | Error::DryRun { failed } = error {
                object["failed"] = serde_json::json!(failed);
            }
            if let Error::Sql { done, .. } = error {
                object["steps"] = serde_json::json!(done);
            }
        }
        let _ = write(&mut io::stdout().lock(), &report::json(&object));
    }
}

fn write(to: &mut impl Write, text: &str) -> io::Result<()> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
