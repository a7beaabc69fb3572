//! Servers in containers, through testcontainers.

mod daemon;
mod endpoint;
mod initialised;
mod remover;
mod secret;
mod server;
mod sweep;

use std::time::Duration;

pub use daemon::Docker;
pub(super) use daemon::client;
pub(super) use endpoint::is_on_this_machine;
pub(super) use server::{ContainerServer, START_LIMIT};

use super::password::Password;
use super::{Error, note};
use crate::connection::RetryFor;
use endpoint::{Endpoint, may_share_directories};

/// A socket that is not there by then is not coming: the daemon shares no directory with us.
const SOCKET_LIMIT: RetryFor = RetryFor(Duration::from_secs(10));

/// Starts a server; it may not yet take connections when this returns, and is to be
/// [opened](ContainerServer::open).
pub(super) async fn start(docker: &Docker) -> Result<ContainerServer, Error> {
    let template = initialised::or_base(docker).await?;
    let unused = Password::random()?;
    // A cluster that is made at the start gets the password in the container's environment, and one that is
    // there already has the image's.
    let first = template.secret.as_ref().unwrap_or(&unused);
    let request = || docker.request(&template.image, &unused);
    let by_socket = || Endpoint::by_socket(docker.settings());
    let by_port = async || ContainerServer::start_by_port(docker, request, first).await;
    match docker.by_sockets.get() {
        Some(true) => {
            return ContainerServer::start(docker, request(), by_socket()?, first).await;
        }
        // A server that makes its cluster first cannot be given another place for its sockets.
        None if template.secret.is_some() && may_share_directories(docker.settings()) => {}
        _ => return by_port().await,
    }
    let tried = async {
        let server = ContainerServer::start(docker, request(), by_socket()?, first).await?;
        server.wait_for_answer(SOCKET_LIMIT).await?;
        Ok::<_, Error>(server)
    };
    let tried = tried.await;
    docker.by_sockets.get_or_init(|| tried.is_ok());
    match tried {
        Ok(server) => Ok(server),
        Err(error) => {
            note::once(&format!(
                "containers are reached through TCP ports, which is slower: {error}"
            ));
            by_port().await
        }
    }
}
