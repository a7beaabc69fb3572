//! What is said of a command line that makes no sense.

use std::env;
use std::io::Write;
use std::process;

use clap::error::ErrorKind;
use clap::{CommandFactory, Error, Parser};
use pgconform::foreign;

use super::common::Format;
use super::{Cli, Command};

/// Reads the command line, or says what is wrong with it and ends with clap's exit status.
pub fn parse() -> Cli {
    let parsed = Cli::try_parse().and_then(|cli| match misfit(&cli) {
        Some(error) => Err(error),
        None => Ok(cli),
    });
    parsed.unwrap_or_else(|error| {
        let mut text = shown(&error);
        for url in env::args_os().filter_map(|word| url(&word.to_string_lossy())) {
            text = text.replace(&url, "<a URL>");
        }
        // If nobody listens, the exit status still speaks.
        let _ = if error.use_stderr() {
            anstream::stderr().write_all(text.as_bytes())
        } else {
            anstream::stdout().write_all(text.as_bytes())
        };
        process::exit(error.exit_code())
    })
}

/// clap's words. It repeats what it does not understand; where that would act on whoever reads it, all of it
/// is shown without clap's colours, which look like any other code.
fn shown(error: &Error) -> String {
    let rendered = error.render();
    let plain = rendered.to_string();
    let shown = foreign::output(&plain);
    if shown == plain {
        rendered.ansi().to_string()
    } else {
        shown
    }
}

/// What is wrong although each word is right by itself.
fn misfit(cli: &Cli) -> Option<Error> {
    let words = match (&cli.command, cli.common.format) {
        (Command::VerifyRollback(arguments), _) => arguments.misfit()?,
        (_, Format::Junit | Format::Github) => {
            "'--format junit' and '--format github' are of verify-rollback alone; \
             every other command has '--format text' and '--format json'"
        }
        _ => return None,
    };
    Some(Cli::command().error(ErrorKind::ArgumentConflict, words))
}

/// The URL in a word that is one, or in `--option=URL`: clap repeats what it does not understand,
/// and a URL may hold a password.
fn url(word: &str) -> Option<String> {
    let before = word.find("://")?;
    let begin = word[..before].find('=').map_or(0, |at| at + 1);
    Some(word[begin..].to_owned())
}
