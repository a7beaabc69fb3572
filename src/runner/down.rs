//! Downgrades, newest first.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use super::{Error, FailedSql, History, Step, session};
use crate::migrations::{Migration, Migrations, Script, Version};

/// Takes back what is applied above `target` (`None` is base), newest first; each step is
/// reported to `on_step` as soon as it stands.
///
/// Whether the whole way back exists is checked before the first step. A down and the delete of
/// its history row are one transaction, unless the file says `no-transaction`.
pub async fn down(
    client: &mut Client,
    migrations: &Migrations,
    target: Option<Version>,
    lock_wait: Duration,
    mut on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let (lock, history, _) = session::begin(client, migrations, lock_wait).await?;
    let moved = match way_back(migrations, &history, target) {
        Ok(way) => revert_all(client, &history, way, &mut on_step).await,
        Err(error) => Err(error),
    };
    if !client.is_closed() {
        lock.release(client).await?;
    }
    moved
}

/// The migrations to take back, newest first, each with its down.
fn way_back<'a>(
    migrations: &'a Migrations,
    history: &History,
    target: Option<Version>,
) -> Result<Vec<(&'a Migration, &'a Script)>, Error> {
    let current = history.current();
    if target > current {
        return Err(Error::wrong_way(current, target));
    }
    let applied = current.map_or(&[][..], |current| migrations.up_to(current));
    let above = applied
        .iter()
        .filter(|migration| Some(migration.version) > target);
    above.rev().map(with_down).collect()
}

fn with_down(migration: &Migration) -> Result<(&Migration, &Script), Error> {
    let down = migration.down.as_ref().ok_or_else(|| Error::NoDown {
        version: migration.version,
        name: migration.up.file_name().trim_end_matches(".sql").to_owned(),
    })?;
    if let Some(reason) = &down.directives.irreversible {
        return Err(Error::Irreversible {
            version: migration.version,
            reason: reason.clone(),
        });
    }
    session::stays_in_transaction(down)?;
    Ok((migration, down))
}

async fn revert_all(
    client: &mut Client,
    history: &History,
    way: Vec<(&Migration, &Script)>,
    on_step: &mut impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let mut done = Vec::new();
    for (migration, down) in way {
        let started = Instant::now();
        match revert(client, history, migration, down).await {
            Ok(()) => {}
            Err(Error::Sql { failed, .. }) => return Err(Error::Sql { failed, done }),
            Err(error) => return Err(error),
        }
        let step = Step::new(migration, started.elapsed());
        on_step(&step);
        done.push(step);
    }
    Ok(done)
}

async fn revert(
    client: &mut Client,
    history: &History,
    migration: &Migration,
    down: &Script,
) -> Result<(), Error> {
    let forget = format!("DELETE FROM {} WHERE version = $1::bigint", history.table);
    let version = migration.version.0;
    let failed = |error: tokio_postgres::Error| Error::Sql {
        failed: Box::new(FailedSql::new(down, &error)),
        done: Vec::new(),
    };
    let forgetting = Error::database("deleting the step's history row");
    if down.directives.no_transaction {
        client.batch_execute(&down.sql).await.map_err(failed)?;
        session::reset(client).await?;
        client
            .execute(&forget, &[&version])
            .await
            .map_err(forgetting)?;
        return Ok(());
    }
    let transaction = client
        .transaction()
        .await
        .map_err(Error::database("beginning a transaction"))?;
    // A transaction has one id for life; another one after the file means that the file ended it.
    let id = "SELECT pg_current_xact_id()::text";
    let checking = Error::database("reading the transaction's id");
    let before = transaction.query_one(id, &[]).await.map_err(&checking)?;
    transaction.batch_execute(&down.sql).await.map_err(failed)?;
    let after = transaction.query_one(id, &[]).await.map_err(&checking)?;
    if before.get::<_, &str>(0) != after.get::<_, &str>(0) {
        return Err(Error::EndsTransaction {
            file: down.file_name(),
            line: None,
        });
    }
    transaction
        .execute(&forget, &[&version])
        .await
        .map_err(forgetting)?;
    transaction
        .commit()
        .await
        .map_err(Error::database("committing the step"))?;
    session::reset(client).await
}
