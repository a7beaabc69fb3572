//! One throw-away server, from either source.

use tokio_postgres::Client;

use super::container::{self, ContainerServer, START_LIMIT};
use super::local::{self, LocalServer};
use super::{Error, Source, note};
use crate::connection::DatabaseUrl;
use crate::settings::Settings;

/// A whole PostgreSQL 16 of the caller's own, removed when it is dropped.
///
/// Where the setting `keep` is on, it is left running when it is dropped by a panic, and stderr says how to
/// connect to it and how to end it.
#[derive(Debug)]
pub struct Server {
    instance: Instance,
    at_panic: AtPanic,
    /// The role that the migrations are run as, unless that is the superuser.
    admitted: Option<String>,
}

/// What becomes of a server that is dropped by a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtPanic {
    Remove,
    Keep,
}

#[derive(Debug)]
enum Instance {
    Local(Box<LocalServer>),
    Container(Box<ContainerServer>),
}

impl Server {
    /// A server with one empty database, `postgres`, and one superuser, `postgres`.
    pub async fn blank(source: &Source) -> Result<Self, Error> {
        let instance = match source {
            Source::Local(binaries) => {
                let template = local::blank(binaries).await?;
                Instance::Local(Box::new(LocalServer::start(binaries, &template)?))
            }
            Source::Container(docker) => {
                Instance::Container(Box::new(Box::pin(container::start(docker)).await?))
            }
        };
        Self::open(instance, source.settings()).await
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
        let instance = Instance::Local(Box::new(LocalServer::start(binaries, &template)?));
        Self::open(instance, source.settings()).await
    }

    /// How its superuser connects.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        match &self.instance {
            Instance::Local(server) => server.url(),
            Instance::Container(server) => server.url(),
        }
    }

    /// How other programs connect as its superuser: over TCP where the source is one
    /// [with TCP](Source::with_tcp), with a password that no other server has; else as [`Server::url`] says.
    #[must_use]
    pub fn client_url(&self) -> &DatabaseUrl {
        match &self.instance {
            Instance::Local(server) => server.client_url(),
            Instance::Container(server) => server.url(),
        }
    }

    /// Lets the role in that runs the migrations, which is there already. To other programs it has the superuser's password.
    pub async fn admit(&mut self, role: &str) -> Result<(), Error> {
        match &self.instance {
            Instance::Local(server) => server.admit(role).await?,
            Instance::Container(server) => server.admit(role).await?,
        }
        self.admitted = Some(role.to_owned());
        Ok(())
    }

    /// How whoever runs the migrations connects: the role that was [admitted](Server::admit), else the superuser.
    #[must_use]
    pub fn migrator_url(&self) -> DatabaseUrl {
        self.of_migrator(self.url())
    }

    /// How other programs connect as whoever runs the migrations.
    #[must_use]
    pub fn command_url(&self) -> DatabaseUrl {
        self.of_migrator(self.client_url())
    }

    fn of_migrator(&self, url: &DatabaseUrl) -> DatabaseUrl {
        let Some(role) = &self.admitted else {
            return url.clone();
        };
        let password = url.config().get_password();
        let password = password.map(String::from_utf8_lossy);
        let of_role = url.clone().with_user(role);
        match password {
            Some(password) => of_role.with_password(&password),
            None => of_role,
        }
    }

    /// Stops it cleanly and starts it again; every session is cut. [`Server::url`] may be
    /// another one afterwards.
    pub async fn restart(&mut self) -> Result<(), Error> {
        match &mut self.instance {
            Instance::Local(server) => server.stop()?,
            Instance::Container(server) => server.stop().await?,
        }
        self.start_again().await
    }

    /// Kills it with SIGKILL and starts it again, through crash recovery; every session is cut.
    /// [`Server::url`] may be another one afterwards.
    pub async fn crash(&mut self) -> Result<(), Error> {
        match &mut self.instance {
            Instance::Local(server) => server.kill()?,
            Instance::Container(server) => server.kill().await?,
        }
        self.start_again().await
    }

    /// Stops it cleanly and leaves it stopped.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match &mut self.instance {
            Instance::Local(server) => server.stop(),
            Instance::Container(server) => server.stop().await,
        }
    }

    /// Starts it after [`Server::stop`]. [`Server::url`] may be another one afterwards.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        match &mut self.instance {
            Instance::Local(server) => server.start_again()?,
            Instance::Container(server) => server.start_again().await?,
        }
        self.answers().await
    }

    async fn open(instance: Instance, settings: &Settings) -> Result<Self, Error> {
        let at_panic = if settings.keep.value {
            AtPanic::Keep
        } else {
            AtPanic::Remove
        };
        let mut server = Self {
            instance,
            at_panic,
            admitted: None,
        };
        server.answers().await?;
        Ok(server)
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
        let Instance::Local(server) = &mut self.instance else {
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
        let instance = Instance::Local(Box::new(copy));
        let at_panic = self.at_panic;
        let mut copy = Self {
            instance,
            at_panic,
            admitted: None,
        };
        copy.answers().await?;
        if let Some(role) = &self.admitted {
            copy.admit(role).await?;
        }
        Ok(copy)
    }

    /// Waits until a session is let in, of ours and of other programs.
    async fn answers(&mut self) -> Result<(), Error> {
        match &mut self.instance {
            // Its postmaster has said that it is ready.
            Instance::Local(server) => server.open().await,
            Instance::Container(server) => server.open(START_LIMIT).await,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.at_panic == AtPanic::Keep && std::thread::panicking() {
            let url = self.url();
            // In the list of processes everybody would see the password.
            let password = url.config().get_password().map(String::from_utf8_lossy);
            let password = password.map_or_else(String::new, |it| format!("PGPASSWORD={it} "));
            let connect = format!("{password}psql '{url}'");
            let end = match &mut self.instance {
                Instance::Local(server) => server.keep(),
                Instance::Container(server) => server.keep(),
            };
            note::say(&format!(
                "kept the server of the failed test; connect with: {connect}\npgconform: {end}"
            ));
        }
    }
}
