//! Where throw-away servers come from, and how one of the two ways is chosen.

use std::env;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::container::{self, Docker};
use super::{Access, Binaries, Confinement, Error, note};

/// A way to a PostgreSQL 16, ready to be used.
#[derive(Debug, Clone)]
pub enum Source {
    /// Containers of one image, through testcontainers.
    Container(Docker),
    /// PostgreSQL binaries of this machine.
    Local(Binaries),
}

impl Source {
    /// PostgreSQL 16 binaries of this machine, installed if need be.
    pub async fn local(confinement: &Confinement) -> Result<Self, Error> {
        let binaries = Binaries::find_or_install(confinement).await;
        binaries.map(Self::Local)
    }

    /// Containers; the image is looked for when the first is started.
    pub async fn container() -> Result<Self, Error> {
        match Docker::reach().await {
            Ok(docker) => Ok(Self::Container(docker)),
            Err(why) => Err(Error::NoDocker { why }),
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

    /// `container` or `local`, as in `PGCONFORM_POSTGRES`.
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

/// Chooses by `PGCONFORM_POSTGRES`: `container`, `local`, or `auto` (the default).
///
/// `auto` takes containers where a Docker daemon answers and the image is there or can be pulled,
/// local binaries else, and says so once on stderr. A source asked for by name is used or is an
/// error; it is never replaced by the other.
///
/// Local servers are confined as [`Confinement::from_environment`] says.
pub async fn choose() -> Result<Source, Error> {
    choose_confined(&Confinement::from_environment()?).await
}

/// The same with a confinement of the caller's.
pub async fn choose_confined(confinement: &Confinement) -> Result<Source, Error> {
    let wish = env::var("PGCONFORM_POSTGRES").unwrap_or_default();
    match wish.as_str() {
        "local" => Source::local(confinement).await,
        "container" => Source::container().await,
        "auto" | "" => automatic(confinement).await,
        _ => Err(Error::Setting {
            name: "PGCONFORM_POSTGRES",
            value: wish,
            allowed: "it may be auto, container or local",
        }),
    }
}

async fn automatic(confinement: &Confinement) -> Result<Source, Error> {
    let refusal = match usable_docker().await {
        Ok(docker) => {
            let source = Source::Container(docker);
            note::source_taken(&format!("testing on {source}: a Docker daemon answers"));
            return Ok(source);
        }
        Err(refusal) => refusal,
    };
    match Source::local(confinement).await {
        Ok(source) => {
            note::source_taken(&format!("testing on {source}: {refusal}"));
            Ok(source)
        }
        Err(error) => Err(Error::NoSource {
            tried: format!("{refusal}; {error}"),
            image: container::image(),
        }),
    }
}

async fn usable_docker() -> Result<Docker, String> {
    let docker = Docker::reach().await?;
    docker.ensure_image().await?;
    Ok(docker)
}
