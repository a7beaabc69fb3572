//! An SQL error, shown where it is.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tokio_postgres::error::ErrorPosition;

use super::Stands;
use super::limit::{Limit, NOT_ENDED};
use super::send::MessageError;
use crate::escape;
use crate::migrations::Script;
use crate::sql::{Location, QualifiedName, Statement, statements};

/// So long is the line under a statement at most: as a terminal is wide.
const LONGEST_UNDERLINE: usize = 72;

/// What the server said of a file, and where in the file it points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedSql {
    /// The file's name.
    pub file: String,
    /// Line and column, both from 1, in characters; `None` where the server points nowhere.
    pub place: Option<Location>,
    /// The statement that failed while it ran, where the server points nowhere: its place, and its first line.
    pub statement: Option<Location>,
    /// The five characters of SQLSTATE; `None` where the connection itself broke.
    pub sqlstate: Option<String>,
    /// The table that the server names, if it names one.
    pub table: Option<QualifiedName>,
    /// The server's message.
    pub message: String,
    /// The server's DETAIL.
    pub detail: Option<String>,
    /// The server's HINT.
    pub hint: Option<String>,
    /// What it leaves.
    #[serde(skip)]
    pub stands: Stands,
}

impl FailedSql {
    pub(super) fn new(script: &Script, error: &tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return Self::without_place(script, format!("the connection broke: {error}"));
        };
        let position = match db.position() {
            Some(ErrorPosition::Original(at)) => Some(*at as usize),
            _ => None,
        };
        Self {
            file: script.name.clone(),
            place: position.and_then(|at| location(script, at)),
            statement: None,
            sqlstate: Some(db.code().code().to_owned()),
            table: Option::zip(db.schema(), db.table()).map(|(schema, name)| QualifiedName {
                schema: schema.to_owned(),
                name: name.to_owned(),
            }),
            message: escape::conceal(db.message()),
            detail: db.detail().map(escape::conceal),
            hint: db.hint().map(escape::conceal),
            stands: Self::stands_after(script),
        }
    }

    /// The same where one statement of the file was sent by itself.
    pub(super) fn of_statement(
        script: &Script,
        statement: &Statement<'_>,
        error: &tokio_postgres::Error,
    ) -> Self {
        let failed = Self::of_part(script, statement.start, error);
        failed.at_statement(script, statement.start)
    }

    /// The same where the message at this place of the file, in bytes, was sent.
    pub(super) fn of_message(script: &Script, sent: Range<usize>, error: &MessageError) -> Self {
        let failed = Self::of_part(script, sent.start, &error.error);
        let all = statements(&script.sql[sent.clone()]);
        match error.ended.and_then(|ended| all.get(ended)) {
            Some(statement) => failed.at_statement(script, sent.start + statement.start),
            None => failed,
        }
    }

    /// The same where the whole file was sent.
    pub(super) fn of_script(script: &Script, error: &MessageError) -> Self {
        Self::of_message(script, 0..script.sql.len(), error)
    }

    /// The same where what was sent begins at the `start`-th byte of the file.
    fn of_part(script: &Script, start: usize, error: &tokio_postgres::Error) -> Self {
        let mut failed = Self::new(script, error);
        let position = error.as_db_error().and_then(|db| db.position());
        if let Some(ErrorPosition::Original(at)) = position {
            let before = script.sql[..start].chars().count();
            failed.place = location(script, before + *at as usize);
        }
        failed
    }

    /// The same, of the statement that begins at the `start`-th byte of the file, unless the server points somewhere
    /// or was not reached.
    fn at_statement(mut self, script: &Script, start: usize) -> Self {
        if self.place.is_none() && self.sqlstate.is_some() {
            let before = script.sql[..start].chars().count();
            self.statement = location(script, before + 1);
        }
        self
    }

    /// The same as the fault of a script that ran before it in the same session.
    #[must_use]
    pub fn charged_to(self, script: &Script) -> Self {
        let line = self.location().map(|at| format!(", line {}", at.line));
        let (file, line) = (&self.file, line.unwrap_or_default());
        Self {
            message: format!("at {file}{line} in the same session, {}", self.message),
            file: script.name.clone(),
            place: None,
            statement: None,
            ..self
        }
    }

    /// Where to look: where the server points, or else the statement that failed.
    #[must_use]
    pub fn location(&self) -> Option<&Location> {
        self.place.as_ref().or(self.statement.as_ref())
    }

    /// Whether the line that failed begins with these words, in capital letters.
    pub(crate) fn begins_with(&self, words: &str) -> bool {
        let text = self
            .location()
            .map(|it| it.text.trim_start().to_uppercase());
        text.is_some_and(|text| text.starts_with(words))
    }

    /// Whether the error names this table.
    #[must_use]
    pub fn is_about(&self, schema: &str, name: &str) -> bool {
        let is_named = |table: &QualifiedName| table.schema == schema && table.name == name;
        self.table.as_ref().is_some_and(is_named)
    }

    /// The same of a statement that was cancelled as this limit had passed.
    pub(super) fn ended_by(self, limit: Limit) -> Self {
        Self {
            sqlstate: None,
            message: limit.passed(),
            detail: None,
            hint: None,
            ..self
        }
    }

    /// Whether a limit ended it, the server's for a statement or ours for a command.
    #[must_use]
    pub fn is_ended_by_limit(&self) -> bool {
        const CANCELED: &str = "57014";
        match self.sqlstate.as_deref() {
            Some(state) => state == CANCELED && self.message.ends_with("statement timeout"),
            None => self.message.starts_with(NOT_ENDED),
        }
    }

    /// What a script leaves that fails, as far as its directives say.
    pub(super) fn stands_after(script: &Script) -> Stands {
        if script.directives.no_transaction {
            Stands::OutsideTransaction
        } else {
            Stands::Nothing
        }
    }

    pub(super) fn without_place(script: &Script, message: String) -> Self {
        Self {
            file: script.name.clone(),
            place: None,
            statement: None,
            sqlstate: None,
            table: None,
            message,
            detail: None,
            hint: None,
            stands: Self::stands_after(script),
        }
    }
}

/// A place in a script, whose line is shown without its secrets.
fn location(script: &Script, position: usize) -> Option<Location> {
    let found = Location::of_character(&script.sql, position)?;
    Some(Location {
        text: escape::conceal_in_line(&found.text),
        ..found
    })
}

impl fmt::Display for FailedSql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape::line(&self.file))?;
        match (&self.place, &self.statement) {
            (Some(place), _) => write!(f, ", line {}, column {}", place.line, place.column)?,
            (None, Some(statement)) => write!(f, ", line {}", statement.line)?,
            (None, None) => {}
        }
        write!(f, ": {}", escape::lines(&self.message))?;
        if let Some(sqlstate) = &self.sqlstate {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        if let Some(at) = self.location() {
            // A statement is underlined to the end of its first line.
            let rest = at.text.trim_end().chars().skip(at.column - 1).count();
            let width = match &self.place {
                Some(_) => 1,
                None => rest.min(LONGEST_UNDERLINE),
            };
            f.write_str(&escape::caret(at.line, &at.text, at.column, width))?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\n  detail: {}", escape::lines(detail))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {}", escape::lines(hint))?;
        }
        Ok(())
    }
}
