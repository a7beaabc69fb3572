//! What a movement would do, without doing it: run in one transaction that is rolled back.

use std::time::Instant;

use futures_util::join;
use serde::Serialize;
use tokio_postgres::{Client, Transaction};

use super::moment::Moment;
use super::outside;
use super::send::send;
use super::sequences::Sequences;
use super::step::milliseconds;
use super::{Error, FailedSql, Limits, Lock, down, session, up};
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

/// A move that was tried.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DryRun {
    /// Its steps, in their order.
    pub steps: Vec<DryRunStep>,
    /// What no rollback has taken back, a clause each: numbers that sequences handed out, and what the scripts say that
    /// they do outside the database.
    pub stays: Vec<String>,
}

/// Runs what a move would run, in its order, and takes back what a transaction takes back.
///
/// The locks that the steps take are held until the last of them has run.
pub async fn dry_run(
    client: &mut Client,
    migrations: &Migrations,
    direction: Direction,
    target: Option<Version>,
    limits: Limits,
) -> Result<DryRun, Error> {
    let (lock, history, status) = session::begin(client, migrations, &limits).await?;
    let scripts: Result<Vec<(&Migration, &Script)>, Error> = match direction {
        Direction::Up => up::plan_up(migrations, &history, &status, target)
            .map(|pending| pending.iter().map(|it| (it, &it.up)).collect()),
        Direction::Down => down::plan_down(migrations, &history, target),
    };
    let steps = match scripts {
        Ok(scripts) => {
            let trial = Trial {
                lock: &lock,
                limits: &limits,
                savepoint: None,
            };
            in_transaction(client, &scripts, &trial).await
        }
        Err(error) => Err(error),
    };
    session::end(client, lock, steps).await
}

/// How scripts are tried.
pub(super) struct Trial<'a> {
    pub lock: &'a Lock,
    pub limits: &'a Limits,
    /// To which everything is taken back once a script fails; `None` is to the beginning of the transaction.
    pub savepoint: Option<&'static str>,
}

const TRYING: &str = "trying the steps of a dry run";

async fn in_transaction(
    client: &mut Client,
    scripts: &[(&Migration, &Script)],
    trial: &Trial<'_>,
) -> Result<DryRun, Error> {
    if scripts.is_empty() {
        return Ok(DryRun::default());
    }
    let doing = Error::database(TRYING);
    let begun = async {
        let before = Sequences::now(client).await?;
        // Rolled back when it is dropped, after a failure too.
        Ok((before, client.transaction().await.map_err(&doing)?))
    };
    let (before, transaction) = trial.limits.answered(TRYING, begun).await?;
    let steps = try_all(&transaction, scripts, trial).await?;
    let ended = async {
        let used = Sequences::used(transaction.client()).await?;
        transaction.rollback().await.map_err(&doing)?;
        Ok(used)
    };
    let used = trial.limits.answered(TRYING, ended).await?;
    let after = trial
        .limits
        .answered(TRYING, Sequences::now(client))
        .await?;
    let mut stays = before.moved(&after, &used);
    let tried = scripts
        .iter()
        .zip(&steps)
        .filter(|(_, step)| step.ms.is_some());
    stays.extend(tried.flat_map(|((_, script), _)| outside::acts(script)));
    Ok(DryRun { steps, stays })
}

/// Runs the scripts in a transaction that the caller takes back, up to the first that runs outside one.
pub(super) async fn try_all(
    transaction: &Transaction<'_>,
    scripts: &[(&Migration, &Script)],
    trial: &Trial<'_>,
) -> Result<Vec<DryRunStep>, Error> {
    let client = transaction.client();
    let mut steps = Vec::new();
    let mut is_in_transaction = true;
    let now = async || {
        let now = Moment::now(client, trial.lock, "");
        trial.limits.answered(TRYING, now).await
    };
    let before = now().await?;
    for (migration, script) in scripts {
        is_in_transaction &= !script.directives.no_transaction;
        let started = Instant::now();
        if is_in_transaction {
            let sent = async {
                let sent = send(client, &script.sql).await;
                sent.map_err(|error| Error::DryRun {
                    failed: Box::new(FailedSql::of_script(script, &error)),
                })
            };
            match trial.limits.of_script(script, sent).await {
                Ok(()) => {}
                Err(Error::DryRun { mut failed }) => {
                    let stands = async { Ok(before.after_failure(client, trial.savepoint).await) };
                    failed.stands = trial.limits.answered(TRYING, stands).await?;
                    return Err(Error::DryRun { failed });
                }
                Err(error) => return Err(error),
            }
            let (reset, after) = join!(session::reset(client, trial.limits), now());
            reset?;
            before.refuse_breach(client, script, &after?).await?;
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
