//! Servers in containers, through testcontainers.

mod daemon;
mod initialised;
mod remover;
mod server;
mod sweep;

pub use daemon::Docker;
pub(super) use daemon::image;
pub(super) use server::ContainerServer;

use super::Error;

/// Starts a server; it may not yet take connections when this returns.
pub(super) async fn start(docker: &Docker) -> Result<ContainerServer, Error> {
    let image = initialised::or_base(docker).await?;
    ContainerServer::start(docker, daemon::request(image)).await
}
