//! How a container's server is reached.
//!
//! Where the daemon works on this machine, by a Unix socket in a directory that we share with the
//! container. Such a container needs no network of its own, and that takes most of a start: here
//! `docker start` took 84 to 137 ms without and 227 to 310 ms with one. Everywhere else by a TCP
//! port that the daemon publishes.

use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use testcontainers::core::Mount;
use testcontainers::{ContainerAsync, ContainerRequest, ImageExt, TestcontainersError};
use testcontainers_modules::postgres::Postgres;

use super::daemon::{ARGUMENTS, PASSWORD};
use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::run_directory::RunDirectory;

/// Where the container has the shared directory. Not where images expect sockets: their scripts
/// give that place to another user, and then only root could remove what is in it.
const SHARED: &str = "/pgconform";

#[derive(Debug, Clone)]
pub(super) enum Way {
    /// By the socket in this directory.
    Socket(PathBuf),
    Port,
}

impl Way {
    /// By a socket in a new directory of its own.
    pub fn by_socket() -> Result<Self, Error> {
        let directory = RunDirectory::get()?.server()?;
        // Who the server is in the container is up to the image.
        fs::set_permissions(&directory, Permissions::from_mode(0o777))
            .map_err(Error::io("open up", &directory))?;
        Ok(Self::Socket(directory))
    }

    /// Adds to a request what this way needs.
    pub fn of(&self, request: ContainerRequest<Postgres>) -> ContainerRequest<Postgres> {
        let Self::Socket(directory) = self else {
            return request;
        };
        let settings = [
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={SHARED}"),
        ];
        let settings = settings.into_iter().flat_map(|it| ["-c".to_owned(), it]);
        request
            .with_network("host")
            .with_mount(Mount::bind_mount(directory.to_string_lossy(), SHARED))
            .with_cmd(ARGUMENTS.map(str::to_owned).into_iter().chain(settings))
    }

    /// How the superuser connects; the daemon gives another port at every start.
    pub async fn url(
        &self,
        container: &ContainerAsync<Postgres>,
    ) -> Result<DatabaseUrl, TestcontainersError> {
        if let Self::Socket(directory) = self {
            return Ok(DatabaseUrl::socket(directory).with_password(PASSWORD));
        }
        let host = container.get_host().await?;
        let port = container.get_host_port_ipv4(5432).await?;
        Ok(DatabaseUrl::tcp(&host.to_string(), port, PASSWORD))
    }

    /// Removes what it made, once the container is gone.
    pub fn clear(&self) {
        if let Self::Socket(directory) = self {
            // The reaper tries again what fails here.
            let _ = fs::remove_dir_all(directory);
        }
    }
}

/// Whether the daemon may be on this machine, so that both see the same directories.
pub(super) fn may_share_directories() -> bool {
    let host = env::var("DOCKER_HOST").unwrap_or_default();
    cfg!(target_os = "linux") && (host.is_empty() || host.starts_with("unix://"))
}
