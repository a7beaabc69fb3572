//! Downgrades, newest first.

use std::time::Instant;

use tokio_postgres::Client;

use super::inspection::Inspection;
use super::interrupted;
use super::no_transaction::NoTransactionStep;
use super::steps::Steps;
use super::transaction::{Holds, StepTransaction};
use super::{Error, History, Limits, Lock, Step, session};
use crate::migrations::{Direction, Migration, Migrations, Script, Version};

/// Takes back what is applied above `target` (`None` is base), newest first; each step is
/// reported to `on_step` as soon as it stands.
///
/// Whether every down is there is checked before the first step. A down and the delete of
/// its history row are one transaction, unless the file says `no-transaction`.
pub async fn down(
    client: &mut Client,
    migrations: &Migrations,
    target: Option<Version>,
    limits: impl Into<Limits>,
    on_step: impl FnMut(&Step),
) -> Result<Vec<Step>, Error> {
    let limits = limits.into();
    let (lock, history, _) = session::begin(client, migrations, &limits).await?;
    let moved = match plan_down(migrations, &history, target) {
        Ok(steps) => {
            let down = Down {
                history: &history,
                lock: &lock,
                inspection: Inspection::for_steps(steps.len()),
                limits: &limits,
            };
            down.revert_all(client, steps, on_step).await
        }
        Err(error) => Err(error),
    };
    let moved = match moved {
        Ok(steps) => history.has_lost(client, &steps).await.map(|()| steps),
        Err(error) => Err(error),
    };
    session::end(client, lock, moved).await
}

/// The migrations to take back, newest first, each with its down.
pub(super) fn plan_down<'a>(
    migrations: &'a Migrations,
    history: &History,
    target: Option<Version>,
) -> Result<Vec<(&'a Migration, &'a Script)>, Error> {
    let current = history.current();
    if target > current {
        return Err(Error::wrong_direction(current, target));
    }
    history.refuse_other_direction(Direction::Down)?;
    let applied = current.map_or(&[][..], |current| migrations.up_to(current));
    let above = applied
        .iter()
        .filter(|migration| Some(migration.version) > target);
    above.rev().map(with_down).collect()
}

fn with_down(migration: &Migration) -> Result<(&Migration, &Script), Error> {
    let down = down_of(migration)?;
    if let Some(reason) = &down.directives.irreversible {
        return Err(Error::Irreversible {
            version: migration.version,
            reason: reason.clone(),
        });
    }
    session::stays_in_transaction(down)?;
    Ok((migration, down))
}

/// The migration's down, or that there is none.
pub(super) fn down_of(migration: &Migration) -> Result<&Script, Error> {
    migration.down.as_ref().ok_or_else(|| Error::NoDown {
        version: migration.version,
        name: migration.up.name.trim_end_matches(".sql").to_owned(),
    })
}

/// What every step of a downgrade needs.
struct Down<'a> {
    history: &'a History,
    lock: &'a Lock,
    inspection: Inspection,
    limits: &'a Limits,
}

impl Down<'_> {
    async fn revert_all(
        &self,
        client: &mut Client,
        steps: Vec<(&Migration, &Script)>,
        on_step: impl FnMut(&Step),
    ) -> Result<Vec<Step>, Error> {
        let mut made = Steps::new(on_step);
        for (migration, down) in steps {
            let started = Instant::now();
            let ended = self.revert(client, migration, down).await;
            made.ended(migration, started, ended.map(|()| None))?;
        }
        Ok(made.made())
    }

    async fn revert(
        &self,
        client: &mut Client,
        migration: &Migration,
        down: &Script,
    ) -> Result<(), Error> {
        let version = migration.version;
        let transaction = StepTransaction {
            history: self.history,
            lock: self.lock,
            inspection: &self.inspection,
            script: down,
            direction: Direction::Down,
            versions: &[version],
        };
        let row = self.forget(version);
        if down.directives.no_transaction {
            let step = NoTransactionStep {
                script: down,
                version,
                direction: Direction::Down,
                history: self.history,
                limits: self.limits,
            };
            self.limits.of_script(down, step.run(client)).await?;
            session::reset(client, self.limits).await?;
            let clear = interrupted::clear(&self.history.table);
            transaction.run(client, Holds::Rows, &[&row], &clear).await
        } else {
            let mut tries = self.limits.retries();
            loop {
                let rows = [row.as_str()];
                let running = transaction.run(client, Holds::Script, &rows, "");
                match self.limits.of_script(down, running).await {
                    Ok(()) => break,
                    Err(error) => tries.after(error).await?,
                }
            }
            session::reset(client, self.limits).await
        }
    }

    /// The statement that deletes a step's history row.
    fn forget(&self, Version(version): Version) -> String {
        format!(
            "DELETE FROM {} WHERE version OPERATOR(pg_catalog.=) {version}",
            self.history.table
        )
    }
}
