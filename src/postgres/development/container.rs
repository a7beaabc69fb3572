//! The server in a container, with a volume that keeps its data.

use std::collections::HashMap;

use testcontainers::bollard::Docker;
use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use testcontainers::bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, RemoveContainerOptionsBuilder,
    RemoveVolumeOptions, StartContainerOptions, StopContainerOptionsBuilder,
};

use super::{answers, check_port};
use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::container::client;
use crate::settings::Settings;

const STOP_LIMIT_SECONDS: i32 = 60;
/// Where the volume is in the container. The cluster is in a folder of it, as a volume's own may not be empty.
const VOLUME: &str = "/var/lib/postgresql/data";

/// The container of one project, which may not exist.
pub(super) struct Container<'a> {
    docker: Docker,
    /// Its own and its volume's.
    name: &'a str,
    image: String,
}

impl<'a> Container<'a> {
    /// Asks the daemon, without which there is no answer.
    pub async fn of(name: &'a str, settings: &'a Settings) -> Result<Self, Error> {
        let docker = client().await.map_err(|error| Error::NoDaemon {
            why: error.to_string(),
        })?;
        let image = settings.container_image();
        Ok(Self {
            docker,
            name,
            image,
        })
    }

    /// Starts it where it does not run, and says whether it ran.
    pub async fn start(&self, current: &DatabaseUrl, port: u16) -> Result<bool, Error> {
        if self.is_running().await? {
            let reached = answers(current, port).await;
            return reached.map(|()| true);
        }
        // A stopped container may have another port; the data are not in it.
        self.remove().await?;
        check_port(port)?;
        let options = CreateContainerOptionsBuilder::new().name(self.name);
        self.docker
            .create_container(Some(options.build()), self.body(current, port))
            .await
            .map_err(|error| self.failed("create", &error))?;
        self.docker
            .start_container(self.name, None::<StartContainerOptions>)
            .await
            .map_err(|error| self.failed("start", &error))?;
        answers(current, port).await?;
        Ok(false)
    }

    /// Stops it, and says whether it ran.
    pub async fn stop(&self) -> Result<bool, Error> {
        let was_running = self.is_running().await?;
        if was_running {
            let options = StopContainerOptionsBuilder::new().t(STOP_LIMIT_SECONDS);
            self.docker
                .stop_container(self.name, Some(options.build()))
                .await
                .map_err(|error| self.failed("stop", &error))?;
        }
        self.remove().await?;
        Ok(was_running)
    }

    pub async fn remove_volume(&self) -> Result<(), Error> {
        let options = None::<RemoveVolumeOptions>;
        let removed = self.docker.remove_volume(self.name, options).await;
        if_there(removed)
            .map(drop)
            .map_err(|error| self.failed("remove the volume of", &error))
    }

    fn body(&self, url: &DatabaseUrl, port: u16) -> ContainerCreateBody {
        let password = url.config().get_password().unwrap_or_default();
        let binding = PortBinding {
            host_ip: Some("127.0.0.1".to_owned()),
            host_port: Some(port.to_string()),
        };
        ContainerCreateBody {
            image: Some(self.image.clone()),
            env: Some(vec![
                format!("POSTGRES_USER={}", url.user()),
                format!("POSTGRES_PASSWORD={}", String::from_utf8_lossy(password)),
                "POSTGRES_DB=postgres".to_owned(),
                format!("PGDATA={VOLUME}/cluster"),
            ]),
            host_config: Some(HostConfig {
                binds: Some(vec![format!("{}:{VOLUME}", self.name)]),
                port_bindings: Some(HashMap::from([(
                    "5432/tcp".to_owned(),
                    Some(vec![binding]),
                )])),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        }
    }

    async fn is_running(&self) -> Result<bool, Error> {
        let options = None::<InspectContainerOptions>;
        let found = self.docker.inspect_container(self.name, options).await;
        let found = if_there(found).map_err(|error| self.failed("inspect", &error))?;
        let state = found.and_then(|it| it.state);
        Ok(state.and_then(|it| it.running).unwrap_or(false))
    }

    async fn remove(&self) -> Result<(), Error> {
        let options = RemoveContainerOptionsBuilder::new().force(true).build();
        let removed = self.docker.remove_container(self.name, Some(options)).await;
        if_there(removed)
            .map(drop)
            .map_err(|error| self.failed("remove", &error))
    }

    fn failed(&self, doing: &'static str, error: &DockerError) -> Error {
        Error::Container {
            doing,
            image: self.image.clone(),
            why: error.to_string(),
        }
    }
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
