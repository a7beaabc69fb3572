//! One runner at a time on one database.
//!
//! refinery has no lock: of six runners started at once, five fail. Session advisory locks do
//! it: one that all runners take, then one of the history that they write. They are polled, because a backend that
//! waits inside `pg_advisory_lock` holds a snapshot, and
//! a `CREATE INDEX CONCURRENTLY` of the runner at work would wait for that snapshot for ever.

use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::lock_key::{OF_ALL, of_history};
use super::{Error, LockHolder};
use crate::connection::read_once;
use crate::sql::HISTORY_TABLE;

const PAUSE: Duration = Duration::from_millis(50);

/// Proof that the locks are held by this session.
///
/// It ends with [`Lock::release`] or, whatever happens to this process, with the session.
#[derive(Debug)]
#[must_use = "the locks are held until they are released or their session ends"]
pub struct Lock {
    /// That of the history.
    key: i64,
}

impl Lock {
    /// Takes the locks, waiting for as long as `limit` altogether.
    ///
    /// Whoever holds the first may ask where the history is; what it says is read when both are held.
    pub async fn acquire(client: &Client, limit: Duration) -> Result<Self, Error> {
        let started = Instant::now();
        take(client, OF_ALL, (started, limit)).await?;
        let taken = async {
            let key = of_history(&schema(client).await?, HISTORY_TABLE);
            take(client, key, (started, limit)).await?;
            Ok(Self { key })
        };
        match taken.await {
            Ok(lock) => Ok(lock),
            Err(error) => {
                unlock(client, &[OF_ALL]).await?;
                Err(error)
            }
        }
    }

    /// The keys of the locks that are held.
    pub(super) fn keys(&self) -> [i64; 2] {
        [OF_ALL, self.key]
    }

    /// Lets the next runner in. Locks that were no longer held are an error: somebody may be in.
    pub async fn release(self, client: &Client) -> Result<(), Error> {
        let [first, second] = self.keys();
        // In the opposite order: who waits for the first then gets the second at once.
        if unlock(client, &[second, first]).await? {
            Ok(())
        } else {
            Err(Error::LockLost { done: Vec::new() })
        }
    }
}

/// The schema of the history, there or to be made.
async fn schema(client: &Client) -> Result<String, Error> {
    let doing = Error::database("looking for the history table");
    let query = include_str!("history_place.sql");
    let rows = client
        .query_typed(query, &[(&HISTORY_TABLE, Type::TEXT)])
        .await;
    let rows = rows.map_err(&doing)?;
    // Without a schema in search_path nothing can be made, which is for PostgreSQL to say.
    let schema = rows.first().map_or(Ok(String::new()), |row| row.try_get(0));
    schema.map_err(doing)
}

async fn take(
    client: &Client,
    key: i64,
    (started, limit): (Instant, Duration),
) -> Result<(), Error> {
    let doing = Error::database("taking the runners' lock");
    loop {
        let tried = "SELECT pg_catalog.pg_try_advisory_lock($1)";
        let taken = client.query_typed_one(tried, &[(&key, Type::INT8)]).await;
        if taken.and_then(|row| row.try_get(0)).map_err(&doing)? {
            return Ok(());
        }
        if started.elapsed() >= limit {
            // The holder may have let go since; then the next try succeeds.
            if let Some(holder) = holder(client, key).await? {
                return Err(Error::Locked { holder });
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Releases each of them once; whether all were held.
async fn unlock(client: &Client, keys: &[i64]) -> Result<bool, Error> {
    let release = "SELECT pg_catalog.bool_and(pg_catalog.pg_advisory_unlock(key)) FROM pg_catalog.unnest($1) AS key";
    let released = client
        .query_typed_one(release, &[(&keys, Type::INT8_ARRAY)])
        .await;
    let released = released.and_then(|row| row.try_get(0));
    released.map_err(Error::database("releasing the runners' lock"))
}

/// Lets the next runner in where nobody knows whether this session has the locks, or how often; returns
/// whether it had that of the history.
pub(super) async fn release_if_held(client: &Client, schema: &str) -> Result<bool, Error> {
    let doing = Error::database("releasing the runners' lock");
    let own = of_history(schema, HISTORY_TABLE);
    let keys = [own, OF_ALL];
    let mut was_held = false;
    loop {
        let release = include_str!("release_if_held.sql");
        let released = read_once(client, release, &[(&&keys[..], Type::INT8_ARRAY)]).await;
        let released = released.map_err(&doing)?;
        if released.is_empty() {
            return Ok(was_held);
        }
        for row in released {
            was_held |= row.try_get::<_, i64>(0).map_err(&doing)? == own;
        }
    }
}

async fn holder(client: &Client, key: i64) -> Result<Option<LockHolder>, Error> {
    let doing = Error::database("asking who holds the runners' lock");
    let query = include_str!("lock_holder.sql");
    let rows = read_once(client, query, &[(&key, Type::INT8)]).await;
    let rows = rows.map_err(&doing)?;
    let holder = rows.first().map(|row| {
        Ok(LockHolder {
            pid: row.try_get("pid")?,
            application: row.try_get("application")?,
            since: row.try_get("since")?,
        })
    });
    holder.transpose().map_err(doing)
}
