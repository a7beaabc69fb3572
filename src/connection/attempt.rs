//! One attempt to connect, and the meaning of its error.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::{Client, Config};

use super::error::{SILENT, help, reason};
use super::tls::{Connector, Watched};
use super::{DatabaseUrl, Error, addresses, refusal};
use crate::sql::ErrorClass;

/// A session, and what was learned while it began.
pub(super) struct Session {
    pub client: Client,
    pub version: Option<String>,
    pub tls: bool,
}

/// Why one try failed.
pub(super) enum Failed {
    /// The server, the network or what we asked for.
    Postgres(tokio_postgres::Error),
    /// The name was not resolved.
    Name(io::Error),
    /// A server took the connection, and the session had not begun after this time.
    Silent(Duration),
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl Failed {
    /// In the words of the server, of the operating system, or ours.
    pub fn reason(&self) -> String {
        match self {
            Self::Postgres(error) => reason(error),
            Self::Name(error) => error.to_string(),
            Self::Silent(after) => {
                let seconds = after.as_secs_f64();
                format!("it accepts connections, but no session started within {seconds:.1} s")
            }
        }
    }

    /// Whether the same try may succeed a moment later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Postgres(error) => may_pass(error),
            Self::Name(_) | Self::Silent(_) => true,
        }
    }

    /// Whether the server has seen user and password and let nobody in: as libpq does, no other address is asked then.
    fn is_final(&self) -> bool {
        let Self::Postgres(error) = self else {
            return false;
        };
        let class = error.code().map(|code| ErrorClass::of(code.code()));
        class == Some(ErrorClass::InvalidAuthorization)
    }
}

/// By how much the time for a whole session is longer than that for its connection, so that one that does not come
/// about is reported as such.
const MOMENT: Duration = Duration::from_millis(50);

/// Tries each address of the target. A host that swallows packets, or a server that says nothing or never comes to an
/// end, holds nobody longer than `limit` in all.
pub(super) async fn try_once(
    target: &DatabaseUrl,
    tls: &Connector,
    limit: Duration,
) -> Result<Session, Failed> {
    let started = Instant::now();
    let own_limit = target.config().get_connect_timeout().copied();
    let own_limit = own_limit.unwrap_or(limit).min(limit);
    let all = addresses::each(target.config(), own_limit).await;
    let all = all.map_err(Failed::Name)?;
    let mut failed = Failed::Silent(started.elapsed());
    for (at, mut config) in all.iter().cloned().enumerate() {
        let left = limit.saturating_sub(started.elapsed());
        // Each has its share, and what those before it have not used.
        let share = u32::try_from(all.len() - at).map_or(left, |others| left / others);
        let share = share.min(own_limit);
        config.connect_timeout(share.max(SHORTEST));
        let session = timeout(share + MOMENT, begin(&config, target, tls)).await;
        failed = match session {
            Ok(Ok(session)) => return Ok(session),
            Ok(Err(error)) => error.into(),
            Err(_) => Failed::Silent(share),
        };
        if failed.is_final() {
            break;
        }
    }
    Err(failed)
}

/// tokio-postgres takes no time at all for none.
const SHORTEST: Duration = Duration::from_millis(1);

async fn begin(
    config: &Config,
    target: &DatabaseUrl,
    tls: &Connector,
) -> Result<Session, tokio_postgres::Error> {
    let mut config = config.clone();
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
fn may_pass(error: &tokio_postgres::Error) -> bool {
    match error.code() {
        Some(code) => {
            *code == SqlState::CANNOT_CONNECT_NOW
                || *code == SqlState::TOO_MANY_CONNECTIONS
                || is_full_pool(code, error.as_db_error().map_or("", DbError::message))
        }
        None => !is_our_fault(error),
    }
}

/// What PgBouncer says while its clients or its pool are at their limit. The code alone is not proof: it says the same
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

pub(super) fn explain(target: &DatabaseUrl, failed: Failed, waited: Duration) -> Error {
    let reason = failed.reason();
    let target = target.clone();
    let source = match failed {
        Failed::Postgres(source) => source,
        Failed::Name(_) | Failed::Silent(_) => {
            let help = match failed {
                Failed::Silent(_) => SILENT,
                _ => help(None),
            };
            return Error::Unreachable {
                target,
                reason,
                help,
                waited,
                source: None,
            };
        }
    };
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
            reason,
            help: help(source.code()),
            target,
            waited,
            source: Some(source),
        },
        _ => Error::Other {
            target,
            reason,
            source,
        },
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
