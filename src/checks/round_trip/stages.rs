//! Where stages come from.
//!
//! After a finding the proof goes on with a fresh server at the same place. To take each up from base
//! would make the cost of old migrations grow with their square. So one server follows the proof, which
//! the migrations alone have made, and the fresh one is a copy of it.

use super::stage::{Materials, Stage};
use crate::checks::Error;
use crate::connection::{Patience, connect};
use crate::migrations::Version;
use crate::postgres::Server;
use crate::runner;

/// Makes the stages of one proof.
pub(super) struct Stages {
    materials: Materials,
    follower: Option<Follower>,
}

/// A server that the migrations alone have made, up to some version.
struct Follower {
    server: Server,
    at: Option<Version>,
}

impl Stages {
    pub fn new(materials: Materials) -> Self {
        Self {
            materials,
            follower: None,
        }
    }

    /// A new stage with everything up to `version` (`None` is base) applied, and rows in its tables.
    pub async fn at(&mut self, version: Option<Version>) -> Result<Stage, Error> {
        let mut stage = self.without_made_up_rows(version).await?;
        if version.is_some() {
            stage.make_up_rows().await?;
        }
        Ok(stage)
    }

    /// The same with no row but those that the migrations themselves and the project's own rows put in.
    pub async fn without_made_up_rows(&mut self, version: Option<Version>) -> Result<Stage, Error> {
        let server = match self.copy(version).await? {
            Some(copy) => copy,
            None => self.made(None, version).await?,
        };
        Stage::on(self.materials.clone(), server, version).await
    }

    /// A copy of the follower, once it has come to `version`; `None` where there is nothing to save or
    /// the source cannot copy.
    async fn copy(&mut self, version: Option<Version>) -> Result<Option<Server>, Error> {
        if version.is_none() || !Server::can_be_copied(&self.materials.source) {
            return Ok(None);
        }
        let follower = self
            .follower
            .take()
            .filter(|follower| follower.at <= version);
        let server = self.made(follower, version).await?;
        let mut follower = Follower {
            server,
            at: version,
        };
        let copy = follower.server.copy()?;
        self.follower = Some(follower);
        Ok(Some(copy))
    }

    /// A server with everything up to `version`: the follower, or a new one.
    async fn made(
        &self,
        follower: Option<Follower>,
        version: Option<Version>,
    ) -> Result<Server, Error> {
        let Materials {
            source,
            migrations,
            seeds,
            limits,
            ..
        } = &self.materials;
        let (server, mut at) = if let Some(follower) = follower {
            (follower.server, follower.at)
        } else {
            let server = Server::blank(source).await?;
            runner::set_up(server.url(), migrations).await?;
            (server, None)
        };
        let session = || connect(server.url(), Patience::default());
        let (mut mover, planter) = (session().await?, session().await?);
        let up_to = |version: Option<Version>| version.map_or(&[][..], |it| migrations.up_to(it));
        for migration in &up_to(version)[up_to(at).len()..] {
            let way = (at, Some(migration.version));
            let gone = runner::replay(&mut mover, server.url(), migrations, way, *limits).await;
            gone.map_err(Error::Unstable)?;
            seeds.plant(&planter, migration.version).await?;
            at = Some(migration.version);
        }
        Ok(server)
    }
}
