//! A throw-away server on which migrations run, inspected from a separate session.

pub(in crate::checks::round_trip) mod by_product;
mod counted;
pub(in crate::checks::round_trip) mod elevated;
mod filling;
mod hanging;
mod inspecting;
mod lasting;
mod moving;
mod noting;
pub(in crate::checks::round_trip) mod pool;
mod sessions;
mod undone;
mod written;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::catalog::{Catalog, Difference};
use crate::checks::Error;
use crate::checks::round_trip::clock::Clock;
use crate::checks::round_trip::remedy::OwnRows;
use crate::connection::server_version;
use crate::migrations::{Loss, Migration, Migrations, Version};
use crate::postgres::{Server, Source};
use crate::rows::{Beside, Hints, Rows, Seeds, Unfilled};
use crate::runner::{self, Limits};
use by_product::ByProduct;
use counted::Counted;
use elevated::Elevated;
use noting::Noting;
use sessions::Sessions;
use written::Written;

/// What every sandbox of one proof is made of.
#[derive(Debug, Clone)]
pub(super) struct Materials {
    pub source: Source,
    /// The migrations to move by, however irreversible one calls itself.
    pub migrations: Arc<Migrations>,
    pub seeds: Arc<Seeds>,
    pub limits: Limits,
    pub clock: Clock,
    pub written: Arc<Written>,
    pub counted: Counted,
    pub own: Arc<OwnRows>,
    /// The migrations that set something for later sessions.
    pub set_for_later: Arc<BTreeSet<Version>>,
    /// The movements that need more than their role may.
    pub elevated: Elevated,
    /// What generated rows have shown, which all sandboxes of one shard share.
    pub learned: Shared<Hints>,
}

impl Materials {
    /// What sandboxes of these migrations need, on servers of `source`.
    pub fn of(source: &Source, migrations: &Migrations, seeds: &Seeds, limits: Limits) -> Self {
        Self {
            source: runner::source_for(migrations, source.clone()),
            migrations: Arc::new(migrations.ignoring_irreversible()),
            seeds: Arc::new(seeds.clone()),
            limits,
            clock: Clock::start(migrations),
            written: Arc::new(Written::of(migrations)),
            counted: Counted::of(migrations),
            own: Arc::new(OwnRows::of(migrations, seeds)),
            set_for_later: Arc::new(lasting::set_by(migrations)),
            elevated: Elevated::default(),
            learned: Shared::default(),
        }
    }
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

/// What came of generating rows.
pub(super) struct Generated {
    /// The tables that could not be filled.
    pub unfilled: Vec<Unfilled>,
    /// What stands now.
    pub catalog: Catalog,
}

/// One server with a session that runs the migrations, and others that inspect. Whatever a migration
/// sets or prepares in its session does not blur what is seen.
pub(super) struct Sandbox {
    materials: Materials,
    sessions: Sessions,
    /// The newest version applied.
    at: Option<Version>,
    /// Whether the migrations' tool can write its history.
    noting: Noting,
    /// What rows that the proof put in have made.
    by_product: ByProduct,
    /// What keeps generated rows out of the way of the project's own.
    beside: Beside,
    /// Whether a movement hangs in it that nothing has ended.
    is_lost: bool,
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
        (at, noting): (Option<Version>, Noting),
    ) -> Result<Self, Error> {
        let sessions = Sessions::open(&server, materials.migrations.history()).await?;
        let clock = materials.clock.set_to(sessions.now().await?);
        let beside = Beside::of(&materials.seeds);
        Ok(Self {
            round: beside.first_round(),
            materials: Materials { clock, ..materials },
            sessions,
            at,
            noting,
            by_product: ByProduct::default(),
            is_lost: false,
            beside,
            server,
        })
    }

    /// Reopens its sessions: they end with the runtime that they were opened on.
    pub async fn reopen(&mut self) -> Result<(), Error> {
        let history = self.materials.migrations.history();
        self.sessions = Sessions::open(&self.server, history).await?;
        Ok(())
    }

    /// Leaves the server to somebody else, once the sessions on it have ended.
    pub fn into_server(self) -> Server {
        self.server
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

    /// What differs between two catalogs and is the doing of no row that the proof put in.
    pub fn diff(&self, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let mut differences = self.materials.written.diff(self.clock(), was, is);
        differences.retain(|it| !self.by_product.has(it));
        differences
    }

    /// Whether a loss is of a table that came of rows which the proof put in.
    pub fn is_by_product(&self, loss: &Loss) -> bool {
        self.by_product.has_table(&loss.schema, &loss.table)
    }

    /// The version below a migration; `None` is base.
    pub fn below(&self, migration: &Migration) -> Option<&Migration> {
        let up_to = self.migrations().up_to(migration.version);
        up_to.iter().rev().nth(1)
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
