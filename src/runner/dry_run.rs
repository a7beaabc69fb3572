//! What a move would do, without doing it: run in one transaction that is rolled back.

use std::time::Instant;

use serde::Serialize;
use tokio_postgres::{Client, Transaction};

use super::send::send;
use super::step::milliseconds;
use super::{Error, FailedSql, Limits, down, session, up};
use crate::migrations::{Direction, Migration, Migrations, Script, Version};

/// One step of a move that is not made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DryRunStep {
    /// Which migration.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// The file that would run.
    pub file: String,
    /// How long its SQL took, in milliseconds; `None` where it was not run, because it or one before
    /// it runs outside a transaction, which nothing could take back.
    pub ms: Option<f64>,
}

/// Runs what a move would run, in its order, and takes all of it back.
///
/// The locks that the steps take are held until the last of them has run. What no transaction takes
/// back stays: numbers that sequences handed out.
pub async fn dry_run(
    client: &mut Client,
    migrations: &Migrations,
    direction: Direction,
    target: Option<Version>,
    limits: Limits,
) -> Result<Vec<DryRunStep>, Error> {
    let (lock, history, status) = session::begin(client, migrations, &limits).await?;
    let scripts: Result<Vec<(&Migration, &Script)>, Error> = match direction {
        Direction::Up => up::plan_up(migrations, &history, &status, target)
            .map(|pending| pending.iter().map(|it| (it, &it.up)).collect()),
        Direction::Down => down::plan_down(migrations, &history, target),
    };
    let steps = match scripts {
        Ok(scripts) => in_transaction(client, &scripts, &limits).await,
        Err(error) => Err(error),
    };
    session::end(client, lock, steps).await
}

async fn in_transaction(
    client: &mut Client,
    scripts: &[(&Migration, &Script)],
    limits: &Limits,
) -> Result<Vec<DryRunStep>, Error> {
    let doing = Error::database("trying the steps of a dry run");
    // Rolled back when it is dropped, after a failure too.
    let transaction = client.transaction().await.map_err(&doing)?;
    let steps = try_all(&transaction, scripts, limits).await?;
    transaction.rollback().await.map_err(doing)?;
    Ok(steps)
}

/// Runs the scripts in a transaction that the caller takes back, up to the first that runs outside one.
pub(super) async fn try_all(
    transaction: &Transaction<'_>,
    scripts: &[(&Migration, &Script)],
    limits: &Limits,
) -> Result<Vec<DryRunStep>, Error> {
    let mut steps = Vec::new();
    let mut is_in_transaction = true;
    for (migration, script) in scripts {
        is_in_transaction &= !script.directives.no_transaction;
        let started = Instant::now();
        if is_in_transaction {
            let sent = async {
                let sent = send(transaction.client(), &script.sql).await;
                sent.map_err(|error| Error::DryRun {
                    failed: Box::new(FailedSql::of_script(script, &error)),
                })
            };
            limits.of_script(script, sent).await?;
            session::reset(transaction.client(), limits).await?;
        }
        steps.push(DryRunStep {
            version: migration.version,
            name: migration.name.clone(),
            file: script.name.clone(),
            ms: is_in_transaction.then(|| milliseconds(started.elapsed())),
        });
    }
    Ok(steps)
}
