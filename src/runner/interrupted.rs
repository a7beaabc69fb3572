//! The progress of a step outside a transaction, so that it can be continued after an interruption.
//!
//! The mark is the comment of the history table: it needs no object of its own, and is written in
//! one transaction with a statement wherever that statement allows one.

use crate::migrations::{Direction, Version};
use crate::sql::{self, Statement};
use serde::{Deserialize, Serialize};

/// A step outside a transaction that was begun and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// The migration.
    pub version: Version,
    /// Whether it is its up or its down.
    #[serde(rename = "way")]
    pub direction: Direction,
    /// How many statements it has.
    pub of: usize,
    /// The next one where it was begun outside a transaction, and may have ended too.
    pub begun: Option<BegunStatement>,
    /// The hashes of those that have ended: they must be the same when the step goes on.
    pub ended: Vec<String>,
}

/// A statement that was begun outside a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BegunStatement {
    /// Its hash.
    pub statement: String,
    /// Where it makes an index for which the server is to find a name: those that its table had.
    pub indexes: Option<Vec<String>>,
}

/// What the comment says, so that no other comment is taken for a mark.
#[derive(Serialize, Deserialize)]
struct Comment {
    #[serde(rename = "pgconform interrupted")]
    interrupted: Interrupted,
}

impl Interrupted {
    /// After the first `done` of these statements.
    pub(super) fn after(
        done: usize,
        statements: &[Statement<'_>],
        version: Version,
        direction: Direction,
    ) -> Self {
        Self {
            version,
            direction,
            of: statements.len(),
            begun: None,
            ended: statements[..done].iter().map(Statement::hash).collect(),
        }
    }

    /// How many of its statements have ended.
    #[must_use]
    pub fn done(&self) -> usize {
        self.ended.len()
    }

    /// The mark that a comment is; `None` where it is none.
    pub(super) fn parse(comment: &str) -> Option<Self> {
        let comment: Comment = serde_json::from_str(comment).ok()?;
        Some(comment.interrupted)
    }

    /// Whether this is how far these statements have come: those that have ended are as they were.
    pub(super) fn fits(&self, statements: &[Statement<'_>]) -> bool {
        let ended = statements.get(..self.done()).unwrap_or_default();
        ended
            .iter()
            .map(Statement::hash)
            .eq(self.ended.iter().cloned())
    }

    /// The same with the next statement begun.
    pub(super) fn beginning(mut self, next: BegunStatement) -> Self {
        self.begun = Some(next);
        self
    }

    /// The statement that sets the mark on a history table.
    pub(super) fn set(&self, table: &str) -> String {
        let comment = Comment {
            interrupted: self.clone(),
        };
        let comment = serde_json::to_string(&comment).expect("it is plain data");
        format!("COMMENT ON TABLE {table} IS {}", sql::literal(&comment))
    }
}

/// The statement that takes the mark away.
pub(super) fn clear(table: &str) -> String {
    format!("COMMENT ON TABLE {table} IS NULL")
}
