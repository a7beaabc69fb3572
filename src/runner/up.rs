//! Upgrades, by refinery, one migration at a time so that each can be timed and blamed.

use std::time::Instant;

use refinery::Runner;
use tokio_postgres::Client;

use super::mark::{self, Way};
use super::outside::Outside;
use super::position::for_refinery;
use super::step::Steps;
use super::{Error, FailedSql, History, Limits, Position, Step, session};
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
    limits: impl Into<Limits>,
    on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let limits = limits.into();
    let (lock, history, position) = session::begin(client, migrations, &limits).await?;
    let moved = match way_on(migrations, &history, &position, target) {
        Ok(pending) => {
            let all: Vec<refinery::Migration> = migrations.all().iter().map(for_refinery).collect();
            let up = Up {
                all,
                history: &history,
                limits: &limits,
            };
            up.apply_all(client, pending, on_step).await
        }
        Err(error) => Err(error),
    };
    session::end(client, lock, moved).await
}

/// The migrations to apply, oldest first.
pub(super) fn way_on<'a>(
    migrations: &'a Migrations,
    history: &History,
    position: &Position,
    target: Option<Version>,
) -> Result<&'a [Migration], Error> {
    if target < position.current {
        return Err(Error::wrong_way(position.current, target));
    }
    history.goes_on(Way::Up)?;
    let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
    let pending = &up_to(target)[up_to(position.current).len()..];
    for migration in pending {
        session::stays_in_transaction(&migration.up)?;
    }
    Ok(pending)
}

/// What every step of an upgrade needs.
struct Up<'a> {
    all: Vec<refinery::Migration>,
    history: &'a History,
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
        for migration in pending {
            let started = Instant::now();
            let ended = self.apply(client, migration).await;
            steps.ended(migration, started, ended)?;
        }
        Ok(steps.made())
    }

    async fn apply(&self, client: &mut Client, migration: &Migration) -> Result<(), Error> {
        let version = migration.version;
        if migration.up.directives.no_transaction {
            // refinery knows no way outside a transaction: it makes its table, we run the file, and
            // it writes the history row.
            let nothing = refinery::Target::Version(i64::MIN);
            self.run(client, migration, nothing).await?;
            let outside = Outside {
                script: &migration.up,
                version,
                way: Way::Up,
                history: self.history,
                limits: self.limits,
            };
            outside.run(client).await?;
            session::reset(client, self.limits).await?;
            let row = refinery::Target::FakeVersion(version.0);
            self.run(client, migration, row).await?;
            mark::write(client, &mark::clear(&self.history.table)).await
        } else {
            let target = refinery::Target::Version(version.0);
            let mut tries = self.limits.tries();
            while let Err(error) = self.run(client, migration, target).await {
                tries.after(error).await?;
            }
            session::reset(client, self.limits).await
        }
    }

    /// Gives refinery its target; `migration` is the one to blame.
    async fn run(
        &self,
        client: &mut Client,
        migration: &Migration,
        target: refinery::Target,
    ) -> Result<(), Error> {
        let mut runner = Runner::new(&self.all).set_abort_divergent(true);
        runner.set_migration_table_name(&self.history.table);
        let ran = runner.set_target(target).run_async(client).await;
        ran.map(|_| ()).map_err(|error| explain(migration, &error))
    }
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
