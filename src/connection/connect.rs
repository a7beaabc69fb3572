//! Connects, and retries while a server starts.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use super::attempt::{Session, explain, try_once};
use super::retry::pauses;
use super::tls::Connector;
use super::{DatabaseUrl, Error, RetryFor, read_row};

/// Something that happens before there is a session, or with it.
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

/// What a try may take at the least, although no time is left.
const ONE_TRY: Duration = Duration::from_secs(1);
const OLDEST: u32 = 14;

/// Connects to a PostgreSQL 14 or newer.
///
/// A server that is unreachable or starting is tried again, after pauses that double and are
/// jittered, until that time is over. One that answers with a refusal is not: a second
/// wrong password can lock an account.
pub async fn connect(target: &DatabaseUrl, retry_for: RetryFor) -> Result<Client, Error> {
    connect_watched(target, retry_for, |_| {}).await
}

/// The same, and `watch` gets each try as it ends.
pub async fn connect_watched(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    watch: impl FnMut(&Event<'_>),
) -> Result<Client, Error> {
    let Session {
        client, version, ..
    } = arrive(target, retry_for, watch).await?;
    // A server that hides its version is taken to be new enough.
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
    read_row(client, show, &[]).await?.try_get(0)
}

/// Connects to a server of any version, tried again as long.
pub async fn connect_once(target: &DatabaseUrl, retry_for: RetryFor) -> Result<Client, Error> {
    Ok(arrive(target, retry_for, |_| {}).await?.client)
}

/// The same, and `watch` gets each try as it ends.
pub async fn connect_once_watched(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    watch: impl FnMut(&Event<'_>),
) -> Result<Client, Error> {
    Ok(arrive(target, retry_for, watch).await?.client)
}

/// One try, which may take as long as `limit`.
pub(super) async fn connect_within(target: &DatabaseUrl, limit: Duration) -> Result<Client, Error> {
    let tls = connector(target)?;
    let started = Instant::now();
    let session = try_once(target, &tls, limit).await;
    let failed = |error| explain(target, error, started.elapsed());
    Ok(session.map_err(failed)?.client)
}

fn connector(target: &DatabaseUrl) -> Result<Connector, Error> {
    target.tls().connector().map_err(|source| Error::Tls {
        target: target.clone(),
        source,
    })
}

async fn arrive(
    target: &DatabaseUrl,
    retry_for: RetryFor,
    mut watch: impl FnMut(&Event<'_>),
) -> Result<Session, Error> {
    let tls = connector(target)?;
    let started = Instant::now();
    let time_left = || retry_for.0.saturating_sub(started.elapsed());
    let mut pauses = pauses();
    for attempt in 1.. {
        let error = match try_once(target, &tls, time_left().max(ONE_TRY)).await {
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
        let is_worth_it = error.may_pass() && !left.is_zero();
        let pause = pauses.next().filter(|_| is_worth_it);
        // The last try is made when the time is over, and not a whole pause after that.
        let pause = pause.map(|pause| pause.min(left));

        watch(&Event::Failed {
            target,
            attempt,
            reason: error.reason(),
            pause,
        });
        let Some(pause) = pause else {
            return Err(explain(target, error, started.elapsed()));
        };
        tokio::time::sleep(pause).await;
    }
    unreachable!("there is no last number")
}

/// The major version in a version as servers and programs give it: `16` of `16.14 (Debian 16.14-1)` and of `16beta1`.
#[must_use]
pub fn major(version: &str) -> Option<u32> {
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}
