//! The address of a container's server.
//!
//! Where the daemon works on this machine, by a Unix socket in a directory that we share with the
//! container. Such a container needs no network of its own, and that takes most of a start: here
//! `docker start` took 84 to 137 ms without and 227 to 310 ms with one. Everywhere else by a TCP
//! port that the daemon publishes.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::net::{IpAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use testcontainers::bollard::models::{HostConfig, PortBinding};
use testcontainers::core::Mount;
use testcontainers::{ContainerAsync, ContainerRequest, ImageExt, TestcontainersError};
use testcontainers_modules::postgres::Postgres;

use super::daemon::ARGUMENTS;
use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::password::Password;
use crate::postgres::run_directory::RunDirectory;
use crate::settings::Settings;

/// Where the container has the shared directory. Not where images expect sockets: their scripts
/// give that place to another user, and then only root could remove what is in it.
const SHARED: &str = "/pgconform";
/// The shared directory in the server's own. One letter, since a socket's path has at most 107 bytes.
const INNER: &str = "s";
const LOOPBACK: &str = "127.0.0.1";

#[derive(Debug, Clone)]
pub(super) enum Endpoint {
    /// By the socket in a directory in this one, which only we can enter.
    Socket(PathBuf),
    Port(Published),
}

/// On which addresses of the daemon's machine a port is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Published {
    /// On the loopback interface, where only this machine's users come.
    Here,
    /// On all. A daemon on another machine, or outside of the container that we run in, cannot be reached in
    /// any other way; only the password keeps others out then.
    Everywhere,
}

impl Endpoint {
    /// By a socket in a new directory of its own.
    pub fn by_socket(settings: &Settings) -> Result<Self, Error> {
        let directory = RunDirectory::get(settings)?.server(settings)?;
        set_mode(&directory, 0o700)?;
        let inner = directory.join(INNER);
        fs::create_dir(&inner).map_err(Error::io("create", &inner))?;
        // Who the server is in the container is up to the image.
        set_mode(&inner, 0o777)?;
        Ok(Self::Socket(directory))
    }

    /// Adds to a request what it needs.
    pub fn of(&self, request: ContainerRequest<Postgres>) -> ContainerRequest<Postgres> {
        let directory = match self {
            Self::Socket(directory) => directory,
            Self::Port(Published::Everywhere) => return request,
            Self::Port(Published::Here) => {
                return request.with_host_config_modifier(publish_here);
            }
        };
        let settings = [
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={SHARED}"),
        ];
        let settings = settings.into_iter().flat_map(|it| ["-c".to_owned(), it]);
        let inner = directory.join(INNER);
        request
            .with_network("host")
            .with_mount(Mount::bind_mount(inner.to_string_lossy(), SHARED))
            .with_cmd(ARGUMENTS.map(str::to_owned).into_iter().chain(settings))
    }

    /// How the superuser connects; the daemon gives another port at every start.
    pub async fn url(
        &self,
        container: &ContainerAsync<Postgres>,
        password: &Password,
    ) -> Result<DatabaseUrl, TestcontainersError> {
        let host = match self {
            Self::Socket(directory) => {
                let url = DatabaseUrl::socket(&directory.join(INNER));
                return Ok(url.with_password(password.reveal()));
            }
            Self::Port(Published::Here) => LOOPBACK.to_owned(),
            Self::Port(Published::Everywhere) => container.get_host().await?.to_string(),
        };
        let port = container.get_host_port_ipv4(5432).await?;
        Ok(DatabaseUrl::tcp(&host, port, password.reveal()))
    }

    /// The server's own directory, where it has one.
    pub fn directory(&self) -> Option<&Path> {
        match self {
            Self::Socket(directory) => Some(directory),
            Self::Port(_) => None,
        }
    }

    /// Removes what it made, once the container is gone.
    pub fn clear(&self) {
        if let Self::Socket(directory) = self {
            // The reaper tries again what fails here.
            let _ = fs::remove_dir_all(directory);
        }
    }
}

fn set_mode(directory: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(directory, Permissions::from_mode(mode))
        .map_err(Error::io("change the mode of", directory))
}

fn publish_here(config: &mut HostConfig) {
    let binding = PortBinding {
        host_ip: Some(LOOPBACK.to_owned()),
        // The daemon chooses one that is free.
        host_port: None,
    };
    config.publish_all_ports = Some(false);
    config.port_bindings = Some(HashMap::from([(
        "5432/tcp".to_owned(),
        Some(vec![binding]),
    )]));
}

/// Where ports have to be published for us to reach them at the container's host.
pub(super) async fn published(
    container: &ContainerAsync<Postgres>,
) -> Result<Published, TestcontainersError> {
    let host = container.get_host().await?.to_string();
    Ok(match host.as_str() {
        "localhost" | LOOPBACK | "[::1]" => Published::Here,
        // A process in a container gets the address of the daemon's bridge, and so does one that only looks so: that
        // address is then this machine's own, and nobody else's can be listened on.
        host if is_of_this_machine(host) => Published::Here,
        _ => Published::Everywhere,
    })
}

fn is_of_this_machine(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    address.is_ok_and(|address| TcpListener::bind((address, 0)).is_ok())
}

/// Whether the daemon may be on this machine, so that both see the same directories.
pub(super) fn may_share_directories(settings: &Settings) -> bool {
    cfg!(target_os = "linux") && is_on_this_machine(settings)
}

/// Whether the daemon is reached by a Unix socket, so that its loopback interface is ours.
pub(in crate::postgres) fn is_on_this_machine(settings: &Settings) -> bool {
    let host = settings.environment().text("DOCKER_HOST");
    host.is_none_or(|host| host.starts_with("unix://"))
}
