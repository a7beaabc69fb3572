//! Where sandboxes come from.
//!
//! After a finding the proof goes on with a fresh server at the same place. To take each up from base
//! would make the cost of old migrations grow with their square. So one server follows the proof, which
//! the migrations alone have made, and the fresh one is a copy of it.

use tokio_postgres::Client;

use super::elevated::{self, Attribute};
use super::noting::Noting;
use super::{Materials, Sandbox, Shared, State, of_this_database};
use crate::checks::Error;
use crate::connection::{RetryFor, connect};
use crate::migrations::{Direction, Version};
use crate::postgres::Server;
use crate::runner;

/// Makes sandboxes, one after the other; those of later versions at less cost than those of earlier ones.
pub(in crate::checks::round_trip) struct Pool {
    materials: Materials,
    follower: Option<Follower>,
}

/// A server that the migrations alone have made, up to some version.
struct Follower {
    /// One that runs the migrations,
    migrator: Client,
    /// and one for the rows that a project keeps.
    seeder: Client,
    at: Option<Version>,
    noting: Noting,
    // Dropped last: its sessions end before it does.
    server: Server,
}

impl Pool {
    pub fn new(materials: Materials) -> Self {
        Self {
            materials,
            follower: None,
        }
    }

    /// Forgets what generated rows have shown: whichever shards are proved before a shard, its rows are the same.
    pub fn begin_shard(&mut self) {
        self.materials.learned = Shared::default();
    }

    /// A new sandbox with everything up to `version` (`None` is base) applied, and rows in its tables, and what is there.
    pub async fn at(&mut self, version: Option<Version>) -> Result<(Sandbox, State), Error> {
        let mut sandbox = self.without_generated_rows(version).await?;
        let mut catalog = sandbox.catalog().await?;
        // At base, only a set-up has made tables.
        if version.is_some() || !self.materials.migrations.setup().is_empty() {
            catalog = sandbox.generate_rows(catalog).await?.catalog;
        }
        let state = sandbox.with_rows(catalog).await?;
        Ok((sandbox, state))
    }

    /// The same with no row but those that the migrations themselves and the project's own rows put in.
    pub async fn without_generated_rows(
        &mut self,
        version: Option<Version>,
    ) -> Result<Sandbox, Error> {
        let made = if version.is_none() || !Server::can_be_copied(&self.materials.source) {
            let blank = self.blank(version).await?;
            (blank.server, blank.noting)
        } else {
            self.copy(version).await?
        };
        let (server, noting) = made;
        Sandbox::on(self.materials.clone(), server, (version, noting)).await
    }

    /// The same where it can be made, for what can do without; what ends the whole proof is an error here, too.
    pub async fn try_without_generated_rows(
        &mut self,
        version: Option<Version>,
    ) -> Result<Option<Sandbox>, Error> {
        match self.without_generated_rows(version).await {
            Ok(sandbox) => Ok(Some(sandbox)),
            Err(error) if error.ends_the_proof() => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// A copy of the follower, once it has come to `version`.
    async fn copy(&mut self, version: Option<Version>) -> Result<(Server, Noting), Error> {
        let follower = self.follower.take();
        let mut follower = match follower.filter(|follower| follower.at <= version) {
            Some(mut follower) => {
                let known = self.materials.elevated.count();
                match follower.go(&self.materials, version).await {
                    Ok(()) => follower,
                    Err(_) if self.materials.elevated.count() > known => {
                        self.blank(version).await?
                    }
                    Err(error) => return Err(error),
                }
            }
            None => self.blank(version).await?,
        };
        let copy = follower.server.copy(&follower.seeder).await?;
        let noting = follower.noting.clone();
        self.follower = Some(follower);
        Ok((copy, noting))
    }

    /// A new server that has come to `version`. What a migration may have done before its role was refused, is on none.
    async fn blank(&self, version: Option<Version>) -> Result<Follower, Error> {
        loop {
            let known = self.materials.elevated.count();
            match Box::pin(self.new_at(version)).await {
                Err(_) if self.materials.elevated.count() > known => {}
                made => return made,
            }
        }
    }

    async fn new_at(&self, version: Option<Version>) -> Result<Follower, Error> {
        let mut server = Server::blank(&self.materials.source).await?;
        let Materials {
            migrations, limits, ..
        } = &self.materials;
        runner::set_up(&mut server, migrations, limits).await?;
        let (migrator, seeder) = Follower::sessions(&server).await?;
        let mut follower = Follower {
            migrator,
            seeder,
            at: None,
            noting: Noting::default(),
            server,
        };
        follower.go(&self.materials, version).await?;
        Ok(follower)
    }
}

impl Follower {
    async fn sessions(server: &Server) -> Result<(Client, Client), Error> {
        let session = async |url| connect(url, RetryFor::default()).await;
        let migrator = server.migrator_url();
        Ok(futures_util::try_join!(
            session(&migrator),
            session(server.url())
        )?)
    }

    /// Goes up to `version`.
    async fn go(&mut self, materials: &Materials, version: Option<Version>) -> Result<(), Error> {
        let Materials {
            migrations,
            seeds,
            limits,
            set_for_later,
            elevated,
            ..
        } = materials;
        let up_to = |version: Option<Version>| version.map_or(&[][..], |it| migrations.up_to(it));
        self.open_anew_if_closed().await?;
        for migration in &up_to(version)[up_to(self.at).len()..] {
            let way = (self.at, Some(migration.version));
            let url = &self.server.command_url();
            let movement = (migration.version, Direction::Up);
            let needs_more = elevated.has(migration.version, Direction::Up);
            if needs_more {
                elevated::make(&self.seeder, migrations, Attribute::Superuser).await?;
            }
            let gone = runner::replay(&mut self.migrator, url, migrations, way, *limits).await;
            if needs_more {
                let admin = connect(self.server.url(), RetryFor::default()).await?;
                elevated::make(&admin, migrations, Attribute::NoSuperuser).await?;
            }
            if let Err(error) = &gone {
                elevated.note(migrations, movement, error);
            }
            let steps = of_this_database(gone)?.map_err(Error::Unstable)?;
            self.noting.after(&steps);
            // It is reported where its step is proved.
            self.noting.take();
            self.at = Some(migration.version);
            if set_for_later.contains(&migration.version) {
                (self.migrator, self.seeder) = Self::sessions(&self.server).await?;
            }
            self.open_anew_if_closed().await?;
            seeds.insert(&self.seeder, migration.version).await?;
        }
        Ok(())
    }

    /// Some migrations end every other session, so as to be alone, and a copy may have ended both.
    async fn open_anew_if_closed(&mut self) -> Result<(), Error> {
        let asked = futures_util::join!(
            self.migrator.batch_execute(""),
            self.seeder.batch_execute("")
        );
        if asked.0.is_err() || asked.1.is_err() {
            (self.migrator, self.seeder) = Self::sessions(&self.server).await?;
        }
        Ok(())
    }
}
