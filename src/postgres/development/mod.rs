//! The development server of a project, which is kept and listens only on this machine.
//!
//! It outlives the command that starts it, and nothing sweeps it. What it holds survives its being
//! killed, and the machine's restart: the next start continues from there.

#[cfg(feature = "container")]
mod container;
#[cfg(not(feature = "container"))]
#[path = "without_containers.rs"]
mod container;
mod local;
mod prepare;
mod project_folder;

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use super::container::is_on_this_machine;
use super::password::Password;
use super::source::usable_docker;
use super::{Error, Source, note};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::settings::{Confine, ServerSource, Settings};
use container::Container;
pub use prepare::MARKER;
use project_folder::ProjectFolder;

/// It may have to recover from a crash first, or to run initdb on a busy machine.
const START_LIMIT: RetryFor = RetryFor(std::time::Duration::from_mins(2));

/// What runs a project's server; it stays so as long as its data are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hosting {
    Container,
    Local,
}

/// The server of one project.
#[derive(Debug)]
pub struct Development {
    folder: ProjectFolder,
    settings: Settings,
}

/// How a start ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Whether it ran before.
    pub was_running: bool,
    /// What keeps the data: a folder, or a volume of Docker.
    pub data: String,
}

/// A password for a new server, which nobody can guess.
pub fn new_password() -> Result<String, Error> {
    Ok(Password::random()?.reveal().to_owned())
}

impl Development {
    /// Of the project in that folder; nothing is made yet.
    pub fn of(project: &Path, settings: &Settings) -> Result<Self, Error> {
        // Its migrations are its owner's own, and what they read from files is there.
        let mut settings = settings.clone();
        settings.confine.value = Confine::Off;
        settings.allow_path.value.clear();
        let folder = ProjectFolder::of(project, &settings)?;
        Ok(Self { folder, settings })
    }

    /// How its superuser connected last, if it was ever started.
    #[must_use]
    pub fn address(&self) -> Option<DatabaseUrl> {
        self.folder.address()
    }

    /// What is of this machine's file system and belongs to it.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Starts it where it does not run, so that `url` reaches an existing database of it.
    pub async fn start(&self, url: &DatabaseUrl) -> Result<Started, Error> {
        let folder = &self.folder;
        folder.create()?;
        let _lock = folder.lock()?;
        let known = folder.address();
        if let Some(known) = known.as_ref().filter(|known| known.user() != url.user()) {
            return Err(Error::Development(format!(
                "the server in {} has the superuser '{}', but '{}' was requested\nhelp: use that name, or delete the server with 'pgconform db reset'",
                folder.path().display(),
                known.user(),
                url.user()
            )));
        }
        let hosting = match folder.hosting() {
            Some(hosting) => hosting,
            None => choose(&self.settings).await?,
        };
        // With its first password a server is begun, and with its last one it is reached.
        let current = known.unwrap_or_else(|| url.clone());
        folder.remember(hosting, &current)?;
        let was_running = match hosting {
            Hosting::Local => local::start(folder, &self.settings, &current, port(url)).await?,
            Hosting::Container => self.container().await?.start(&current, port(url)).await?,
        };
        prepare::prepare(&current, url).await?;
        folder.remember(hosting, url)?;
        Ok(Started {
            was_running,
            data: match hosting {
                Hosting::Local => folder.data().display().to_string(),
                Hosting::Container => format!("volume {}", folder.name()),
            },
        })
    }

    /// Stops it, and says whether it ran. What it holds is kept.
    pub async fn stop(&self) -> Result<bool, Error> {
        let Some(hosting) = self.folder.hosting() else {
            return Ok(false);
        };
        let _lock = self.folder.lock()?;
        match hosting {
            Hosting::Local => local::stop(&self.folder),
            Hosting::Container => self.container().await?.stop().await,
        }
    }

    /// Stops it and throws away all that it holds.
    pub async fn remove(&self) -> Result<(), Error> {
        let Some(hosting) = self.folder.hosting() else {
            return Ok(());
        };
        self.stop().await?;
        if hosting == Hosting::Container {
            self.container().await?.remove_volume().await?;
        }
        self.folder.remove()
    }

    async fn container(&self) -> Result<Container<'_>, Error> {
        Container::of(self.folder.name(), &self.settings).await
    }
}

/// The port that a URL names.
fn port(url: &DatabaseUrl) -> u16 {
    url.config().get_ports().first().copied().unwrap_or(5432)
}

/// Whether somebody else has it, asked before anything is started on it.
fn check_port(port: u16) -> Result<(), Error> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(source) => Err(Error::Port { port, source }),
    }
}

/// As the setting `server` says; `auto` uses containers if they are available and their port would be on this machine.
async fn choose(settings: &Settings) -> Result<Hosting, Error> {
    match settings.server.value {
        ServerSource::Container => Source::container(settings)
            .await
            .map(|_| Hosting::Container),
        ServerSource::Auto if is_on_this_machine(settings) => {
            Ok(match usable_docker(settings).await {
                Ok(_) => Hosting::Container,
                Err(why) => {
                    note::say(&format!("the server is of local binaries: {why}"));
                    Hosting::Local
                }
            })
        }
        ServerSource::Local | ServerSource::Auto => Ok(Hosting::Local),
    }
}

/// The server answers with this password, on that port.
async fn answers(current: &DatabaseUrl, port: u16) -> Result<(), Error> {
    let url = current.clone().with_database("postgres").with_port(port);
    let session = connect(&url, START_LIMIT).await;
    session
        .map(drop)
        .map_err(|error| Error::Development(error.to_string()))
}
