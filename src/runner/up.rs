//! Upgrades, by refinery, one migration at a time so that each can be timed and blamed.

use std::slice;
use std::time::Instant;

use tokio_postgres::Client;

use super::history::{at_history, write_mark};
use super::inspection::Inspection;
use super::interrupted;
use super::no_transaction::NoTransactionStep;
use super::refinery::apply;
use super::steps::Steps;
use super::transaction::{Holds, StepTransaction};
use super::{Error, History, Limits, Lock, MigrationStatus, Step, session};
use crate::migrations::{Direction, Migration, Migrations, Version};

/// Applies what is pending up to and including `target` (`None` is base), oldest first; each step is reported to
/// `on_step` as soon as it stands.
///
/// Each migration is one transaction with its history row, unless its file says
/// `no-transaction`. That nothing is pending is not an error.
pub async fn up(
    client: &mut Client,
    migrations: &Migrations,
    target: Option<Version>,
    limits: impl Into<Limits>,
    on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let limits = limits.into();
    let (lock, history, status) = session::begin(client, migrations, &limits).await?;
    let moved = match plan_up(migrations, &history, &status, target) {
        Ok(pending) => {
            let up = Up {
                history: &history,
                lock: &lock,
                inspection: Inspection::for_steps(pending.len()),
                limits: &limits,
            };
            up.apply_all(client, pending, on_step).await
        }
        Err(error) => Err(error),
    };
    let moved = match moved {
        Ok(steps) => history.has_gained(client, &steps).await.map(|()| steps),
        Err(error) => Err(error),
    };
    session::end(client, lock, moved).await
}

/// Records as applied what comes after `from`, where the database must stand, up to and including `at`: all of it or
/// nothing. Whether the database contains what those migrations make is for the caller to have seen.
pub async fn adopt(
    client: &mut Client,
    migrations: &Migrations,
    (from, at): (Option<Version>, Version),
    limits: impl Into<Limits>,
) -> Result<(), Error> {
    let limits = limits.into();
    let (lock, history, status) = session::begin(client, migrations, &limits).await?;
    let recorded = match plan_up(migrations, &history, &status, Some(at)) {
        Ok(_) if status.current != from => Err(Error::MovedMeanwhile),
        Ok(pending) => {
            let up = Up {
                history: &history,
                lock: &lock,
                inspection: Inspection::for_steps(1),
                limits: &limits,
            };
            up.record_all(client, pending).await
        }
        Err(error) => Err(error),
    };
    session::end(client, lock, recorded).await
}

/// The migrations to apply, oldest first.
pub(super) fn plan_up<'a>(
    migrations: &'a Migrations,
    history: &History,
    status: &MigrationStatus,
    target: Option<Version>,
) -> Result<&'a [Migration], Error> {
    if target < status.current {
        return Err(Error::wrong_direction(status.current, target));
    }
    history.refuse_other_direction(Direction::Up)?;
    let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
    let pending = &up_to(target)[up_to(status.current).len()..];
    for migration in pending {
        session::stays_in_transaction(&migration.up)?;
    }
    Ok(pending)
}

/// What every step of an upgrade needs.
struct Up<'a> {
    history: &'a History,
    lock: &'a Lock,
    inspection: Inspection,
    limits: &'a Limits,
}

impl Up<'_> {
    async fn apply_all(
        &self,
        client: &mut Client,
        pending: &[Migration],
        on_step: impl FnMut(&Step),
    ) -> Result<Vec<Step>, Error> {
        let mut steps = Steps::new(on_step);
        self.make_history(client, pending).await?;
        for migration in pending {
            let started = Instant::now();
            let ended = self.apply(client, migration).await;
            steps.ended(migration, started, ended.map(|()| None))?;
        }
        Ok(steps.made())
    }

    /// Writes the rows of those that are pending, in one transaction.
    async fn record_all(&self, client: &mut Client, pending: &[Migration]) -> Result<(), Error> {
        self.make_history(client, pending).await?;
        if pending.is_empty() {
            return Ok(());
        }
        self.run(client, pending, Holds::Rows).await
    }

    /// Makes the history table where it is missing and a row is to be written.
    async fn make_history(&self, client: &Client, pending: &[Migration]) -> Result<(), Error> {
        if let Some(first) = pending.first().filter(|_| !self.history.relation.exists()) {
            let made = self.history.relation.make(client).await;
            made.map_err(|error| at_history(&first.up, &error))?;
        }
        Ok(())
    }

    async fn apply(&self, client: &mut Client, migration: &Migration) -> Result<(), Error> {
        let version = migration.version;
        if migration.up.directives.no_transaction {
            // refinery knows no way outside a transaction: we run the file, and it writes the history row.
            let step = NoTransactionStep {
                script: &migration.up,
                version,
                direction: Direction::Up,
                history: self.history,
                limits: self.limits,
            };
            self.limits
                .of_script(&migration.up, step.run(client))
                .await?;
            session::reset(client, self.limits).await?;
            self.run(client, slice::from_ref(migration), Holds::Rows)
                .await?;
            write_mark(client, &interrupted::clear(&self.history.table)).await
        } else {
            let mut tries = self.limits.retries();
            loop {
                let running = self.run(client, slice::from_ref(migration), Holds::Script);
                match self.limits.of_script(&migration.up, running).await {
                    Ok(()) => break,
                    Err(error) => tries.after(error).await?,
                }
            }
            session::reset(client, self.limits).await
        }
    }

    /// Applies what comes next; where only the rows are to be written, all of them in one transaction.
    async fn run(
        &self,
        client: &mut Client,
        next: &[Migration],
        holds: Holds,
    ) -> Result<(), Error> {
        let versions: Vec<Version> = next.iter().map(|it| it.version).collect();
        let transaction = StepTransaction {
            history: self.history,
            lock: self.lock,
            inspection: &self.inspection,
            script: &next[0].up,
            direction: Direction::Up,
            versions: &versions,
        };
        apply(client, transaction, next, holds).await
    }
}
