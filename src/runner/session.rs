//! What both ways share: one session, locked, and set back after each step.

use std::time::Duration;

use tokio_postgres::Client;

use super::{Error, History, Lock, Position};
use crate::migrations::{Migrations, Script};

/// Takes the lock and reads where the database stands, refusing what makes a move unsafe.
pub(super) async fn begin(
    client: &Client,
    migrations: &Migrations,
    lock_wait: Duration,
) -> Result<(Lock, History, Position), Error> {
    let lock = Lock::acquire(client, lock_wait).await?;
    match position(client, migrations).await {
        Ok((history, position)) => Ok((lock, history, position)),
        Err(error) => {
            lock.release(client).await?;
            Err(error)
        }
    }
}

async fn position(client: &Client, migrations: &Migrations) -> Result<(History, Position), Error> {
    let history = History::read(client).await?;
    let position = Position::of(migrations, &history);
    position.check()?;
    Ok((history, position))
}

/// Refuses a file that would commit half a step, before the first step is made: afterwards nobody
/// could take that half back.
pub(super) fn stays_in_transaction(script: &Script) -> Result<(), Error> {
    match script.ends_transaction() {
        None => Ok(()),
        line => Err(Error::EndsTransaction {
            file: script.file_name(),
            line,
        }),
    }
}

/// Undoes what a migration may have set for its session, so that it does not reach the next one.
///
/// `DISCARD ALL` would do more than that: it gives up the lock.
pub(super) async fn reset(client: &Client) -> Result<(), Error> {
    client
        .batch_execute("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL")
        .await
        .map_err(Error::database("setting the session back"))
}
