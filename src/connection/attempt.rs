//! One try to connect, and what its error means.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::{help, reason};
use super::tls::Watched;
use super::{DatabaseUrl, Error, refusal};
use crate::sql::ErrorClass;

/// A session, and what was learned while it began.
pub(super) struct Session {
    pub client: Client,
    pub version: Option<String>,
    pub tls: bool,
}

/// A host that swallows packets holds nobody longer than `limit`.
pub(super) async fn try_once(
    target: &DatabaseUrl,
    tls: &MakeRustlsConnect,
    limit: Duration,
) -> Result<Session, tokio_postgres::Error> {
    let mut config = target.config().clone();
    let own_limit = config.get_connect_timeout().copied();
    config.connect_timeout(own_limit.map_or(limit, |own| own.min(limit)));
    let mut modes = target.tls().modes().iter().peekable();
    loop {
        let mode = modes.next().copied().unwrap_or(SslMode::Require);
        let encrypted = Arc::new(AtomicBool::new(false));
        let connector = Watched::new(tls.clone(), Arc::clone(&encrypted));
        match config.ssl_mode(mode).connect(connector).await {
            // The server lets nobody in with this mode, and may with the other.
            Err(error) if modes.peek().is_some() && is_refusal(&error) => {}
            Err(error) => return Err(error),
            Ok((client, connection)) => {
                let version = connection.parameter("server_version").map(str::to_owned);
                // The task ends with the client, or with the connection; in both cases the next
                // statement says so.
                tokio::spawn(connection);
                return Ok(Session {
                    client,
                    version,
                    tls: encrypted.load(Ordering::Relaxed),
                });
            }
        }
    }
}

/// Whether pg_hba.conf has no line for such a connection.
fn is_refusal(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

/// Whether the same try may succeed a moment later.
pub(super) fn may_pass(error: &tokio_postgres::Error) -> bool {
    match error.code() {
        Some(code) => {
            *code == SqlState::CANNOT_CONNECT_NOW
                || *code == SqlState::TOO_MANY_CONNECTIONS
                || is_full_pool(code, error.as_db_error().map_or("", DbError::message))
        }
        None => !is_our_fault(error),
    }
}

/// What PgBouncer says while its clients or its pool are at their limit. The code alone is no proof: it says the same
/// code for a wrong database and a wrong password.
fn is_full_pool(code: &SqlState, message: &str) -> bool {
    let is_full = message.starts_with("no more connections allowed")
        || message.starts_with("query_wait_timeout");
    *code == SqlState::PROTOCOL_VIOLATION && is_full
}

/// Errors that come from what we asked for, not from the network or the server.
fn is_our_fault(error: &tokio_postgres::Error) -> bool {
    let text = error.to_string();
    text.starts_with("invalid configuration")
        || text.starts_with("authentication error")
        || text.starts_with("error performing TLS handshake")
}

pub(super) fn explain(
    target: &DatabaseUrl,
    source: tokio_postgres::Error,
    waited: Duration,
) -> Error {
    let target = target.clone();
    match source.code() {
        Some(code) if ErrorClass::of(code.code()) == ErrorClass::InvalidAuthorization => {
            Error::Refused {
                sqlstate: code.clone(),
                reason: refusal::explain(&target, &source),
                target,
            }
        }
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => Error::NoDatabase { target },
        _ if may_pass(&source) => Error::Unreachable {
            reason: reason(&source),
            help: help(source.code()),
            target,
            waited,
            source,
        },
        _ => other(&target, source),
    }
}

fn other(target: &DatabaseUrl, source: tokio_postgres::Error) -> Error {
    Error::Other {
        target: target.clone(),
        reason: reason(&source),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rstest::rstest;

    #[rstest]
    #[case::clients("08P01", "no more connections allowed (max_client_conn)", true)]
    #[case::pool("08P01", "query_wait_timeout", true)]
    #[case::wrong_database("08P01", "no such database: shop", false)]
    #[case::wrong_password("08P01", "password authentication failed", false)]
    #[case::another_code("28P01", "query_wait_timeout", false)]
    fn a_full_pool_is_told_from_other_errors_of_a_pooler(
        #[case] code: &str,
        #[case] message: &str,
        #[case] is_full: bool,
    ) {
        assert_eq!(is_full_pool(&SqlState::from_code(code), message), is_full);
    }
}
