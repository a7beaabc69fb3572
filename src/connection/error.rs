//! What can go wrong before the first statement.

use std::error::Error as StdError;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::{DatabaseUrl, MalformedUrl};
use crate::sql::server_message;

/// Each names the server without its password, and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing answered within the time for which it was tried again.
    #[error("cannot reach {target} (tried for {:.1} s): {reason}\nhelp: {help}", waited.as_secs_f64())]
    Unreachable {
        /// Where.
        target: DatabaseUrl,
        /// What the last try met.
        reason: String,
        /// What to do about it.
        help: &'static str,
        /// How long it was tried.
        waited: Duration,
        /// The last try's error; `None` where it ended without an answer.
        source: Option<tokio_postgres::Error>,
    },
    /// A file that encryption needs cannot be used.
    #[error("cannot connect to {target}: {source}")]
    Tls {
        /// Where.
        target: DatabaseUrl,
        /// Which file, and why.
        source: MalformedUrl,
    },
    /// The server does not let this user in.
    #[error(
        "{target} refuses user '{}' ({}): {reason}", .target.user(), sqlstate.code()
    )]
    Refused {
        /// Where.
        target: DatabaseUrl,
        /// The server's reason, as a code.
        sqlstate: SqlState,
        /// The server's reason in words, and what to do about it.
        reason: String,
    },
    /// The server answers, the database is not there.
    #[error("no database '{}' at {target}\nhelp: create it, or correct the URL", .target.database())]
    NoDatabase {
        /// Where.
        target: DatabaseUrl,
    },
    /// The server is of a version that nothing here was proved on.
    #[error(
        "{target} is PostgreSQL {version}, and pgconform needs 14 or newer\nhelp: upgrade the server, or use another"
    )]
    TooOld {
        /// Where.
        target: DatabaseUrl,
        /// Its version, as the server writes it.
        version: String,
    },
    /// A pooler stands before the server, and keeps no session from one transaction to the next.
    #[error(
        "{target} is a pooler that gives each transaction another session, where the runners' lock and a migration's settings do not last\nhelp: {help}"
    )]
    Pooled {
        /// Where.
        target: DatabaseUrl,
        /// What to use instead.
        help: String,
    },
    /// The server let us in, and then did not answer.
    #[error(
        "{target} did not answer for {:.1} s: it is stopped or overloaded, or another session holds a lock on what is read\n\
         help: query pg_stat_activity, or pass a longer --statement-timeout", waited.as_secs_f64()
    )]
    Silent {
        /// Where.
        target: DatabaseUrl,
        /// How long the answer was waited for.
        waited: Duration,
    },
    /// The server refuses for another reason.
    #[error("cannot connect to {target}: {reason}")]
    Other {
        /// Where.
        target: DatabaseUrl,
        /// What happened, in the server's or the library's words.
        reason: String,
        /// The error itself.
        source: tokio_postgres::Error,
    },
}

impl Error {
    /// Where one wanted to connect.
    #[must_use]
    pub fn target(&self) -> &DatabaseUrl {
        match self {
            Self::Unreachable { target, .. }
            | Self::Tls { target, .. }
            | Self::Refused { target, .. }
            | Self::NoDatabase { target }
            | Self::TooOld { target, .. }
            | Self::Pooled { target, .. }
            | Self::Silent { target, .. }
            | Self::Other { target, .. } => target,
        }
    }
}

/// The most telling words in a chain of errors; tokio-postgres' own outermost ones say only
/// "error connecting to server".
pub(super) fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return server_message(db);
    }
    let mut cause: &dyn StdError = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// What to do where a server takes a connection and begins no session.
pub(super) const SILENT: &str = "check that it is PostgreSQL's port, and that the server is neither stopped nor overloaded, or pass a longer --wait";

/// What to do where a server could not be reached; it may have answered with an SQLSTATE.
pub(super) fn help(sqlstate: Option<&SqlState>) -> &'static str {
    match sqlstate {
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => {
            "all connections that the server allows are in use: end some, raise max_connections, or pass a longer --wait"
        }
        Some(code) if *code == SqlState::PROTOCOL_VIOLATION => {
            "the pooler has no free connection: end some, raise its max_client_conn or default_pool_size, or pass a longer --wait"
        }
        Some(_) => {
            "the server is starting, stopping or recovering: pass a longer --wait, or read its log"
        }
        None => "check host and port, and that the server is running",
    }
}
