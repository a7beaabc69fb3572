//! The server in a container, with a volume that keeps its data.

use std::collections::HashMap;
use std::env;

use testcontainers::bollard::Docker;
use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use testcontainers::bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, RemoveContainerOptionsBuilder,
    RemoveVolumeOptions, StartContainerOptions, StopContainerOptionsBuilder,
};

use super::place::Place;
use super::{answers, check_port};
use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::container::{client, image};

const STOP_LIMIT_SECONDS: i32 = 60;
/// Where the volume is in the container. The cluster is in a folder of it, as a volume's own may not be empty.
const VOLUME: &str = "/var/lib/postgresql/data";

/// Whether a daemon's 127.0.0.1 is ours.
pub(super) fn is_on_this_machine() -> bool {
    let host = env::var("DOCKER_HOST").unwrap_or_default();
    host.is_empty() || host.starts_with("unix://")
}

/// Starts it where it does not run, and says whether it ran.
pub(super) async fn start(place: &Place, current: &DatabaseUrl, port: u16) -> Result<bool, Error> {
    let docker = daemon().await?;
    if is_running(&docker, place).await? {
        let reached = answers(current, port).await;
        return reached.map(|()| true);
    }
    // A stopped container may have another port; the data are not in it.
    remove_container(&docker, place).await?;
    check_port(port)?;
    let options = CreateContainerOptionsBuilder::new().name(place.name());
    docker
        .create_container(Some(options.build()), body(place, current, port))
        .await
        .map_err(|error| failed("create", &error))?;
    docker
        .start_container(place.name(), None::<StartContainerOptions>)
        .await
        .map_err(|error| failed("start", &error))?;
    answers(current, port).await?;
    Ok(false)
}

/// Stops it, and says whether it ran.
pub(super) async fn stop(place: &Place) -> Result<bool, Error> {
    let docker = daemon().await?;
    let was_running = is_running(&docker, place).await?;
    if was_running {
        let options = StopContainerOptionsBuilder::new().t(STOP_LIMIT_SECONDS);
        docker
            .stop_container(place.name(), Some(options.build()))
            .await
            .map_err(|error| failed("stop", &error))?;
    }
    remove_container(&docker, place).await?;
    Ok(was_running)
}

pub(super) async fn remove_volume(place: &Place) -> Result<(), Error> {
    let removed = daemon()
        .await?
        .remove_volume(place.name(), None::<RemoveVolumeOptions>)
        .await;
    if_there(removed)
        .map(drop)
        .map_err(|error| failed("remove the volume of", &error))
}

fn body(place: &Place, url: &DatabaseUrl, port: u16) -> ContainerCreateBody {
    let password = url.config().get_password().unwrap_or_default();
    let binding = PortBinding {
        host_ip: Some("127.0.0.1".to_owned()),
        host_port: Some(port.to_string()),
    };
    ContainerCreateBody {
        image: Some(image()),
        env: Some(vec![
            format!("POSTGRES_USER={}", url.user()),
            format!("POSTGRES_PASSWORD={}", String::from_utf8_lossy(password)),
            "POSTGRES_DB=postgres".to_owned(),
            format!("PGDATA={VOLUME}/cluster"),
        ]),
        host_config: Some(HostConfig {
            binds: Some(vec![format!("{}:{VOLUME}", place.name())]),
            port_bindings: Some(HashMap::from([(
                "5432/tcp".to_owned(),
                Some(vec![binding]),
            )])),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    }
}

async fn is_running(docker: &Docker, place: &Place) -> Result<bool, Error> {
    let found = docker
        .inspect_container(place.name(), None::<InspectContainerOptions>)
        .await;
    let found = if_there(found).map_err(|error| failed("look at", &error))?;
    let state = found.and_then(|it| it.state);
    Ok(state.and_then(|it| it.running).unwrap_or(false))
}

async fn remove_container(docker: &Docker, place: &Place) -> Result<(), Error> {
    let options = RemoveContainerOptionsBuilder::new().force(true).build();
    let removed = docker.remove_container(place.name(), Some(options)).await;
    if_there(removed)
        .map(drop)
        .map_err(|error| failed("remove", &error))
}

fn if_there<T>(answer: Result<T, DockerError>) -> Result<Option<T>, DockerError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(DockerError::DockerResponseServerError {
            status_code: 404, ..
        }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn daemon() -> Result<Docker, Error> {
    client().await.map_err(|error| Error::NoDaemon {
        why: error.to_string(),
    })
}

fn failed(doing: &'static str, error: &DockerError) -> Error {
    Error::Container {
        doing,
        image: image(),
        why: error.to_string(),
    }
}
