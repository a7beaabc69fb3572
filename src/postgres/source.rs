//! Where throw-away servers come from, and how one of the two ways is chosen.

use std::env;
use std::fmt;

use serde::Serialize;

use super::container::{self, Docker};
use super::{Binaries, Error, note};

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
    pub async fn local() -> Result<Self, Error> {
        Binaries::find_or_install().await.map(Self::Local)
    }

    /// Containers; the image is looked for when the first is started.
    pub async fn container() -> Result<Self, Error> {
        match Docker::reach().await {
            Ok(docker) => Ok(Self::Container(docker)),
            Err(why) => Err(Error::NoDocker { why }),
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
pub async fn choose() -> Result<Source, Error> {
    let wish = env::var("PGCONFORM_POSTGRES").unwrap_or_default();
    match wish.as_str() {
        "local" => Source::local().await,
        "container" => Source::container().await,
        "auto" | "" => automatic().await,
        _ => Err(Error::Setting {
            name: "PGCONFORM_POSTGRES",
            value: wish,
            allowed: "it may be auto, container or local",
        }),
    }
}

async fn automatic() -> Result<Source, Error> {
    let refusal = match usable_docker().await {
        Ok(docker) => {
            let source = Source::Container(docker);
            note::source_taken(&format!("testing on {source}: a Docker daemon answers"));
            return Ok(source);
        }
        Err(refusal) => refusal,
    };
    match Source::local().await {
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
