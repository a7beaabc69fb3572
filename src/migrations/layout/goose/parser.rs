//! Parses a file with goose's annotations.
//!
//! goose goes line by line and knows no SQL: outside `StatementBegin` and `StatementEnd` a statement
//! ends with a line whose last word ends in a semicolon, even inside the body of a function.

use std::ops::Range;
use std::path::Path;

use super::super::sections::{ends_statement, lines};
use super::environment;
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::{Error, Script};
use crate::settings::Environment;

pub(super) fn is_annotation(line: &str) -> bool {
    line.trim().starts_with("--") && line.contains("+goose")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Annotation {
    Up,
    Down,
    StatementBegin,
    StatementEnd,
    NoTransaction,
    EnvsubOn,
    EnvsubOff,
}

const ANNOTATIONS: [(&str, Annotation); 7] = [
    ("Up", Annotation::Up),
    ("Down", Annotation::Down),
    ("StatementBegin", Annotation::StatementBegin),
    ("StatementEnd", Annotation::StatementEnd),
    ("NO TRANSACTION", Annotation::NoTransaction),
    ("ENVSUB ON", Annotation::EnvsubOn),
    ("ENVSUB OFF", Annotation::EnvsubOff),
];

impl Annotation {
    fn read(line: &str) -> Result<Self, String> {
        if line.starts_with([' ', '\t']) {
            return Err("a goose annotation must be at the beginning of its line".to_owned());
        }
        let words = line.replace("--", "").replacen("+goose", "", 1);
        let words = words.trim();
        let known = ANNOTATIONS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(words));
        known.map(|(_, annotation)| *annotation).ok_or_else(|| {
            let names: Vec<&str> = ANNOTATIONS.iter().map(|(name, _)| *name).collect();
            format!(
                "'{words}' is not a goose annotation; the annotations are {}",
                names.join(", ")
            )
        })
    }
}

/// One section, as far as it is read.
#[derive(Default)]
struct Section {
    /// Its lines, each where it stands in the file.
    sql: String,
    messages: Vec<Range<usize>>,
}

/// Both sections of a file.
pub(super) fn parse(
    file: &Path,
    text: &str,
    environment: &Environment,
) -> Result<(Script, Option<Script>), Error> {
    let mut reading = Reading {
        environment: environment.clone(),
        ..Reading::default()
    };
    for (number, (_, line)) in (1..).zip(lines(text)) {
        let wrong = |why| Error::in_file(file, Some(number), why);
        reading.take(line).map_err(wrong)?;
    }
    reading
        .end_section()
        .map_err(|why| Error::in_file(file, None, why))?;
    let execution = |messages: Vec<Range<usize>>| Execution {
        transaction: !reading.no_transaction,
        messages: Messages::List(messages.into_iter().map(Message::without_data).collect()),
    };
    let script = |section: Section| {
        let execution = execution(section.messages);
        Script::theirs(file, section.sql, execution)
    };
    let mut sections = reading.sections.into_iter();
    let Some(up) = sections.next() else {
        return Err(Error::in_file(
            file,
            None,
            "there is no '-- +goose Up' in it",
        ));
    };
    Ok((script(up)?, sections.next().map(script).transpose()?))
}

/// What `StatementBegin` and `StatementEnd` say of the next line.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Marked {
    #[default]
    Nothing,
    /// It is within a statement.
    Statement,
    /// The StatementEnd before it ended nothing: goose takes it for the end, and does not send it.
    Lost,
}

/// What was read so far; the last of `sections` is still open.
#[derive(Default)]
struct Reading {
    sections: Vec<Section>,
    /// Where the statement begins that is not ended, in the open section's text.
    start: Option<usize>,
    marked: Marked,
    no_transaction: bool,
    is_substituting: bool,
    /// How many lines there were, so that a section's text begins at its own line.
    lines: usize,
    environment: Environment,
}

impl Reading {
    fn take(&mut self, line: &str) -> Result<(), String> {
        self.lines += 1;
        if is_annotation(line) {
            self.annotated(Annotation::read(line)?)?;
            self.keep_line("");
            return Ok(());
        }
        let is_substituted;
        let line = if self.is_substituting && !self.sections.is_empty() {
            is_substituted = environment::substitute(line, &self.environment)?;
            &is_substituted
        } else {
            line
        };
        let is_comment = line.trim_start().starts_with("--");
        if self.sections.is_empty() && !is_comment && !line.trim().is_empty() {
            return Err("precedes '-- +goose Up', where only comments are allowed".to_owned());
        }
        if self.start.is_none() && (is_comment || line.is_empty()) {
            self.keep_line(line);
            return Ok(());
        }
        if self.marked == Marked::Lost {
            self.marked = Marked::Nothing;
            self.keep_line("");
            return Ok(());
        }
        self.send(line);
        Ok(())
    }

    fn annotated(&mut self, annotation: Annotation) -> Result<(), String> {
        match annotation {
            Annotation::Up if !self.sections.is_empty() => {
                return Err("a second '-- +goose Up'; write one file for each migration".to_owned());
            }
            Annotation::Down if self.sections.len() != 1 => {
                return Err("'-- +goose Down' must come once, after '-- +goose Up'".to_owned());
            }
            Annotation::Down if self.marked == Marked::Statement => {
                return Err("'-- +goose Down' before the '-- +goose StatementEnd'".to_owned());
            }
            Annotation::Up | Annotation::Down => {
                self.end_section()?;
                self.marked = Marked::Nothing;
                // The lines before it are this section's too, and blank.
                let sql = "\n".repeat(self.lines - 1);
                self.sections.push(Section {
                    sql,
                    ..Section::default()
                });
            }
            Annotation::StatementBegin => self.marked = Marked::Statement,
            Annotation::StatementEnd => {
                if self.marked != Marked::Statement {
                    return Err("'-- +goose StatementEnd' without its StatementBegin".to_owned());
                }
                self.marked = match self.start {
                    Some(_) => Marked::Nothing,
                    None => Marked::Lost,
                };
                self.end_statement();
            }
            Annotation::NoTransaction => self.no_transaction = true,
            Annotation::EnvsubOn => self.is_substituting = true,
            Annotation::EnvsubOff => self.is_substituting = false,
        }
        Ok(())
    }

    /// A line that is not sent, but may hold a directive.
    fn keep_line(&mut self, line: &str) {
        if let Some(section) = self.sections.last_mut() {
            section.sql += line;
            section.sql.push('\n');
        }
    }

    fn send(&mut self, line: &str) {
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        self.start.get_or_insert(section.sql.len());
        section.sql += line;
        section.sql.push('\n');
        if self.marked != Marked::Statement && ends_statement(line) {
            self.end_statement();
        }
    }

    fn end_statement(&mut self) {
        if let (Some(start), Some(section)) = (self.start.take(), self.sections.last_mut()) {
            let message = &section.sql[start..];
            let lead = message.len() - message.trim_start().len();
            section
                .messages
                .push(start + lead..start + message.trim_end().len().max(lead));
        }
    }

    fn end_section(&mut self) -> Result<(), String> {
        let left = self
            .start
            .and_then(|start| Some(self.sections.last()?.sql[start..].trim()));
        match left {
            Some(left) if !left.is_empty() => {
                let first = left.lines().next().unwrap_or_default();
                Err(format!(
                    "'{first}' does not end with a semicolon at the end of a line, or with StatementEnd, so goose refuses it"
                ))
            }
            _ if self.marked == Marked::Statement => {
                Err("a '-- +goose StatementBegin' without its StatementEnd".to_owned())
            }
            _ => {
                self.start = None;
                Ok(())
            }
        }
    }
}
