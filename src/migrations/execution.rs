//! How a tool runs a script.

use std::ops::Range;

/// How a tool runs a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
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
    List(Vec<Message>),
    /// Nothing: it is a command for a shell, and what that starts moves the database itself.
    Command,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its place in the script, in bytes.
    pub sql: Range<usize>,
    /// Where it is a `COPY FROM STDIN`: the rows that go with it.
    pub data: Option<String>,
}

impl Message {
    pub(super) fn without_data(sql: Range<usize>) -> Self {
        Self { sql, data: None }
    }
}

impl Execution {
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
