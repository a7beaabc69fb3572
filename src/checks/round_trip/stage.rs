//! A throw-away server that is moved, and looked at from a session of its own.

use futures_util::future::{try_join, try_join_all};
use tokio_postgres::Client;

use super::clock::Clock;
use crate::catalog::{self, Catalog, Difference, Reader, Scope};
use crate::checks::Error;
use crate::connection::{Patience, connect, server_version};
use crate::migrations::{Migrations, Version};
use crate::postgres::{Server, Source};
use crate::rows::{self, Queries, Rows, Seeds, Unfilled, Wanted};
use crate::runner::{self, History, Limits, Step};

/// The smallest machines have two cores, and between the moves nobody else needs them.
const READERS: usize = 2;

/// What every stage of one proof is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Materials<'a> {
    pub source: &'a Source,
    pub migrations: &'a Migrations,
    pub seeds: &'a Seeds,
    pub limits: Limits,
    pub clock: Clock,
}

/// What there is to compare.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub catalog: Catalog,
    pub rows: Rows,
}

/// One server with a session that runs the migrations, and others that look. Whatever a migration
/// sets or prepares in its session does not blur the look.
pub(super) struct Stage<'a> {
    materials: Materials<'a>,
    mover: Client,
    looker: Client,
    queries: Queries,
    reader: Reader,
    /// The newest version applied.
    at: Option<Version>,
    /// How often rows were made up, so that each time they are others.
    round: usize,
    // Dropped last: its sessions end before it does.
    server: Server,
}

impl<'a> Stage<'a> {
    /// Sessions on a server to which everything up to `at` is applied.
    pub async fn on(
        materials: Materials<'a>,
        server: Server,
        at: Option<Version>,
    ) -> Result<Self, Error> {
        let history = materials.migrations.layout().history();
        let session = async || {
            let client = connect(server.url(), Patience::default()).await?;
            catalog::leave_out(&client, history).await?;
            Ok::<_, Error>(client)
        };
        let readers = try_join_all((0..READERS).map(|_| session())).await?;
        let looker = session().await?;
        Ok(Self {
            materials,
            mover: session().await?,
            queries: Queries::prepare(&looker).await?,
            looker,
            reader: Reader::prepare(readers, Scope::Cluster).await?,
            at,
            round: 0,
            server,
        })
    }

    /// Where it stands.
    pub fn version(&self) -> Option<Version> {
        self.at
    }

    pub fn migrations(&self) -> &'a Migrations {
        self.materials.migrations
    }

    pub fn clock(&self) -> Clock {
        self.materials.clock
    }

    pub async fn server_version(&self) -> Result<String, Error> {
        Ok(server_version(&self.looker).await?)
    }

    pub async fn look(&self) -> Result<State, Error> {
        let (catalog, rows) = try_join(self.catalog(), self.rows()).await?;
        Ok(State { catalog, rows })
    }

    /// A look at the rows alone, where the catalog is known.
    pub async fn with_rows(&self, catalog: Catalog) -> Result<State, Error> {
        let rows = self.rows().await?;
        Ok(State { catalog, rows })
    }

    pub async fn catalog(&self) -> Result<Catalog, Error> {
        Ok(self.reader.read().await?)
    }

    pub async fn rows(&self) -> Result<Rows, Error> {
        Ok(rows::read(&self.looker, &self.queries).await?)
    }

    /// Puts rows in: those that the project keeps for this version, and made-up ones for the
    /// tables that `made` touched. Where a project keeps rows, only its empty tables get made-up
    /// ones. Returned are the tables that could not be filled.
    pub async fn plant(
        &mut self,
        version: Version,
        made: &[Difference],
    ) -> Result<Vec<Unfilled>, Error> {
        let changes_type = |difference: &Difference| difference.fact.as_deref() == Some("type");
        if made.iter().any(changes_type) {
            self.forget_types().await?;
        }
        self.materials.seeds.plant(&self.looker, version).await?;
        self.make_up_rows(Some(made)).await
    }

    pub async fn make_up_rows(
        &mut self,
        made: Option<&[Difference]>,
    ) -> Result<Vec<Unfilled>, Error> {
        self.round += 1;
        let wanted = Wanted {
            touched_by: made,
            only_empty: !self.makes_rows_up(),
        };
        Ok(rows::generate(&self.looker, &self.queries, wanted, self.round).await?)
    }

    /// A function that a session has run keeps to the types of that day, and refuses rows of others.
    async fn forget_types(&mut self) -> Result<(), Error> {
        self.looker = connect(self.server.url(), Patience::default()).await?;
        catalog::leave_out(&self.looker, self.migrations().layout().history()).await?;
        self.queries = Queries::prepare(&self.looker).await?;
        Ok(())
    }

    /// Whether rows are made up, and none are the project's own.
    pub fn makes_rows_up(&self) -> bool {
        self.materials.seeds.is_empty()
    }

    /// Removes the rows of tables, by their names in a catalog, and of those that point to them.
    pub async fn empty(&self, tables: &[String]) -> Result<(), Error> {
        let truncate = format!("TRUNCATE {} CASCADE", tables.join(", "));
        Ok(self.looker.batch_execute(&truncate).await?)
    }

    /// Whether the session that runs the migrations has outlived them.
    pub fn is_connected(&self) -> bool {
        !self.mover.is_closed()
    }

    /// Whether a step outside a transaction stopped in the middle, and waits to go on.
    pub async fn is_interrupted(&self) -> Result<bool, Error> {
        let history = History::read(&self.looker).await?;
        Ok(history.interrupted.is_some())
    }

    /// Upgrades by the one step to `version`; its time in milliseconds.
    pub async fn up(&mut self, version: Version) -> Result<f64, runner::Error> {
        self.go(Some(version)).await
    }

    /// Downgrades to `version`; the time in milliseconds.
    pub async fn down(&mut self, version: Option<Version>) -> Result<f64, runner::Error> {
        self.go(version).await
    }

    /// Goes to `to` (`None` is base), whichever way that is; the time in milliseconds.
    pub async fn go(&mut self, to: Option<Version>) -> Result<f64, runner::Error> {
        let migrations = self.materials.migrations;
        let limits = self.materials.limits;
        let steps = runner::replay(
            &mut self.mover,
            self.server.url(),
            migrations,
            (self.at, to),
            limits,
        )
        .await?;
        self.at = to;
        Ok(total(&steps))
    }
}

fn total(steps: &[Step]) -> f64 {
    // The sum of nothing is -0.0, which nobody wants to read.
    steps.iter().fold(0.0, |sum, step| sum + step.ms)
}
