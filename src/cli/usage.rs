//! Parses the command line, and explains errors in it.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::process;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, FromArgMatches};
use pgconform::escape;

use super::{Cli, Command, definition, leading};

/// Reads the command line, or says what is wrong with it and ends with clap's exit status.
pub fn parse() -> Cli {
    let words = leading::moved(env::args_os().collect(), &definition::command());
    let parsed = definition::command().try_get_matches_from(&words);
    let parsed = parsed
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .and_then(|cli| match misfit(&cli) {
            Some(error) => Err(error),
            None => Ok(cli),
        });
    parsed.unwrap_or_else(|mut error| {
        suggest_dashes(&mut error, &words);
        suggest_database_url(&mut error, &words);
        let text = shown(&error, &words);
        // If nobody listens, the exit status still speaks.
        let _ = if error.use_stderr() {
            anstream::stderr().write_all(text.as_bytes())
        } else {
            anstream::stdout().write_all(text.as_bytes())
        };
        process::exit(error.exit_code())
    })
}

/// clap's words. It repeats what it does not understand; where that is a secret it is left out, and where it would act on
/// whoever reads it, all of it is shown without clap's colours, which look like any other code.
fn shown(error: &Error, words: &[OsString]) -> String {
    let rendered = error.render();
    let plain = rendered.to_string();
    let mut shown = plain.clone();
    for word in words {
        let word = word.to_string_lossy();
        // clap repeats a word, or what stands behind the name of an option.
        let value = word.split_once('=').map(|(_, value)| value);
        let repeated = [Some(&*word), value].into_iter().flatten();
        // What acts on a terminal is left out by clap.
        let plain = repeated.clone().map(|it| it.replace(char::is_control, ""));
        let plain: Vec<String> = plain.collect();
        for repeated in repeated.chain(plain.iter().map(String::as_str)) {
            let harmless = match url(repeated) {
                Some(url) => repeated.replace(&url, "<a URL>"),
                None => escape::conceal_word(repeated),
            };
            if harmless != repeated {
                shown = shown.replace(repeated, &harmless);
            }
        }
    }
    let shown = escape::output(&escape::conceal(&shown));
    if shown == plain {
        rendered.ansi().to_string()
    } else {
        shown
    }
}

/// What is wrong although each word is right by itself.
fn misfit(cli: &Cli) -> Option<Error> {
    let words = match &cli.command {
        Command::VerifyRollback(arguments) => arguments.misfit()?,
        Command::Merge(arguments) => arguments.misfit()?,
        Command::Verify(arguments) => arguments.reports.misfit()?,
        _ => return None,
    };
    Some(definition::command().error(ErrorKind::ArgumentConflict, words))
}

/// Says where two dashes are missing before somebody else's command or options.
fn suggest_dashes(error: &mut Error, words: &[OsString]) {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else {
        return;
    };
    let command = words.get(1).and_then(|word| word.to_str());
    let what = match command {
        Some("scratch") if !word.starts_with('-') => "the command",
        Some("shell") => "psql's options",
        _ => return,
    };
    let is_misspelt = error.get(ContextKind::SuggestedArg).is_some();
    if error.kind() != ErrorKind::UnknownArgument || is_misspelt {
        return;
    }
    let command = command.unwrap_or_default();
    let tip = format!("write two dashes before {what}: 'pgconform {command} -- {word} ...'");
    add_tip(error, tip);
}

/// Says which option takes a database where only its URL is given.
fn suggest_database_url(error: &mut Error, words: &[OsString]) {
    const OPTION: &str = "database-url";
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else {
        return;
    };
    let cli = definition::command();
    let command = words.get(1).and_then(|word| cli.find_subcommand(word));
    let takes_one = command.is_some_and(|it| it.get_opts().any(|it| it.get_long() == Some(OPTION)));
    if error.kind() == ErrorKind::UnknownArgument && takes_one && url(word) == Some(word.clone()) {
        add_tip(error, format!("name the database with '--{OPTION} URL'"));
    }
}

fn add_tip(error: &mut Error, tip: String) {
    let tip = ContextValue::StyledStrs(vec![tip.into()]);
    error.insert(ContextKind::Suggested, tip);
}

/// The URL in a word that is one, or in `--option=URL`: clap repeats what it does not understand,
/// and a URL may hold a password.
fn url(word: &str) -> Option<String> {
    let before = word.find("://")?;
    let begin = word[..before].find('=').map_or(0, |at| at + 1);
    Some(word[begin..].to_owned())
}
