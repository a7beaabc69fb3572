//! Servers in containers, through testcontainers.

mod daemon;
mod initialised;
mod remover;
mod server;
mod sweep;
mod way;

use std::time::Duration;

pub use daemon::Docker;
pub(super) use daemon::image;
pub(super) use server::{ContainerServer, START_LIMIT};

use super::{Error, note};
use crate::connection::Patience;
use way::{Way, may_share_directories};

/// A socket that is not there by then is not coming: the daemon shares no directory with us.
const SOCKET_LIMIT: Patience = Patience(Duration::from_secs(10));

/// Starts a server; it may not yet take connections when this returns.
pub(super) async fn start(docker: &Docker) -> Result<ContainerServer, Error> {
    let image = initialised::or_base(docker).await?;
    let on = async |way| ContainerServer::start(docker, daemon::request(image), way).await;
    // A server that makes its cluster first cannot be told where its sockets are to be.
    let is_ready = image != docker.image();
    match docker.by_sockets.get() {
        Some(true) => return on(Way::by_socket()?).await,
        None if is_ready && may_share_directories() => {}
        _ => return on(Way::Port).await,
    }
    let tried = async {
        let server = on(Way::by_socket()?).await?;
        server.wait_for_answer(SOCKET_LIMIT).await?;
        Ok::<_, Error>(server)
    };
    let tried = tried.await;
    docker.by_sockets.get_or_init(|| tried.is_ok());
    match tried {
        Ok(server) => Ok(server),
        Err(error) => {
            note::once(&format!(
                "containers are reached by TCP ports, which takes them longer: {error}"
            ));
            on(Way::Port).await
        }
    }
}
