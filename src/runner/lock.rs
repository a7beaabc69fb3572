//! One runner at a time on one database.
//!
//! refinery has no lock: of six runners started at once, five fail. A session advisory lock does
//! it. It is polled, because a backend that waits inside `pg_advisory_lock` holds a snapshot, and
//! a `CREATE INDEX CONCURRENTLY` of the runner at work would wait for that snapshot for ever.

use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::{Error, LockHolder};
use crate::connection::read_once;

/// The number all runners agree on: "pgconf" in ASCII. Advisory locks count per database.
const KEY: i64 = 0x7067_636f_6e66;
const PAUSE: Duration = Duration::from_millis(50);

/// Proof that the lock is held by this session.
///
/// It ends with [`Lock::release`] or, whatever happens to this process, with the session.
#[derive(Debug)]
#[must_use = "the lock is held until it is released or its session ends"]
pub struct Lock(());

impl Lock {
    /// Takes the lock, waiting for as long as `limit`.
    pub async fn acquire(client: &Client, limit: Duration) -> Result<Self, Error> {
        let started = Instant::now();
        loop {
            let taken = client
                .query_typed(
                    "SELECT pg_catalog.pg_try_advisory_lock($1)",
                    &[(&KEY, Type::INT8)],
                )
                .await
                .map_err(Error::database("taking the runners' lock"))?;
            if taken[0].get(0) {
                return Ok(Self(()));
            }
            if started.elapsed() >= limit {
                // The holder may have let go since; then the next try succeeds.
                if let Some(holder) = holder(client).await? {
                    return Err(Error::Locked { holder });
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Lets the next runner in.
    pub async fn release(self, client: &Client) -> Result<(), Error> {
        client
            .query_typed(
                "SELECT pg_catalog.pg_advisory_unlock($1)",
                &[(&KEY, Type::INT8)],
            )
            .await
            .map(|_| ())
            .map_err(Error::database("releasing the runners' lock"))
    }
}

/// Lets the next runner in where nobody knows whether this session has the lock, or how often; returns
/// whether it had.
pub(super) async fn release_if_held(client: &Client) -> Result<bool, Error> {
    let mut was_held = false;
    loop {
        let release = include_str!("release_if_held.sql");
        let released = read_once(client, release, &[(&KEY, Type::INT8)])
            .await
            .map_err(Error::database("releasing the runners' lock"))?;
        if released.is_empty() {
            return Ok(was_held);
        }
        was_held = true;
    }
}

async fn holder(client: &Client) -> Result<Option<LockHolder>, Error> {
    let query = include_str!("lock_holder.sql");
    let rows = read_once(client, query, &[(&KEY, Type::INT8)])
        .await
        .map_err(Error::database("asking who holds the runners' lock"))?;
    Ok(rows.first().map(|row| LockHolder {
        pid: row.get("pid"),
        application: row.get("application"),
        since: row.get("since"),
    }))
}
