//! Upgrades, by refinery, one migration at a time so that each can be timed and blamed.

use std::time::{Duration, Instant};

use refinery::Runner;
use tokio_postgres::Client;

use super::position::for_refinery;
use super::{Error, FailedSql, History, Position, Step, session};
use crate::migrations::{Migration, Migrations, Version};

/// Applies what is pending up to and including `target` (`None` is base), oldest first; each step is reported to
/// `on_step` as soon as it stands.
///
/// Each migration is one transaction with its history row, unless its file says
/// `no-transaction`. Nothing pending is no error.
pub async fn up(
    client: &mut Client,
    migrations: &Migrations,
    target: Option<Version>,
    lock_wait: Duration,
    mut on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let (lock, history, position) = session::begin(client, migrations, lock_wait).await?;
    let moved = match way_on(migrations, &position, target) {
        Ok(pending) => apply_all(client, migrations, &history, pending, &mut on_step).await,
        Err(error) => Err(error),
    };
    if !client.is_closed() {
        lock.release(client).await?;
    }
    moved
}

/// The migrations to apply, oldest first.
fn way_on<'a>(
    migrations: &'a Migrations,
    position: &Position,
    target: Option<Version>,
) -> Result<&'a [Migration], Error> {
    if target < position.current {
        return Err(Error::wrong_way(position.current, target));
    }
    let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
    let pending = &up_to(target)[up_to(position.current).len()..];
    for migration in pending {
        session::stays_in_transaction(&migration.up)?;
    }
    Ok(pending)
}

async fn apply_all(
    client: &mut Client,
    migrations: &Migrations,
    history: &History,
    pending: &[Migration],
    on_step: &mut impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let all: Vec<refinery::Migration> = migrations.all().iter().map(for_refinery).collect();
    let mut done = Vec::new();
    for migration in pending {
        let started = Instant::now();
        let runner = Runner::new(&all).set_abort_divergent(true);
        match apply(client, runner, history, migration).await {
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

async fn apply(
    client: &mut Client,
    mut runner: Runner,
    history: &History,
    migration: &Migration,
) -> Result<(), Error> {
    let version = migration.version.0;
    let target = if migration.up.directives.no_transaction {
        // refinery knows no way outside a transaction: we run the file, it writes the history row.
        client
            .batch_execute(&migration.up.sql)
            .await
            .map_err(|error| failed(migration, &error))?;
        refinery::Target::FakeVersion(version)
    } else {
        refinery::Target::Version(version)
    };
    runner.set_migration_table_name(&history.table);
    runner
        .set_target(target)
        .run_async(client)
        .await
        .map_err(|error| explain(migration, &error))?;
    session::reset(client).await
}

fn explain(migration: &Migration, error: &refinery::Error) -> Error {
    let (doing, source) = match error.kind() {
        refinery::error::Kind::Connection(doing, source) => (doing.as_str(), source.downcast_ref()),
        _ => ("", None),
    };
    let mut failed = match source {
        Some(error) => FailedSql::new(&migration.up, error),
        None => FailedSql::without_place(&migration.up, error.to_string()),
    };
    if !doing.starts_with("error applying") {
        // The statement was refinery's own, for its table: the file has no such place.
        failed.place = None;
        failed.message = format!("before it, at the history table: {}", failed.message);
    }
    Error::Sql {
        failed: Box::new(failed),
        done: Vec::new(),
    }
}

fn failed(migration: &Migration, error: &tokio_postgres::Error) -> Error {
    Error::Sql {
        failed: Box::new(FailedSql::new(&migration.up, error)),
        done: Vec::new(),
    }
}
