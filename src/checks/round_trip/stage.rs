//! A throw-away server that is moved, and looked at from a session of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::clock::Clock;
use super::counted::Counted;
use super::sessions::Sessions;
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::connection::server_version;
use crate::migrations::{Migrations, Version};
use crate::postgres::{Server, Source};
use crate::rows::{self, Hints, Rows, Seeds, TableSelection, Unfilled};
use crate::runner::{self, History, Limits, Step};

/// What every stage of one proof is made of.
#[derive(Debug, Clone)]
pub(super) struct Materials {
    pub source: Source,
    /// The migrations to move by, however irreversible one calls itself.
    pub migrations: Arc<Migrations>,
    pub seeds: Arc<Seeds>,
    pub limits: Limits,
    pub clock: Clock,
    pub counted: Counted,
    /// What made-up rows have shown, which all stages of one leg share.
    pub learned: Shared<Hints>,
}

/// Something that one of several owners uses at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared<T>(Arc<Mutex<T>>);

impl<T: Default> Shared<T> {
    fn take(&self) -> T {
        std::mem::take(&mut *self.lock())
    }

    fn put(&self, value: T) {
        *self.lock() = value;
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What there is to compare.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub catalog: Catalog,
    pub rows: Rows,
}

/// One server with a session that runs the migrations, and others that look. Whatever a migration
/// sets or prepares in its session does not blur the look.
pub(super) struct Stage {
    materials: Materials,
    sessions: Sessions,
    /// The newest version applied.
    at: Option<Version>,
    /// How often rows were made up, so that each time they are others.
    round: usize,
    // Dropped last: its sessions end before it does.
    server: Server,
}

impl Stage {
    /// Sessions on a server to which everything up to `at` is applied.
    pub async fn on(
        materials: Materials,
        server: Server,
        at: Option<Version>,
    ) -> Result<Self, Error> {
        Ok(Self {
            sessions: Sessions::open(server.url(), materials.migrations.layout()).await?,
            materials,
            at,
            round: 0,
            server,
        })
    }

    /// Opens its sessions anew: they end with the runtime that they were opened on.
    pub async fn reopen(&mut self) -> Result<(), Error> {
        let layout = self.migrations().layout();
        self.sessions = Sessions::open(self.server.url(), layout).await?;
        Ok(())
    }

    /// Where it stands.
    pub fn version(&self) -> Option<Version> {
        self.at
    }

    pub fn materials(&self) -> &Materials {
        &self.materials
    }

    pub fn migrations(&self) -> &Migrations {
        &self.materials.migrations
    }

    pub fn clock(&self) -> Clock {
        self.materials.clock
    }

    pub async fn server_version(&self) -> Result<String, Error> {
        Ok(server_version(&self.sessions.looker).await?)
    }

    pub async fn look(&self) -> Result<State, Error> {
        // One after the other: what the first finds untouched, the second need not read.
        let catalog = self.catalog().await?;
        self.with_rows(catalog).await
    }

    /// The same after a movement that may have ended the server: `None` if it has.
    pub async fn look_if_there(&self) -> Result<Option<State>, Error> {
        if_there(self.look().await)
    }

    /// The catalog alone, likewise.
    pub async fn catalog_if_there(&self) -> Result<Option<Catalog>, Error> {
        if_there(self.catalog().await)
    }

    /// A look at the rows alone, where the catalog is known.
    pub async fn with_rows(&self, catalog: Catalog) -> Result<State, Error> {
        let rows = self.rows().await?;
        Ok(State { catalog, rows })
    }

    pub async fn catalog(&self) -> Result<Catalog, Error> {
        self.sessions.catalog(self.materials.counted).await
    }

    /// Looks at everything, and holds it against what many looks at what was touched have come to.
    pub async fn confirm(&self, known: &Catalog) -> Result<(), Error> {
        let whole = self.sessions.whole_catalog().await?;
        let overlooked = catalog::diff(&whole, known);
        let names = overlooked.iter().map(|it| it.object.to_string());
        if overlooked.is_empty() {
            Ok(())
        } else {
            Err(Error::Overlooked(names.collect::<Vec<_>>().join(", ")))
        }
    }

    pub async fn rows(&self) -> Result<Rows, Error> {
        self.sessions.rows().await
    }

    /// Puts rows in: those that the project keeps for this version, and made-up ones for the
    /// tables that `made` touched and those that were `emptied`. Where a project keeps rows, only its empty tables get made-up
    /// ones. Returned are the tables that could not be filled.
    pub async fn plant(
        &mut self,
        version: Version,
        made: &[Difference],
        emptied: &[String],
    ) -> Result<Vec<Unfilled>, Error> {
        let changes_type = |difference: &Difference| difference.fact.as_deref() == Some("type");
        if made.iter().any(changes_type) {
            self.forget_types().await?;
        }
        self.materials
            .seeds
            .insert(&self.sessions.looker, version)
            .await?;
        self.make_up(Some(made), emptied).await
    }

    /// Whether rows that are put in may change others: by a trigger, a rule, or what a project's own file does.
    pub fn planting_may_change_others(&self, catalog: &Catalog) -> bool {
        let has_any = |kind| catalog.of_kind(kind).next().is_some();
        !self.makes_rows_up() || has_any("trigger") || has_any("rule")
    }

    /// Puts made-up rows into every table.
    pub async fn make_up_rows(&mut self) -> Result<Vec<Unfilled>, Error> {
        self.make_up(None, &[]).await
    }

    async fn make_up(
        &mut self,
        made: Option<&[Difference]>,
        emptied: &[String],
    ) -> Result<Vec<Unfilled>, Error> {
        self.round += 1;
        let wanted = TableSelection {
            touched_by: made,
            emptied,
            only_empty: !self.makes_rows_up(),
        };
        let Sessions {
            looker, queries, ..
        } = &self.sessions;
        let mut learned = self.materials.learned.take();
        let generated = rows::generate(looker, queries, wanted, self.round, &mut learned).await;
        self.materials.learned.put(learned);
        Ok(generated?)
    }

    /// A function that a session has run keeps to the types of that day, and refuses rows of others.
    async fn forget_types(&mut self) -> Result<(), Error> {
        let layout = self.migrations().layout();
        self.sessions.look_anew(self.server.url(), layout).await
    }

    /// Whether rows are made up, and none are the project's own.
    pub fn makes_rows_up(&self) -> bool {
        self.materials.seeds.is_empty()
    }

    /// Removes the rows of tables, by their names in a catalog, and of those that point to them.
    pub async fn empty(&self, tables: &[String]) -> Result<(), Error> {
        let truncate = format!("TRUNCATE {} CASCADE", tables.join(", "));
        self.sessions.looker.batch_execute(&truncate).await?;
        self.sessions.have_emptied();
        Ok(())
    }

    /// Whether the session that runs the migrations has outlived them.
    pub fn is_connected(&self) -> bool {
        !self.sessions.mover.is_closed()
    }

    /// Whether a step outside a transaction stopped in the middle, and waits to go on.
    pub async fn is_interrupted(&self) -> Result<bool, Error> {
        let history = History::read(&self.sessions.looker).await?;
        Ok(history.interrupted.is_some())
    }

    /// Upgrades by the one step to `version`; its time in milliseconds.
    pub async fn up(&mut self, version: Version) -> Result<Result<f64, runner::Error>, Error> {
        self.go(Some(version)).await
    }

    /// Downgrades to `version`; the time in milliseconds.
    pub async fn down(
        &mut self,
        version: Option<Version>,
    ) -> Result<Result<f64, runner::Error>, Error> {
        self.go(version).await
    }

    /// Goes to `to` (`None` is base), whichever way that is; the time in milliseconds, or why a migration failed.
    pub async fn go(&mut self, to: Option<Version>) -> Result<Result<f64, runner::Error>, Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        let limits = self.materials.limits;
        let moved = runner::replay(
            &mut self.sessions.mover,
            self.server.client_url(),
            &migrations,
            (self.at, to),
            limits,
        )
        .await;
        let all_answer = self.sessions.have_moved().await;
        let steps = match of_this_database(moved)? {
            Ok(steps) => steps,
            Err(error) => return Ok(Err(error)),
        };
        self.at = to;
        if !all_answer {
            // Some migrations end every other session, so as to be alone.
            let layout = self.migrations().layout();
            if let Ok(sessions) = Sessions::open(self.server.url(), layout).await {
                self.sessions = sessions;
            }
        }
        Ok(Ok(total(&steps)))
    }
}

/// What came of a move, unless it moved another database: then nothing can be proved.
pub(super) fn of_this_database<T>(
    moved: Result<T, runner::Error>,
) -> Result<Result<T, runner::Error>, Error> {
    match moved {
        Err(error) if error.is_of_another_database() => Err(Error::Runner(error)),
        moved => Ok(moved),
    }
}

/// `None` where there is no server to look at any more.
fn if_there<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_end_of_server() => Ok(None),
        Err(error) => Err(error),
    }
}

fn total(steps: &[Step]) -> f64 {
    // The sum of nothing is -0.0, which nobody wants to read.
    steps.iter().fold(0.0, |sum, step| sum + step.ms)
}
