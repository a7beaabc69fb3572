//! One throw-away server, whichever source it is of.

use std::env;

use tokio_postgres::Client;

use super::container::{self, ContainerServer, START_LIMIT};
use super::local::{self, LocalServer};
use super::{Error, Source, note};
use crate::connection::DatabaseUrl;

/// A whole PostgreSQL 16 of the caller's own, removed when it is dropped.
///
/// With `PGCONFORM_KEEP=1` it is left running when it is dropped by a panic, and the way to
/// connect to it and the way to end it are said on stderr.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Local(Box<LocalServer>),
    Container(Box<ContainerServer>),
}

impl Server {
    /// A server with one empty database, `postgres`, and one superuser, `postgres`.
    pub async fn blank(source: &Source) -> Result<Self, Error> {
        let kind = match source {
            Source::Local(binaries) => {
                let template = local::blank(binaries).await?;
                Kind::Local(Box::new(LocalServer::start(binaries, &template)?))
            }
            Source::Container(docker) => {
                Kind::Container(Box::new(Box::pin(container::start(docker)).await?))
            }
        };
        Self { kind }.open().await
    }

    /// A server whose database `prepare` has filled; `key` names everything that decides what
    /// `prepare` does.
    ///
    /// Where the source has templates, `prepare` runs once for a key, and the server is a copy.
    pub async fn prepared(
        source: &Source,
        key: &str,
        prepare: impl AsyncFnOnce(&DatabaseUrl) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let Source::Local(binaries) = source else {
            let server = Self::blank(source).await?;
            prepare(server.url()).await?;
            return Ok(server);
        };
        let template = local::prepared(binaries, key, prepare).await?;
        let kind = Kind::Local(Box::new(LocalServer::start(binaries, &template)?));
        Self { kind }.open().await
    }

    /// How its superuser connects.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        match &self.kind {
            Kind::Local(server) => server.url(),
            Kind::Container(server) => server.url(),
        }
    }

    /// How other programs connect as its superuser: over TCP where the source is one
    /// [with TCP](Source::with_tcp), with a password that no other server has; else as [`Server::url`] says.
    #[must_use]
    pub fn client_url(&self) -> &DatabaseUrl {
        match &self.kind {
            Kind::Local(server) => server.client_url(),
            Kind::Container(server) => server.url(),
        }
    }

    /// Stops it cleanly and starts it again; every session is cut. [`Server::url`] may be
    /// another one afterwards.
    pub async fn restart(&mut self) -> Result<(), Error> {
        match &mut self.kind {
            Kind::Local(server) => server.stop()?,
            Kind::Container(server) => server.stop().await?,
        }
        self.start_again().await
    }

    /// Kills it with SIGKILL and starts it again, through crash recovery; every session is cut.
    /// [`Server::url`] may be another one afterwards.
    pub async fn crash(&mut self) -> Result<(), Error> {
        match &mut self.kind {
            Kind::Local(server) => server.kill()?,
            Kind::Container(server) => server.kill().await?,
        }
        self.start_again().await
    }

    /// Stops it cleanly and leaves it stopped.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match &mut self.kind {
            Kind::Local(server) => server.stop(),
            Kind::Container(server) => server.stop().await,
        }
    }

    /// Starts it after [`Server::stop`]. [`Server::url`] may be another one afterwards.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        match &mut self.kind {
            Kind::Local(server) => server.start_again()?,
            Kind::Container(server) => server.start_again().await?,
        }
        self.answers().await
    }

    async fn open(mut self) -> Result<Self, Error> {
        self.answers().await?;
        Ok(self)
    }

    /// Whether [`Server::copy`] works for servers of this source.
    #[must_use]
    pub fn can_be_copied(source: &Source) -> bool {
        matches!(source, Source::Local(_))
    }

    /// Another server with the same content. Nobody may write meanwhile; `session` is one on this server's only
    /// database of use.
    ///
    /// Where the content is not such that it can be copied beside a running server, this one is
    /// restarted for it, which cuts every session. An error for a source of which
    /// [`Server::can_be_copied`] says no.
    pub async fn copy(&mut self, session: &Client) -> Result<Self, Error> {
        let Kind::Local(server) = &mut self.kind else {
            return Err(Error::Prepare("a container cannot be copied".to_owned()));
        };
        let copy = if local::write_out(session).await? {
            server.copy()?
        } else {
            server.stop()?;
            let copy = server.copy();
            server.start_again()?;
            server.open().await?;
            copy?
        };
        let kind = Kind::Local(Box::new(copy));
        Self { kind }.open().await
    }

    /// Waits until a session is let in, of ours and of other programs.
    async fn answers(&mut self) -> Result<(), Error> {
        match &mut self.kind {
            // Its postmaster has said that it is ready.
            Kind::Local(server) => server.open().await,
            Kind::Container(server) => server.open(START_LIMIT).await,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let wanted = env::var_os("PGCONFORM_KEEP").is_some_and(|value| value == "1");
        if wanted && std::thread::panicking() {
            let url = self.url();
            // In the list of processes everybody would see the password.
            let password = url.config().get_password().map(String::from_utf8_lossy);
            let password = password.map_or_else(String::new, |it| format!("PGPASSWORD={it} "));
            let connect = format!("{password}psql '{url}'");
            let end = match &mut self.kind {
                Kind::Local(server) => server.keep(),
                Kind::Container(server) => server.keep(),
            };
            note::say(&format!(
                "kept the server of the failed test; connect with: {connect}\npgconform: {end}"
            ));
        }
    }
}
