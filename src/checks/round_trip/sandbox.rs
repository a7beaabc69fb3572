//! A throw-away server that is moved, and inspected from a session of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::by_product::ByProduct;
use super::clock::Clock;
use super::counted::Counted;
use super::lasting;
use super::remedy::OwnRows;
use super::sessions::Sessions;
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::connection::server_version;
use crate::migrations::{Direction, Loss, Migration, Migrations, Version};
use crate::postgres::{Server, Source};
use crate::rows::{self, Hints, Row, Rows, Seeds, TableContents, TableSelection, Unfilled};
use crate::runner::{self, History, Limits, Step};

/// What every sandbox of one proof is made of.
#[derive(Debug, Clone)]
pub(super) struct Materials {
    pub source: Source,
    /// The migrations to move by, however irreversible one calls itself.
    pub migrations: Arc<Migrations>,
    pub seeds: Arc<Seeds>,
    pub limits: Limits,
    pub clock: Clock,
    pub counted: Counted,
    pub own: Arc<OwnRows>,
    /// Whether any migration sets something for later sessions.
    pub sets_for_later: bool,
    /// What generated rows have shown, which all sandboxes of one shard share.
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

/// One server with a session that runs the migrations, and others that inspect. Whatever a migration
/// sets or prepares in its session does not blur what is seen.
pub(super) struct Sandbox {
    materials: Materials,
    sessions: Sessions,
    /// The newest version applied.
    at: Option<Version>,
    /// What rows that the proof put in have made.
    by_product: ByProduct,
    /// How often rows were generated, so that each time they are others.
    round: usize,
    // Dropped last: its sessions end before it does.
    server: Server,
}

impl Sandbox {
    /// Sessions on a server to which everything up to `at` is applied.
    pub async fn on(
        materials: Materials,
        server: Server,
        at: Option<Version>,
    ) -> Result<Self, Error> {
        let sessions = Sessions::open(server.url(), materials.migrations.layout()).await?;
        let clock = materials.clock.set_to(sessions.now().await?);
        Ok(Self {
            materials: Materials { clock, ..materials },
            sessions,
            at,
            by_product: ByProduct::default(),
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

    pub fn materials(&self) -> &Materials {
        &self.materials
    }

    pub fn migrations(&self) -> &Migrations {
        &self.materials.migrations
    }

    pub fn clock(&self) -> &Clock {
        &self.materials.clock
    }

    pub async fn server_version(&self) -> Result<String, Error> {
        Ok(server_version(&self.sessions.inspector).await?)
    }

    pub async fn inspect(&self) -> Result<State, Error> {
        // One after the other: what the first finds untouched, the second need not read.
        let catalog = self.catalog().await?;
        self.with_rows(catalog).await
    }

    /// The same after a movement that may have ended the server: `None` if it has.
    pub async fn inspect_if_there(&self) -> Result<Option<State>, Error> {
        if_there(self.inspect().await)
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

    /// Puts rows in: those that the project keeps for this version, and generated ones for the
    /// tables that `made` touched and those that were `emptied`. Where a project keeps rows, only its empty tables get generated
    /// ones. Returned are the tables that could not be filled. `standing` is what stands before.
    pub async fn seed(
        &mut self,
        version: Version,
        made: &[Difference],
        emptied: &[String],
        standing: &Catalog,
    ) -> Result<Vec<Unfilled>, Error> {
        let changes_type = |difference: &Difference| difference.fact.as_deref() == Some("type");
        if made.iter().any(changes_type) {
            self.forget_types().await?;
        }
        self.materials
            .seeds
            .insert(&self.sessions.inspector, version)
            .await?;
        self.generate(Some(made), emptied, standing).await
    }

    /// Whether rows that are put in may change others: by a trigger, a rule, or what a project's own file does.
    pub fn seeding_may_change_others(&self, catalog: &Catalog) -> bool {
        let has_any = |kind| catalog.of_kind(kind).next().is_some();
        !self.generates_rows() || has_any("trigger") || has_any("rule")
    }

    /// Puts generated rows into every table. `standing` is what stands before.
    pub async fn generate_rows(&mut self, standing: &Catalog) -> Result<Vec<Unfilled>, Error> {
        self.generate(None, &[], standing).await
    }

    async fn generate(
        &mut self,
        made: Option<&[Difference]>,
        emptied: &[String],
        standing: &Catalog,
    ) -> Result<Vec<Unfilled>, Error> {
        self.round += 1;
        let wanted = TableSelection {
            touched_by: made,
            emptied,
            only_empty: !self.generates_rows(),
        };
        let Sessions {
            inspector, queries, ..
        } = &self.sessions;
        let mut learned = self.materials.learned.take();
        let generated = rows::generate(inspector, queries, wanted, self.round, &mut learned).await;
        self.materials.learned.put(learned);
        if ByProduct::may_come_of_rows(standing) {
            catalog::flush_statistics(inspector).await?;
            let catalog = self.catalog().await?;
            self.by_product.note(catalog::diff(standing, &catalog));
        }
        Ok(generated?)
    }

    /// The catalog once rows were put in, where `standing` stood before.
    pub async fn catalog_of_seeded(&self, standing: Catalog) -> Result<Catalog, Error> {
        if ByProduct::may_come_of_rows(&standing) {
            self.catalog().await
        } else {
            Ok(standing)
        }
    }

    /// What differs between two catalogs and is the doing of no row that the proof put in.
    pub fn diff(&self, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let mut differences = self.clock().diff(was, is);
        differences.retain(|it| !self.by_product.has(it));
        differences
    }

    /// Whether a loss is of a table that came of rows which the proof put in.
    pub fn is_by_product(&self, loss: &Loss) -> bool {
        self.by_product.has_table(&loss.schema, &loss.table)
    }

    /// A function that a session has run keeps to the types of that day, and refuses rows of others.
    async fn forget_types(&mut self) -> Result<(), Error> {
        let layout = self.migrations().layout();
        self.sessions.inspect_anew(self.server.url(), layout).await
    }

    /// Whether rows are generated, and none are the project's own.
    pub fn generates_rows(&self) -> bool {
        self.materials.seeds.is_empty()
    }

    /// Removes the rows of tables, by their names in a catalog, and of those that point to them.
    pub async fn empty(&self, tables: &[String]) -> Result<(), Error> {
        let truncate = format!("TRUNCATE {} CASCADE", tables.join(", "));
        self.sessions.inspector.batch_execute(&truncate).await?;
        self.sessions.have_emptied();
        Ok(())
    }

    /// Removes one row of a table; `false` where it is still there.
    pub async fn remove(
        &self,
        identity: &str,
        table: &TableContents,
        row: &Row,
    ) -> Result<bool, Error> {
        let is_removed = rows::remove(&self.sessions.inspector, identity, table, row).await?;
        self.sessions.have_emptied();
        Ok(is_removed)
    }

    /// Whether the session that runs the migrations has outlived them.
    pub fn is_connected(&self) -> bool {
        !self.sessions.migrator.is_closed()
    }

    /// Whether a step outside a transaction stopped in the middle, and waits to go on.
    pub async fn is_interrupted(&self) -> Result<bool, Error> {
        let history = History::read(&self.sessions.inspector).await?;
        Ok(history.interrupted.is_some())
    }

    /// The version below a migration; `None` is base.
    pub fn below(&self, migration: &Migration) -> Option<&Migration> {
        let up_to = self.migrations().up_to(migration.version);
        up_to.iter().rev().nth(1)
    }

    /// Moves by one migration: up where it stands right before it, down where it stands at it. Returned is the time in
    /// milliseconds, or why it failed.
    pub async fn run(
        &mut self,
        migration: &Migration,
        direction: Direction,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        let limits = self.materials.limits;
        let below = self.below(migration).cloned();
        let moved = runner::replay_one(
            &mut self.sessions.migrator,
            self.server.client_url(),
            &migrations,
            (migration, direction),
            below.as_ref(),
            limits,
        )
        .await;
        let to = match direction {
            Direction::Up => Some(migration.version),
            Direction::Down => below.map(|it| it.version),
        };
        self.arrived(moved, to, lasting::is_set_by(migration)).await
    }

    /// Goes to `to` (`None` is base), up or down; the time in milliseconds, or why a migration failed.
    pub async fn go(&mut self, to: Option<Version>) -> Result<Result<f64, runner::Error>, Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        if self.materials.sets_for_later {
            return self.go_by_one(&migrations, to).await;
        }
        let moved = runner::replay(
            &mut self.sessions.migrator,
            self.server.client_url(),
            &migrations,
            (self.at, to),
            self.materials.limits,
        )
        .await;
        self.arrived(moved, to, false).await
    }

    /// The same, where what a migration sets for later sessions must be seen by the next one.
    async fn go_by_one(
        &mut self,
        migrations: &Migrations,
        to: Option<Version>,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let up_to = |version: Option<Version>| version.map_or(&[][..], |at| migrations.up_to(at));
        let (from, to) = (up_to(self.at), up_to(to));
        let ups = to.get(from.len()..).unwrap_or_default().iter();
        let downs = from.get(to.len()..).unwrap_or_default().iter().rev();
        let ups = ups.map(|it| (it, Direction::Up));
        let mut ms = 0.0;
        for (migration, direction) in ups.chain(downs.map(|it| (it, Direction::Down))) {
            match self.run(migration, direction).await? {
                Ok(took) => ms += took,
                failed => return Ok(failed),
            }
        }
        Ok(Ok(ms))
    }

    /// Takes note of what came of a move to `to`; the next one has a new session where the move set something for those.
    async fn arrived(
        &mut self,
        moved: Result<Vec<Step>, runner::Error>,
        to: Option<Version>,
        sets_for_later: bool,
    ) -> Result<Result<f64, runner::Error>, Error> {
        let all_answer = self.sessions.have_migrated().await;
        let steps = match of_this_database(moved)? {
            Ok(steps) => steps,
            Err(error) => return Ok(Err(error)),
        };
        self.at = to;
        let layout = self.migrations().layout();
        if all_answer && sets_for_later {
            self.sessions.move_anew(self.server.url(), layout).await?;
        }
        if !all_answer {
            // Some migrations end every other session, so as to be alone.
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
