//! Servers in containers, through testcontainers.

use std::collections::HashMap;
use std::env;
use std::time::Duration;

use testcontainers::bollard::query_parameters::{
    KillContainerOptionsBuilder, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};
use testcontainers::core::client::docker_client_instance;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, ImageExt, TestcontainersError, bollard};
use testcontainers_modules::postgres::Postgres;

use super::run_directory::{LABEL, RunDirectory};
use super::{Error, note};
use crate::connection::DatabaseUrl;

const DEFAULT_IMAGE: &str = "postgres:16-alpine";
const PASSWORD: &str = "postgres";
/// A daemon that does not answer would hold bollard for two minutes.
const PING_LIMIT: Duration = Duration::from_secs(5);
const PULL_LIMIT: Duration = Duration::from_mins(5);
const STOP_LIMIT_SECONDS: i32 = 30;

/// What every server is told: a throw-away server owes nothing to a power cut.
const ARGUMENTS: [&str; 6] = [
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
];

/// The image that servers are made of: `PGCONFORM_IMAGE`, else the official one.
pub(super) fn image() -> String {
    env::var("PGCONFORM_IMAGE")
        .ok()
        .filter(|image| !image.is_empty())
        .unwrap_or_else(|| DEFAULT_IMAGE.to_owned())
}

/// A Docker daemon that answered.
///
/// It holds no client: a client's connections belong to the runtime that opened them, and each
/// test has its own.
#[derive(Debug, Clone)]
pub struct Docker {
    image: String,
}

impl Docker {
    /// The image that its containers are made of.
    #[must_use]
    pub fn image(&self) -> &str {
        &self.image
    }

    /// Asks whether a daemon is there; an error is what the way to it met.
    pub(super) async fn reach() -> Result<Self, String> {
        // testcontainers panics where TLS is asked for without certificates.
        let tls = env::var_os("DOCKER_TLS_VERIFY").is_some_and(|value| !value.is_empty());
        if tls && env::var_os("DOCKER_CERT_PATH").is_none() {
            return Err("DOCKER_TLS_VERIFY is set and DOCKER_CERT_PATH is not".to_owned());
        }
        let client = client().await.map_err(|error| error.to_string())?;
        match tokio::time::timeout(PING_LIMIT, client.ping()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(format!("no Docker daemon answers ({error})")),
            Err(_) => return Err(format!("the Docker daemon is silent for {PING_LIMIT:?}")),
        }
        sweep(&client).await;
        Ok(Self { image: image() })
    }

    /// Sees to it that the image is on the daemon's machine, pulling it if need be.
    pub(super) async fn ensure_image(&self) -> Result<(), String> {
        let client = client().await.map_err(|error| error.to_string())?;
        if client.inspect_image(&self.image).await.is_ok() {
            return Ok(());
        }
        note::say(&format!("pulling the image {}", self.image));
        match tokio::time::timeout(PULL_LIMIT, self.request().pull_image()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(format!("{} cannot be pulled ({error})", self.image)),
            Err(_) => Err(format!(
                "{} was not pulled within {PULL_LIMIT:?}",
                self.image
            )),
        }
    }

    fn request(&self) -> ContainerRequest<Postgres> {
        let (name, tag) = match self.image.rsplit_once(':') {
            // A colon before a slash belongs to the registry's port.
            Some((name, tag)) if !tag.contains('/') => (name, tag),
            _ => (self.image.as_str(), "latest"),
        };
        // Which lines are printed, and where, differs between images that initialise their data
        // at each start and images that hold it already. Whether it lets us in does not.
        Postgres::default()
            .with_name(name)
            .with_tag(tag)
            .with_cmd(ARGUMENTS)
            .with_ready_conditions(Vec::new())
    }

    fn failed(&self, doing: &'static str, error: &dyn std::error::Error) -> Error {
        Error::Container {
            doing,
            image: self.image.clone(),
            why: error.to_string(),
        }
    }
}

async fn client() -> Result<bollard::Docker, TestcontainersError> {
    Ok(docker_client_instance().await?)
}

/// Removes the containers of runs on this machine that are over.
async fn sweep(client: &bollard::Docker) {
    let Ok(run) = RunDirectory::get() else {
        return;
    };
    let filters = HashMap::from([("label", vec![LABEL])]);
    let options = ListContainersOptionsBuilder::new()
        .all(true)
        .filters(&filters)
        .build();
    let containers = client.list_containers(Some(options)).await;
    for container in containers.into_iter().flatten() {
        let labels = container.labels.unwrap_or_default();
        let is_over = labels.get(LABEL).is_some_and(|owner| run.is_over(owner));
        if let (Some(id), true) = (container.id, is_over) {
            let options = RemoveContainerOptionsBuilder::new()
                .force(true)
                .v(true)
                .build();
            // Whoever sweeps at the same time may have been quicker.
            let _ = client.remove_container(&id, Some(options)).await;
        }
    }
}

/// A server in a container of its own.
#[derive(Debug)]
pub(super) struct ContainerServer {
    docker: Docker,
    /// `None` only once it is kept, or being dropped.
    container: Option<ContainerAsync<Postgres>>,
    url: DatabaseUrl,
}

impl ContainerServer {
    /// Starts one; it may not yet take connections when this returns.
    pub(super) async fn start(docker: &Docker) -> Result<Self, Error> {
        let run = RunDirectory::get()?;
        run.expect_containers()?;
        let container = docker
            .request()
            .with_label(LABEL, run.owner())
            .start()
            .await
            .map_err(|error| docker.failed("start", &error))?;
        let mut server = Self {
            docker: docker.clone(),
            url: DatabaseUrl::tcp("127.0.0.1", 0, PASSWORD),
            container: Some(container),
        };
        server.find_port().await?;
        Ok(server)
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    pub(super) async fn stop(&mut self) -> Result<(), Error> {
        self.container()
            .stop_with_timeout(Some(STOP_LIMIT_SECONDS))
            .await
            .map_err(|error| self.docker.failed("stop", &error))
    }

    /// SIGKILL to every process of the container.
    pub(super) async fn kill(&mut self) -> Result<(), Error> {
        let options = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
        client()
            .await
            .map_err(|error| self.docker.failed("kill", &error))?
            .kill_container(self.container().id(), Some(options))
            .await
            .map_err(|error| self.docker.failed("kill", &error))?;
        // The daemon answers before the processes are gone; starting it then would find it running.
        while self
            .container()
            .is_running()
            .await
            .map_err(|error| self.docker.failed("look at", &error))?
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    pub(super) async fn start_again(&mut self) -> Result<(), Error> {
        self.container()
            .start()
            .await
            .map_err(|error| self.docker.failed("start again", &error))?;
        self.find_port().await
    }

    /// Leaves it running for somebody to look at.
    pub(super) fn keep(&mut self) -> String {
        let id = self.container().id().to_owned();
        // Where there is no mark, the container goes with the run, as all others do.
        let _ = RunDirectory::get().and_then(|run| run.keep_container(&id));
        std::mem::forget(self.container.take());
        format!("remove it with: docker rm -f -v {}", &id[..12])
    }

    fn container(&self) -> &ContainerAsync<Postgres> {
        self.container
            .as_ref()
            .expect("a server in use has its container")
    }

    /// The daemon gives another port at every start.
    async fn find_port(&mut self) -> Result<(), Error> {
        let failed = |error| self.docker.failed("find the port of", &error);
        let host = self.container().get_host().await.map_err(failed)?;
        let port = self
            .container()
            .get_host_port_ipv4(5432)
            .await
            .map_err(failed)?;
        self.url = DatabaseUrl::tcp(&host.to_string(), port, PASSWORD);
        Ok(())
    }
}

impl Drop for ContainerServer {
    fn drop(&mut self) {
        // Removal needs a runtime; without one the reaper does it when the process ends.
        if tokio::runtime::Handle::try_current().is_err() {
            std::mem::forget(self.container.take());
        }
    }
}
