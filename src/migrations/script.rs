//! One way of a migration: its SQL, and how its tool runs it.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::directives::Directives;
use super::{Error, folder, psql};
use crate::sql::{Statement, line_of_byte, statements};

/// The SQL of one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where it was read from.
    pub file: PathBuf,
    /// The same as people name it: its path in the folder of the migrations.
    pub name: String,
    /// Its text. Where a file holds more than this way, the rest is blank, so that every place in it is
    /// the file's.
    pub sql: String,
    /// What its leading comment tells pgconform.
    pub directives: Directives,
    /// How its tool runs it.
    pub running: Running,
}

/// How a tool runs a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Whether it puts a transaction around the whole.
    pub transaction: bool,
    /// What it sends at once.
    pub messages: Messages,
}

/// What a tool sends at once. PostgreSQL runs a message as one transaction, unless the message says
/// otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Messages {
    /// The whole script.
    Whole,
    /// Each statement by itself.
    Statements,
    /// What the tool's own rule makes of it.
    Parts(Vec<Part>),
    /// Nothing: it is a command for a shell, and what that starts moves the database itself.
    Command,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its place in the script, in bytes.
    pub sql: Range<usize>,
    /// Where it is a `COPY FROM STDIN`: the rows that go with it.
    pub data: Option<String>,
}

impl Part {
    pub(super) fn alone(sql: Range<usize>) -> Self {
        Self { sql, data: None }
    }
}

impl Running {
    /// All in one transaction.
    pub(super) const IN_TRANSACTION: Self = Self {
        transaction: true,
        messages: Messages::Whole,
    };
    /// As one message, and no transaction but PostgreSQL's own around it.
    pub(super) const AS_ONE_MESSAGE: Self = Self {
        transaction: false,
        messages: Messages::Whole,
    };
    /// Statement by statement, each its own transaction.
    pub(super) const BY_STATEMENT: Self = Self {
        transaction: false,
        messages: Messages::Statements,
    };
}

impl Script {
    /// A script of our own layout, whose directives say how it is run.
    pub(super) fn ours(file: &Path, sql: String) -> Result<Self, Error> {
        let directives = directives(file, &sql)?;
        let running = if directives.no_transaction {
            Running::BY_STATEMENT
        } else {
            Running::IN_TRANSACTION
        };
        Ok(Self {
            file: file.to_owned(),
            name: folder::name(file).to_owned(),
            sql,
            directives,
            running,
        })
    }

    /// A script of another tool, which runs it in this way. What only psql understands is honoured
    /// where it is harmless, whichever tool it is: such a file is run by psql somewhere.
    pub(super) fn theirs(file: &Path, sql: String, running: Running) -> Result<Self, Error> {
        let misread =
            |misread: psql::Misread| Error::in_file(file, Some(misread.line), misread.why);
        match psql::read(&sql).map_err(misread)? {
            None => Self::exactly(file, sql, running),
            Some((sql, parts)) => {
                let messages = Messages::Parts(parts);
                Self::exactly(
                    file,
                    sql,
                    Running {
                        messages,
                        ..running
                    },
                )
            }
        }
    }

    /// The same where nothing but the tool's own rules counts.
    pub(super) fn exactly(file: &Path, sql: String, running: Running) -> Result<Self, Error> {
        let directives = directives(file, &sql)?;
        if directives.no_transaction {
            let why = "'no-transaction' is for files in pgconform's own layout; here the tool's own way to say it counts";
            return Err(Error::in_file(file, None, why));
        }
        Ok(Self {
            file: file.to_owned(),
            name: folder::name(file).to_owned(),
            sql,
            directives,
            running,
        })
    }

    /// Names it by its path in this folder.
    pub(super) fn name_in(&mut self, folder: &Path) {
        let within = self.file.strip_prefix(folder).unwrap_or(&self.file);
        self.name = within.to_string_lossy().into_owned();
    }

    /// Its statements, in order.
    #[must_use]
    pub fn statements(&self) -> Vec<Statement<'_>> {
        statements(&self.sql)
    }

    /// What its tool sends, in order.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        match &self.running.messages {
            Messages::Whole => vec![Part::alone(0..self.sql.len())],
            Messages::Statements => {
                let statements = self.statements();
                let ranges = statements.iter().map(Statement::range);
                ranges.map(Part::alone).collect()
            }
            Messages::Parts(parts) => parts.clone(),
            Messages::Command => Vec::new(),
        }
    }

    /// Where it runs in a transaction and has a statement that ends one: that statement's line,
    /// from 1.
    #[must_use]
    pub fn ends_transaction(&self) -> Option<usize> {
        if self.directives.no_transaction {
            return None;
        }
        let statements = self.statements();
        let end = statements.iter().find(|it| it.ends_transaction())?;
        Some(line_of_byte(&self.sql, end.start))
    }
}

fn directives(file: &Path, sql: &str) -> Result<Directives, Error> {
    Directives::read(sql).map_err(|misread| Error::in_file(file, Some(misread.line), misread.why))
}
