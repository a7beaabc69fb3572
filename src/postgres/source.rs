//! The source of throw-away servers, containers or local programs, and how it is chosen.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::container::Docker;
use super::{Access, Binaries, Error, note};
use crate::settings::{Major, ServerSource, Settings};

/// What servers are made of, ready to be used.
#[derive(Debug, Clone)]
pub enum Source {
    /// Containers of one image, through testcontainers.
    Container(Docker),
    /// PostgreSQL binaries of this machine.
    Local(Binaries),
}

impl Source {
    /// PostgreSQL 16 binaries of this machine, installed if need be.
    pub async fn local(settings: &Settings) -> Result<Self, Error> {
        let binaries = Binaries::find_or_install(settings).await;
        binaries.map(Self::Local)
    }

    /// Containers; the image is looked for when the first is started.
    pub async fn container(settings: &Settings) -> Result<Self, Error> {
        let origin = settings.server.origin.clone();
        let docker = Docker::reach(settings).await;
        let docker = docker.map_err(|why| Error::NoDocker { origin, why });
        docker.map(Self::Container)
    }

    /// Local servers of another major version, where its programs are installed: nothing is installed for this.
    pub fn installed(&self, major: Major) -> Option<Self> {
        let settings = self.settings().for_major(major);
        let binaries = Binaries::installed(&settings).ok()?;
        binaries.map(Self::Local)
    }

    /// The settings that it was chosen by.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Container(docker) => docker.settings(),
            Self::Local(binaries) => binaries.settings(),
        }
    }

    /// Whether its servers are confined to their own directories by Landlock. Containers are not: they see files of
    /// their own anyway, and may use the network.
    #[must_use]
    pub fn is_confined(&self) -> bool {
        match self {
            Self::Container(_) => false,
            Self::Local(binaries) => binaries.is_confined(),
        }
    }

    /// Whether that confinement, and nothing else, is what keeps its servers from this file.
    #[must_use]
    pub fn refuses(&self, file: &Path, access: Access) -> bool {
        match self {
            Self::Container(_) => false,
            Self::Local(binaries) => binaries.refuse(file, access),
        }
    }

    /// The same, whose servers listen on a TCP port of this machine, too, with a password:
    /// [`Server::client_url`](super::Server::client_url) is what programs connect with that cannot use a Unix socket.
    #[must_use]
    pub fn with_tcp(self) -> Self {
        match self {
            Self::Container(docker) => Self::Container(docker.with_tcp()),
            Self::Local(binaries) => Self::Local(binaries.with_tcp()),
        }
    }

    /// The same, whose servers hold so many locks at once at least. Containers all hold enough for 10,000 tables.
    #[must_use]
    pub fn with_locks(self, locks: usize) -> Self {
        match self {
            Self::Container(docker) => Self::Container(docker),
            Self::Local(binaries) => Self::Local(binaries.with_locks(locks)),
        }
    }

    /// The same, whose servers are started with these parameters.
    #[must_use]
    pub fn with_parameters(self, parameters: &BTreeMap<String, String>) -> Self {
        match self {
            Self::Container(docker) => Self::Container(docker.with_parameters(parameters)),
            Self::Local(binaries) => Self::Local(binaries.with_parameters(parameters)),
        }
    }

    /// The same, whose servers' databases have this locale.
    #[must_use]
    pub fn with_locale(self, locale: &str) -> Self {
        match self {
            Self::Container(docker) => Self::Container(docker.with_locale(locale)),
            Self::Local(binaries) => Self::Local(binaries.with_locale(locale)),
        }
    }

    /// `container` or `local`, as the setting `server` has it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Container(_) => "container",
            Self::Local(_) => "local",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container(docker) => write!(f, "containers of {}", docker.image()),
            Self::Local(binaries) => write!(f, "local servers of {}", binaries.folder().display()),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Chooses as `server` of the settings says.
///
/// `auto` takes containers where a Docker daemon answers and the image is there or can be pulled,
/// local binaries else, and says so once on stderr. A source asked for by name is used or is an
/// error; it is never replaced by the other.
pub async fn choose(settings: &Settings) -> Result<Source, Error> {
    match settings.server.value {
        ServerSource::Local => Source::local(settings).await,
        ServerSource::Container => Source::container(settings).await,
        ServerSource::Auto if cfg!(not(feature = "container")) => Source::local(settings).await,
        ServerSource::Auto => automatic(settings).await,
    }
}

async fn automatic(settings: &Settings) -> Result<Source, Error> {
    let refusal = match usable_docker(settings).await {
        Ok(docker) => {
            let source = Source::Container(docker);
            note::source_taken(&format!("testing on {source}: a Docker daemon answers"));
            return Ok(source);
        }
        Err(refusal) => refusal,
    };
    match Source::local(settings).await {
        Ok(source) => {
            note::source_taken(&format!("testing on {source}: {refusal}"));
            Ok(source)
        }
        Err(error) => Err(Error::NoSource {
            tried: format!("{refusal}; {error}"),
            image: settings.container_image(),
            major: settings.major().number(),
        }),
    }
}

/// A Docker daemon that has the image, or why there is none.
pub(super) async fn usable_docker(settings: &Settings) -> Result<Docker, String> {
    let docker = Docker::reach(settings).await?;
    docker.ensure_image().await?;
    Ok(docker)
}
