//! What up and down share: one session, locked, and reset after each step.

use futures_util::join;
use tokio_postgres::Client;

use super::limits::ended_within;
use super::{Error, History, Limits, Lock, MigrationStatus};
use crate::migrations::{Migrations, Script};

/// Takes the lock and reads where the database stands, refusing what makes a move unsafe.
pub(super) async fn begin(
    client: &Client,
    migrations: &Migrations,
    limits: &Limits,
) -> Result<(Lock, History, MigrationStatus), Error> {
    let lock = acquire(client, limits).await?;
    let status = status(client, migrations);
    match limits.answered("reading the history", status).await {
        Ok((history, status)) => Ok((lock, history, status)),
        Err(error @ Error::Silent { .. }) => Err(error),
        Err(error) => {
            lock.release(client).await?;
            Err(error)
        }
    }
}

/// Takes the lock and prepares the session, wherever the database stands.
pub(super) async fn acquire(client: &Client, limits: &Limits) -> Result<Lock, Error> {
    // Another runner is waited for, and the server answers meanwhile.
    let limit = Some(limits.runner.saturating_add(limits.answer()));
    let acquiring = Lock::acquire(client, limits.runner);
    let lock = ended_within(limit, "taking the runners' lock".to_owned(), acquiring).await?;
    let prepared = async {
        limits.set(client).await?;
        end_with_client(client).await?;
        takes_changes(client).await
    };
    match limits.answered("preparing the session", prepared).await {
        Ok(()) => Ok(lock),
        Err(error @ Error::Silent { .. }) => Err(error),
        Err(error) => {
            lock.release(client).await?;
            Err(error)
        }
    }
}

/// Refuses a server that would fail at the first statement, in words about something else.
async fn takes_changes(client: &Client) -> Result<(), Error> {
    let ask = "SELECT pg_catalog.pg_is_in_recovery(), \
               pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on'";
    let doing = Error::database("asking whether it takes changes");
    let answer = client.query_typed_one(ask, &[]).await;
    let answer = answer.and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    match answer.map_err(doing)? {
        (false, false) => Ok(()),
        (in_recovery, _) => Err(Error::ReadOnly { in_recovery }),
    }
}

async fn status(
    client: &Client,
    migrations: &Migrations,
) -> Result<(History, MigrationStatus), Error> {
    let history = History::read(client).await?;
    history.relation.can_be_written()?;
    let status = MigrationStatus::of(migrations, &history);
    status.check()?;
    Ok((history, status))
}

/// Refuses a file that would commit half a step, before the first step is made: afterwards nobody
/// could take that half back.
pub(super) fn stays_in_transaction(script: &Script) -> Result<(), Error> {
    match script.ends_transaction() {
        None => Ok(()),
        Some(line) => Err(Error::EndsTransaction {
            file: script.name.clone(),
            line,
        }),
    }
}

/// Undoes what a migration may have set for its session, so that it does not reach the next one.
///
/// `DISCARD ALL` would do more than that: it releases the lock.
pub(super) async fn reset(client: &Client, limits: &Limits) -> Result<(), Error> {
    // Sent together, and waited for once.
    let setting_back = async {
        let (forgotten, limited, ended) =
            join!(forget(client), limits.set(client), end_with_client(client));
        forgotten.and(limited).and(ended)
    };
    limits
        .answered("setting the session back", setting_back)
        .await
}

/// Lets the server end a statement soon after its runner is gone, even one that was killed and could
/// not cancel it.
async fn end_with_client(client: &Client) -> Result<(), Error> {
    let doing = Error::database("setting client_connection_check_interval");
    client
        .batch_execute(include_str!("end_with_client.sql"))
        .await
        .map_err(doing)
}

/// Gives the session back as it came, and what came of the move: what stopped it is reported rather
/// than what that left of the session.
pub(super) async fn end<T>(
    client: &Client,
    lock: Lock,
    moved: Result<T, Error>,
) -> Result<T, Error> {
    if let Err(error @ Error::Silent { .. }) = moved {
        return Err(error);
    }
    let ended = async {
        forget(client).await?;
        lock.release(client).await
    };
    let doing = "giving the session back";
    let ended = Limits::default().answered(doing, ended).await;
    let moved = moved?;
    ended.map(|()| moved)
}

/// Lets the row that follows a script be written as who the session began with, whichever role the script left at work.
pub(super) const AS_WHO_BEGAN: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; ";

pub(super) async fn forget(client: &Client) -> Result<(), Error> {
    client
        .batch_execute("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL")
        .await
        .map_err(Error::database("setting the session back"))
}
