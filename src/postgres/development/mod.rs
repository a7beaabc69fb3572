//! A server to work with: of one project, kept from one day to the next, on this machine alone.
//!
//! It outlives the command that starts it, and nothing sweeps it. What it holds survives its being
//! killed, and the machine's restart: the next start goes on from there.

mod container;
mod local;
mod place;
mod prepare;

use std::env;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use super::container::Docker;
use super::password::Password;
use super::{Binaries, Confine, Confinement, Error, note};
use crate::connection::{DatabaseUrl, RetryFor, connect};
use place::Place;
pub use prepare::MARKER;

/// It may have to recover from a crash first, or to run initdb on a busy machine.
const START_LIMIT: RetryFor = RetryFor(std::time::Duration::from_mins(2));

/// Of which kind a project's server is; it stays so as long as its data are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Container,
    Local,
}

/// The server of one project.
#[derive(Debug)]
pub struct Development {
    place: Place,
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
    pub fn of(project: &Path) -> Result<Self, Error> {
        let place = Place::of(project)?;
        Ok(Self { place })
    }

    /// How its superuser connected last, if it was ever started.
    #[must_use]
    pub fn address(&self) -> Option<DatabaseUrl> {
        self.place.address()
    }

    /// What is of this machine's file system and belongs to it.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.place.folder().to_owned()
    }

    /// Starts it where it does not run, so that `url` reaches an existing database of it.
    pub async fn start(&self, url: &DatabaseUrl) -> Result<Started, Error> {
        let place = &self.place;
        place.create()?;
        let _lock = place.lock()?;
        let known = place.address();
        if let Some(known) = known.as_ref().filter(|known| known.user() != url.user()) {
            return Err(Error::Development(format!(
                "the server in {} has the superuser '{}', and '{}' is asked for: use that name, or throw the server away with 'pgconform db reset'",
                place.folder().display(),
                known.user(),
                url.user()
            )));
        }
        let kind = match place.kind() {
            Some(kind) => kind,
            None => choose().await?,
        };
        // With its first password a server is begun, and with its last one it is reached.
        let current = known.unwrap_or_else(|| url.clone());
        place.remember(kind, &current)?;
        let was_running = match kind {
            Kind::Local => local::start(place, &current, port(url)).await?,
            Kind::Container => container::start(place, &current, port(url)).await?,
        };
        prepare::prepare(&current, url).await?;
        place.remember(kind, url)?;
        Ok(Started {
            was_running,
            data: match kind {
                Kind::Local => place.data().display().to_string(),
                Kind::Container => format!("volume {}", place.name()),
            },
        })
    }

    /// Stops it, and says whether it ran. What it holds is kept.
    pub async fn stop(&self) -> Result<bool, Error> {
        let Some(kind) = self.place.kind() else {
            return Ok(false);
        };
        let _lock = self.place.lock()?;
        match kind {
            Kind::Local => local::stop(&self.place),
            Kind::Container => container::stop(&self.place).await,
        }
    }

    /// Stops it and throws away all that it holds.
    pub async fn remove(&self) -> Result<(), Error> {
        let Some(kind) = self.place.kind() else {
            return Ok(());
        };
        self.stop().await?;
        if kind == Kind::Container {
            container::remove_volume(&self.place).await?;
        }
        self.place.remove()
    }
}

/// The port that a URL names.
fn port(url: &DatabaseUrl) -> u16 {
    url.config().get_ports().first().copied().unwrap_or(5432)
}

/// Whether somebody else has it, found out before anything is started on it.
fn check_port(port: u16) -> Result<(), Error> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(source) => Err(Error::Port { port, source }),
    }
}

/// As `PGCONFORM_POSTGRES` says; without a word of it containers where they can be had.
async fn choose() -> Result<Kind, Error> {
    let wish = env::var("PGCONFORM_POSTGRES").unwrap_or_default();
    match wish.as_str() {
        "container" => match Docker::reach().await {
            Ok(_) => Ok(Kind::Container),
            Err(why) => Err(Error::NoDocker { why }),
        },
        "auto" | "" if container::is_on_this_machine() => Ok(match usable_docker().await {
            Ok(()) => Kind::Container,
            Err(why) => {
                note::say(&format!("the server is one of local binaries: {why}"));
                Kind::Local
            }
        }),
        "local" | "auto" | "" => Ok(Kind::Local),
        _ => Err(Error::Setting {
            name: "PGCONFORM_POSTGRES",
            value: wish,
            allowed: "it may be auto, container or local",
        }),
    }
}

async fn usable_docker() -> Result<(), String> {
    Docker::reach().await?.ensure_image().await
}

/// The server answers with this password, on that port.
async fn answers(current: &DatabaseUrl, port: u16) -> Result<(), Error> {
    let url = current.clone().with_database("postgres").with_port(port);
    let session = connect(&url, START_LIMIT).await;
    session
        .map(drop)
        .map_err(|error| Error::Development(error.to_string()))
}

/// Its migrations are its owner's own, and what they read from files is there.
async fn binaries() -> Result<Binaries, Error> {
    Binaries::find_or_install(&Confinement::new(Confine::Off, &[])?).await
}
