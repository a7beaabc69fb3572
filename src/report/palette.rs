//! Colours, by meaning. They are removed if the output is not a terminal, or with `NO_COLOR`.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

use crate::escape;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const NOTED: Style = AnsiColor::Yellow.on_default();
const QUIET: Style = Style::new().dimmed();

pub(super) fn good(text: impl Display) -> String {
    paint(GOOD, text)
}

pub(super) fn bad(text: impl Display) -> String {
    paint(BAD, text)
}

pub(super) fn noted(text: impl Display) -> String {
    paint(NOTED, text)
}

pub(super) fn quiet(text: impl Display) -> String {
    paint(QUIET, text)
}

/// An error as the command's last word on stderr.
#[must_use]
pub fn error(error: &dyn std::error::Error) -> String {
    let words = escape::continued(&escape::conceal(&error.to_string()));
    format!("{} {words}\n", bad("error:"))
}

fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
