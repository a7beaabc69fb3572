//! An SQL error, shown where it is.

use std::fmt;

use serde::Serialize;
use tokio_postgres::error::ErrorPosition;

use crate::escape;
use crate::migrations::Script;
use crate::sql::{Location, QualifiedName, Statement};

/// What the server said of a file, and where in the file it points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedSql {
    /// The file's name.
    pub file: String,
    /// Line and column, both from 1, in characters; `None` where the server points nowhere.
    pub place: Option<Location>,
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
    /// Whether the file ran outside a transaction, so that what it did before it failed stands.
    #[serde(skip)]
    pub outside_transaction: bool,
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
            place: position.and_then(|at| Location::of_character(&script.sql, at)),
            sqlstate: Some(db.code().code().to_owned()),
            table: Option::zip(db.schema(), db.table()).map(|(schema, name)| QualifiedName {
                schema: schema.to_owned(),
                name: name.to_owned(),
            }),
            message: db.message().to_owned(),
            detail: db.detail().map(str::to_owned),
            hint: db.hint().map(str::to_owned),
            outside_transaction: script.directives.no_transaction,
        }
    }

    /// The same where one statement of the file was sent by itself.
    pub(super) fn of_statement(
        script: &Script,
        statement: &Statement<'_>,
        error: &tokio_postgres::Error,
    ) -> Self {
        Self::of_part(script, statement.start, error)
    }

    /// The same where what was sent begins at the `start`-th byte of the file.
    pub(super) fn of_part(script: &Script, start: usize, error: &tokio_postgres::Error) -> Self {
        let mut failed = Self::new(script, error);
        let before = script.sql[..start].chars().count();
        let position = error.as_db_error().and_then(|db| db.position());
        if let Some(ErrorPosition::Original(at)) = position {
            failed.place = Location::of_character(&script.sql, before + *at as usize);
        }
        failed
    }

    /// Whether the error names this table.
    #[must_use]
    pub fn is_about(&self, schema: &str, name: &str) -> bool {
        let is_named = |table: &QualifiedName| table.schema == schema && table.name == name;
        self.table.as_ref().is_some_and(is_named)
    }

    pub(super) fn without_place(script: &Script, message: String) -> Self {
        Self {
            file: script.name.clone(),
            place: None,
            sqlstate: None,
            table: None,
            message,
            detail: None,
            hint: None,
            outside_transaction: script.directives.no_transaction,
        }
    }
}

impl fmt::Display for FailedSql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape::line(&self.file))?;
        if let Some(place) = &self.place {
            write!(f, ", line {}, column {}", place.line, place.column)?;
        }
        write!(f, ": {}", escape::lines(&self.message))?;
        if let Some(sqlstate) = &self.sqlstate {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        if let Some(place) = &self.place {
            f.write_str(&escape::caret(place.line, &place.text, place.column, 1))?;
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
