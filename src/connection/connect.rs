//! Connecting, with patience for a server that starts.

use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use tokio_postgres::Client;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::reason;
use super::{DatabaseUrl, Error, read_once};

/// How long an unreachable server is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(pub Duration);

/// Ten seconds: a server that is restarting is back by then, and a probe can wait that long.
impl Default for Patience {
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// Between two tries at the least: a local server starts in about 15 ms.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// Between two tries at the most, so that a server which is back is soon noticed.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const OLDEST: u32 = 16;

/// Connects to a PostgreSQL 16 or newer.
///
/// A server that is unreachable or starting is tried again, after pauses that double and are
/// jittered, until the patience is used up. One that answers with a refusal is not: a second
/// wrong password can lock an account.
pub async fn connect(target: &DatabaseUrl, patience: Patience) -> Result<Client, Error> {
    let (client, version) = arrive(target, patience).await?;
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

/// Connects to a server of any version, with the same patience.
pub async fn connect_once(target: &DatabaseUrl, patience: Patience) -> Result<Client, Error> {
    Ok(arrive(target, patience).await?.0)
}

/// A session, and the version that the server gave when it began.
async fn arrive(
    target: &DatabaseUrl,
    patience: Patience,
) -> Result<(Client, Option<String>), Error> {
    let tls = target.tls().connector().map_err(|source| Error::Tls {
        target: target.clone(),
        source,
    })?;
    let started = Instant::now();
    let pauses = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_jitter()
        .without_max_times();
    (|| attempt(target, &tls, patience.0.saturating_sub(started.elapsed())))
        .retry(pauses)
        .when(|error| may_pass(error) && started.elapsed() < patience.0)
        .await
        .map_err(|error| explain(target, error, started.elapsed()))
}

async fn attempt(
    target: &DatabaseUrl,
    tls: &MakeRustlsConnect,
    time_left: Duration,
) -> Result<(Client, Option<String>), tokio_postgres::Error> {
    let mut config = target.config().clone();
    if config.get_connect_timeout().is_none() {
        // A host that swallows packets must not hold us longer than the whole patience.
        config.connect_timeout(time_left.max(Duration::from_secs(1)));
    }
    let mut ways = target.tls().ways().iter().peekable();
    loop {
        let way = ways.next().copied().unwrap_or(SslMode::Require);
        match config.ssl_mode(way).connect(tls.clone()).await {
            // The server lets nobody in this way, and may in the other.
            Err(error) if ways.peek().is_some() && is_refusal(&error) => {}
            Err(error) => return Err(error),
            Ok((client, connection)) => {
                let version = connection.parameter("server_version").map(str::to_owned);
                // The task ends with the client, or with the connection; either way the next
                // statement says so.
                tokio::spawn(connection);
                return Ok((client, version));
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
            *code == SqlState::CANNOT_CONNECT_NOW || *code == SqlState::TOO_MANY_CONNECTIONS
        }
        None => !is_our_fault(error),
    }
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
        Some(code) if code.code().starts_with("28") => Error::Refused {
            sqlstate: code.clone(),
            target,
        },
        Some(code) if *code == SqlState::INVALID_CATALOG_NAME => Error::NoDatabase { target },
        _ if may_pass(&source) => Error::Unreachable {
            reason: reason(&source),
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
