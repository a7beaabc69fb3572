//! The classes of SQLSTATE, and an error in the server's words.

use tokio_postgres::Error;
use tokio_postgres::error::DbError;

/// The class of an SQLSTATE, which is its first two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// 22: a value that cannot be computed or converted.
    DataException,
    /// 23: a row that a constraint refuses.
    IntegrityConstraintViolation,
    /// 28: a role that may not connect.
    InvalidAuthorization,
    /// 42: a statement that cannot be parsed, names what is missing, or lacks a privilege.
    SyntaxErrorOrAccessRuleViolation,
    /// Any other.
    Other,
}

impl ErrorClass {
    /// The class of an SQLSTATE.
    #[must_use]
    pub fn of(sqlstate: &str) -> Self {
        match sqlstate.get(..2) {
            Some("22") => Self::DataException,
            Some("23") => Self::IntegrityConstraintViolation,
            Some("28") => Self::InvalidAuthorization,
            Some("42") => Self::SyntaxErrorOrAccessRuleViolation,
            _ => Self::Other,
        }
    }

    /// Whether the rows are to blame, and another row might succeed.
    #[must_use]
    pub fn is_about_rows(self) -> bool {
        matches!(
            self,
            Self::DataException | Self::IntegrityConstraintViolation
        )
    }
}

/// An SQLSTATE as every major version has it: that ON DELETE RESTRICT refuses a row has one of its own from version 18 on.
#[must_use]
pub fn of_every_major(sqlstate: &str) -> &str {
    match sqlstate {
        "23001" => "23503",
        same => same,
    }
}

/// Whether an SQLSTATE says that something of that name is there already: a table, a column, a function, a schema.
#[must_use]
pub fn is_duplicate(sqlstate: &str) -> bool {
    const DUPLICATES: [&str; 6] = ["42P07", "42710", "42701", "42723", "42P06", "42P04"];
    DUPLICATES.contains(&sqlstate)
}

/// The server's message with its SQLSTATE; where the server said nothing, the client's.
#[must_use]
pub fn error_message(error: &Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), server_message)
}

/// The server's message with its SQLSTATE.
#[must_use]
pub fn server_message(error: &DbError) -> String {
    format!("{} ({})", error.message(), error.code().code())
}

/// The names in a message of the server, which puts them into quotation marks.
#[must_use]
pub fn names_in(message: &str) -> Vec<&str> {
    message.split('"').skip(1).step_by(2).collect()
}
