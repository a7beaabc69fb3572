//! How long a movement waits for locks, and how often it is retried.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::timeout;
use tokio_postgres::Client;

use super::limit::Limit;
use super::{Error, FailedSql, Stands};
use crate::migrations::Script;

/// Between the first try at a lock and the second where nothing limits a try; it doubles from there,
/// with jitter.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// How often a step is tried that gets no lock in time.
const TRIES: usize = 5;
/// SQLSTATE of a lock that was not granted in time, and of a deadlock: both pass.
const MAY_PASS: [&str; 2] = ["55P03", "40P01"];

/// How long a database may take to answer what we ask of it ourselves, where nothing else is said.
const ANSWER: Duration = Duration::from_mins(10);
/// How long a generated row may take where nothing shorter is said.
const ROW: Duration = Duration::from_secs(10);
/// How much later than the server we end what the server ends: it rolls back before it says so.
const GRACE: Duration = Duration::from_secs(5);

/// How long a move waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// For another runner to finish.
    pub runner: Duration,
    /// For a lock on a table, each time; `None` is as long as the server allows.
    ///
    /// A waiting `ACCESS EXCLUSIVE` stops everybody who comes after it, so on a busy database a
    /// short wait and another try are better than a long wait.
    pub lock: Option<Duration>,
    /// For one statement to end; `None` is as long as the server allows.
    pub statement: Option<Duration>,
    /// For one movement of a proof, an up or a down, with all that it runs; `None` is as long as it takes.
    pub movement: Option<Duration>,
}

/// A duration alone is how long another runner is waited for.
impl From<Duration> for Limits {
    fn from(runner: Duration) -> Self {
        Self {
            runner,
            ..Self::default()
        }
    }
}

impl Limits {
    /// Sets them for the session; a migration may set others for itself.
    pub(super) async fn set(&self, client: &Client) -> Result<(), Error> {
        let settings = [
            ("lock_timeout", self.lock),
            ("statement_timeout", self.statement),
        ];
        let set: String = settings
            .into_iter()
            .filter_map(|(name, limit)| Some(format!("SET {name} = {}; ", limit?.as_millis())))
            .collect();
        if set.is_empty() {
            return Ok(());
        }
        let doing = Error::database("setting the time limits");
        client.batch_execute(&set).await.map_err(doing)
    }

    /// How long a tool's own program may take: as a statement, and as a movement.
    pub(super) fn of_command(&self) -> Option<Limit> {
        let statement = self.statement.map(|time| Limit {
            time,
            option: "--statement-timeout",
        });
        let limits = [statement, self.of_movement()].into_iter().flatten();
        limits.min_by_key(|limit| limit.time)
    }

    /// How long a database may take to answer what we ask of it ourselves. A server that is stopped keeps to no limit of its
    /// own.
    #[must_use]
    pub fn answer(&self) -> Duration {
        let limits = [self.statement, self.movement].into_iter().flatten();
        limits.min().unwrap_or(ANSWER) + GRACE
    }

    /// What comes of statements of our own, which end in moments.
    pub(super) fn answered<T>(
        &self,
        doing: &str,
        asking: impl Future<Output = Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> {
        ended_within(Some(self.answer()), doing.to_owned(), asking)
    }

    /// What comes of a script that the server ends itself, statement by statement, unless it is stopped. A script that sets
    /// a limit for itself, and may set a longer one, has none of ours.
    pub(super) fn of_script<T>(
        &self,
        script: &Script,
        running: impl Future<Output = Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> {
        let sets_its_own = script.sql.to_lowercase().contains("statement_timeout");
        let limit = self.statement.filter(|_| !sets_its_own).map(|limit| {
            let tries = if script.directives.no_transaction {
                TRIES
            } else {
                1
            };
            let count = script.statements().len().max(1) * tries;
            limit.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)) + GRACE
        });
        ended_within(limit, format!("running {}", script.name), running)
    }

    /// How long a generated row may take, with the triggers of its table.
    #[must_use]
    pub fn row(&self) -> Duration {
        let limits = [self.statement, self.movement].into_iter().flatten();
        limits.fold(ROW, Duration::min)
    }

    /// The same for a proof that was given no limit of its own.
    #[must_use]
    pub fn of_proof(self) -> Self {
        Self {
            movement: self.movement.or(Some(ANSWER)),
            ..self
        }
    }

    /// That of so many movements.
    pub(super) fn of_movements(&self, count: usize) -> Option<Limit> {
        let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        self.of_movement().map(|limit| Limit {
            time: limit.time.saturating_mul(count),
            ..limit
        })
    }

    pub(super) fn of_movement(&self) -> Option<Limit> {
        self.movement.map(|time| Limit {
            time,
            option: "--movement-timeout",
        })
    }

    /// The tries at a step that is all or nothing.
    pub(super) fn retries(&self) -> Retries {
        let pauses = ExponentialBuilder::default()
            // For a tenth of the time at the least, nobody waits behind us.
            .with_min_delay(self.lock.map_or(FIRST_PAUSE, |limit| limit / 10))
            .with_max_times(TRIES - 1)
            .with_jitter();
        Retries {
            pauses: pauses.build(),
            lock: self.lock,
        }
    }
}

/// What comes of `running` within a limit; `None` is as long as it takes.
pub(super) fn ended_within<T>(
    limit: Option<Duration>,
    doing: String,
    running: impl Future<Output = Result<T, Error>>,
) -> impl Future<Output = Result<T, Error>> {
    // Boxed at once, so that whoever waits is not as large as that.
    let running = Box::pin(running);
    async move {
        let Some(waited) = limit else {
            return running.await;
        };
        let late = |_| Error::Silent { doing, waited };
        timeout(waited, running).await.map_err(late)?
    }
}

/// How often a step that gets no lock is still tried.
pub(super) struct Retries {
    pauses: ExponentialBackoff,
    lock: Option<Duration>,
}

impl Retries {
    /// Pauses where the same step may succeed afterwards; returns the error where it will not.
    pub async fn after(&mut self, error: Error) -> Result<(), Error> {
        let (mut failed, done) = match error {
            Error::Sql { failed, done } if may_pass(&failed) => (failed, done),
            error => return Err(error),
        };
        let Some(pause) = self.pauses.next() else {
            failed.hint.get_or_insert_with(|| self.gave_up());
            return Err(Error::Sql { failed, done });
        };
        tracing::warn!(
            file = failed.file,
            sqlstate = failed.sqlstate,
            "{}; trying again in {:.1} s",
            failed.message,
            pause.as_secs_f64()
        );
        tokio::time::sleep(pause).await;
        Ok(())
    }

    fn gave_up(&self) -> String {
        let each = self.lock.map_or_else(String::new, |limit| {
            format!(", {} s each time", limit.as_secs_f64())
        });
        format!(
            "tried {TRIES} times{each}: another session holds a lock that this needs; find it with \
             SELECT * FROM pg_stat_activity WHERE xact_start IS NOT NULL, end it, or wait longer with --lock-timeout"
        )
    }
}

fn may_pass(failed: &FailedSql) -> bool {
    let passes = |state: &str| MAY_PASS.contains(&state);
    // A script that has ended its transaction would do again what stands.
    !matches!(failed.stands, Stands::Committed | Stands::RolledBack)
        && failed.sqlstate.as_deref().is_some_and(passes)
}
