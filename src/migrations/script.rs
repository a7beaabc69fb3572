//! The up or the down of a migration: its SQL, and how its tool runs it.

use std::path::{Path, PathBuf};

use super::directives::{Directives, Misread};
use super::execution::{Execution, Message, Messages};
use super::psql::{self, Reader, Variables};
use super::{Error, folder};
use crate::sql::{Statement, line_of_byte, statements};

/// The SQL of an up, a down, or what verifies an up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where it was read from.
    pub file: PathBuf,
    /// The same as people name it: its path in the folder of the migrations.
    pub name: String,
    /// Its text. Where a file holds more than this, the rest is blank, so that every place in it is
    /// the file's.
    pub sql: String,
    /// What its leading comment tells pgconform.
    pub directives: Directives,
    /// How its tool runs it.
    pub execution: Execution,
}

impl Script {
    /// Whether its SQL holds one of these phrases, which are in lower case with a blank between two words.
    #[must_use]
    pub fn mentions(&self, phrases: &[&str]) -> bool {
        let words = self.sql.split_whitespace().map(str::to_lowercase);
        let sql = words.collect::<Vec<_>>().join(" ");
        phrases.iter().any(|phrase| sql.contains(phrase))
    }

    /// A script of our own layout, whose directives say how it is run.
    pub(super) fn ours(file: &Path, sql: String) -> Result<Self, Error> {
        let directives = directives(file, &sql)?;
        let execution = if directives.no_transaction {
            Execution::BY_STATEMENT
        } else {
            Execution::IN_TRANSACTION
        };
        Ok(Self {
            file: file.to_owned(),
            name: folder::name(file).to_owned(),
            sql,
            directives,
            execution,
        })
    }

    /// A script that psql runs, statement by statement, with these variables.
    pub(super) fn by_psql(file: &Path, sql: &str, variables: &Variables) -> Result<Self, Error> {
        let sql = psql::fill(sql, variables).map_err(in_file(file))?;
        Self::read_by(
            Reader::Psql,
            file,
            sql.into_owned(),
            Execution::BY_STATEMENT,
        )
    }

    /// A script of another tool, which runs it in this way and knows that data follows a `COPY FROM STDIN`.
    pub(super) fn with_copies(
        file: &Path,
        sql: String,
        execution: Execution,
    ) -> Result<Self, Error> {
        Self::read_by(Reader::Copies, file, sql, execution)
    }

    fn read_by(
        reader: Reader,
        file: &Path,
        sql: String,
        execution: Execution,
    ) -> Result<Self, Error> {
        match psql::read(&sql, reader).map_err(in_file(file))? {
            None => Self::theirs(file, sql, execution),
            Some((sql, messages)) => {
                let execution = Execution {
                    messages: Messages::List(messages),
                    ..execution
                };
                Self::theirs(file, sql, execution)
            }
        }
    }

    /// A script of another tool, which runs it in this way and sends it as it stands.
    pub(super) fn theirs(file: &Path, sql: String, execution: Execution) -> Result<Self, Error> {
        let directives = directives(file, &sql)?;
        if directives.no_transaction {
            let why = "'no-transaction' is for files in pgconform's own layout; use the tool's own option instead";
            return Err(Error::in_file(file, None, why));
        }
        Ok(Self {
            file: file.to_owned(),
            name: folder::name(file).to_owned(),
            sql,
            directives,
            execution,
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
    pub fn messages(&self) -> Vec<Message> {
        match &self.execution.messages {
            Messages::Whole => vec![Message::without_data(0..self.sql.len())],
            Messages::Statements => {
                let statements = self.statements();
                let ranges = statements.iter().map(Statement::range);
                ranges.map(Message::without_data).collect()
            }
            Messages::List(messages) => messages.clone(),
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
    Directives::read(sql).map_err(in_file(file))
}

fn in_file(file: &Path) -> impl FnOnce(Misread) -> Error {
    |misread| Error::in_file(file, Some(misread.line), misread.why)
}
