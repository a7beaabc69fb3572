//! Connecting, tried again while a server starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio_postgres::Client;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::{help, reason};
use super::tls::Watched;
use super::{DatabaseUrl, Error, read_once, refusal};
use crate::sql::ErrorClass;

/// How long an unreachable server is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryFor(pub Duration);

/// Ten seconds: a server that is restarting is back by then, and a probe can wait that long.
impl Default for RetryFor {
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// Something that happens on the way to a session.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A try failed.
    Failed {
        /// Where.
        target: &'a DatabaseUrl,
        /// Which try, counted from 1.
        attempt: u32,
        /// Why, in the words of the server or of the operating system.
        reason: String,
        /// How long nothing happens until the next try; `None` where there is no other.
        pause: Option<Duration>,
    },
    /// There is a session.
    Connected {
        /// Where.
        target: &'a DatabaseUrl,
        /// The server's version as it gave it, for instance `16.14 (Debian 16.14-1)`.
        version: Option<&'a str>,
        /// Since the first try began.
        took: Duration,
        /// Whether the connection is encrypted.
        tls: bool,
    },
}

/// Between two tries at the least: a local server starts in about 15 ms.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// What pauses grow to; with the jitter it is at most twice as long, so that a server which is back
/// is soon noticed.
const LAST_PAUSE: Duration = Duration::from_secs(1);
/// What the first try may take although nothing is tried again.
const FIRST_TRY: Duration = Duration::from_secs(1);
/// What the try at the end of that time may take.
const LAST_TRY: Duration = Duration::from_millis(100);
const OLDEST: u32 = 16;

/// Connects to a PostgreSQL 16 or newer.
///
/// A server that is unreachable or starting is tried again, after pauses that double and are
/// jittered, until that time is over. One that answers with a refusal is not: a second
/// wrong password can lock an account.
pub async fn connect(target: &DatabaseUrl, retry_for: RetryFor) -> Result<Client, Error> {
    connect_watched(target, retry_for, |_| {}).await
}

/// The same, and `watch` is told of each try as it ends.
pub async fn connect_watched(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    watch: impl FnMut(&Event<'_>),
) -> Result<Client, Error> {
    let Session {
        client, version, ..
    } = arrive(target, retry_for, watch).await?;
    // What a server does not tell of itself is not held against it.
    if version
        .as_deref()
        .and_then(major)
        .is_some_and(|it| it < OLDEST)
    {
        return Err(Error::TooOld {
            target: target.clone(),
            version: version.unwrap_or_default(),
        });
    }
    Ok(client)
}

/// The server's version as people write it, for instance `16.14`, without the packager's remark. The session must not be
/// inside a transaction.
pub async fn server_version(client: &Client) -> Result<String, tokio_postgres::Error> {
    let show = "SELECT split_part(current_setting('server_version'), ' ', 1)";
    Ok(read_once(client, show, &[]).await?[0].get(0))
}

/// Connects to a server of any version, tried again as long.
pub async fn connect_once(target: &DatabaseUrl, retry_for: RetryFor) -> Result<Client, Error> {
    Ok(arrive(target, retry_for, |_| {}).await?.client)
}

/// The same, and `watch` is told of each try as it ends.
pub async fn connect_once_watched(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    watch: impl FnMut(&Event<'_>),
) -> Result<Client, Error> {
    Ok(arrive(target, retry_for, watch).await?.client)
}

/// A session, and what was learned while it began.
struct Session {
    client: Client,
    version: Option<String>,
    tls: bool,
}

async fn arrive(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    mut watch: impl FnMut(&Event<'_>),
) -> Result<Session, Error> {
    let tls = target.tls().connector().map_err(|source| Error::Tls {
        target: target.clone(),
        source,
    })?;
    let started = Instant::now();
    let time_left = || retry_for.0.saturating_sub(started.elapsed());
    let mut pauses = pauses();
    let mut limit = time_left().max(FIRST_TRY);
    for attempt in 1.. {
        let error = match try_once(target, &tls, limit).await {
            Ok(session) => {
                watch(&Event::Connected {
                    target,
                    version: session.version.as_deref(),
                    took: started.elapsed(),
                    tls: session.tls,
                });
                return Ok(session);
            }
            Err(error) => error,
        };
        let left = time_left();
        let is_worth_it = may_pass(&error) && !left.is_zero();
        let pause = pauses.next().filter(|_| is_worth_it);
        // The last try is made when the time is over, and not a whole pause after that.
        let pause = pause.map(|pause| pause.min(left));

        watch(&Event::Failed {
            target,
            attempt,
            reason: reason(&error),
            pause,
        });
        let Some(pause) = pause else {
            return Err(explain(target, error, started.elapsed()));
        };
        tokio::time::sleep(pause).await;
        limit = time_left().max(LAST_TRY);
    }
    unreachable!("there is no last number")
}

/// They double and are jittered, so that many clients of a server that is back do not all come at once.
fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LAST_PAUSE)
        .with_jitter()
        .without_max_times()
        .build()
}

/// A host that swallows packets holds nobody longer than `limit`.
async fn try_once(
    target: &DatabaseUrl,
    tls: &MakeRustlsConnect,
    limit: Duration,
) -> Result<Session, tokio_postgres::Error> {
    let mut config = target.config().clone();
    let own_limit = config.get_connect_timeout().copied();
    config.connect_timeout(own_limit.map_or(limit, |own| own.min(limit)));
    let mut ways = target.tls().ways().iter().peekable();
    loop {
        let way = ways.next().copied().unwrap_or(SslMode::Require);
        let encrypted = Arc::new(AtomicBool::new(false));
        let connector = Watched::new(tls.clone(), Arc::clone(&encrypted));
        match config.ssl_mode(way).connect(connector).await {
            // The server lets nobody in this way, and may in the other.
            Err(error) if ways.peek().is_some() && is_refusal(&error) => {}
            Err(error) => return Err(error),
            Ok((client, connection)) => {
                let version = connection.parameter("server_version").map(str::to_owned);
                // The task ends with the client, or with the connection; either way the next
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

/// `16` of `16.14 (Debian 16.14-1)` and of `16beta1`.
fn major(version: &str) -> Option<u32> {
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
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

/// What PgBouncer says while its clients or its pool are at their limit. The code alone is no proof: it says the same
/// code for a wrong database and a wrong password.
fn is_full_pool(code: &SqlState, message: &str) -> bool {
    let is_full = message.starts_with("no more connections allowed")
        || message.starts_with("query_wait_timeout");
    *code == SqlState::PROTOCOL_VIOLATION && is_full
}

/// Errors that come from what we asked for, not from the way there.
fn is_our_fault(error: &tokio_postgres::Error) -> bool {
    let text = error.to_string();
    text.starts_with("invalid configuration")
        || text.starts_with("authentication error")
        || text.starts_with("error performing TLS handshake")
}

fn explain(target: &DatabaseUrl, source: tokio_postgres::Error, waited: Duration) -> Error {
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

    use std::collections::HashSet;

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

    /// Many times, since they are random.
    #[test]
    fn each_pause_is_one_to_two_times_its_step_of_10_ms_doubled_up_to_1_s() {
        for _ in 0..100 {
            for (number, pause) in (0..12).zip(pauses()) {
                let step = Duration::from_millis((10 << number).min(1_000));
                assert!(
                    (step..=step * 2).contains(&pause),
                    "pause {number} is {pause:?}, its step {step:?}"
                );
            }
        }
    }

    #[test]
    fn no_two_clients_pause_alike() {
        let firsts: HashSet<_> = (0..100).filter_map(|_| pauses().next()).collect();
        assert!(firsts.len() > 50, "{} pauses differ", firsts.len());
    }
}
