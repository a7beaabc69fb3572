//! One server in a container.

use std::fs;
use std::time::Duration;

use testcontainers::bollard::query_parameters::KillContainerOptionsBuilder;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, ContainerRequest, ImageExt};
use testcontainers_modules::postgres::Postgres;

use super::daemon::{Docker, client};
use super::endpoint::{Endpoint, Published, published};
use super::remover;
use crate::connection::{self, DatabaseUrl, RetryFor, connect};
use crate::postgres::Error;
use crate::postgres::password::Password;
use crate::postgres::run_directory::{LABEL, RunDirectory};

const STOP_LIMIT_SECONDS: i32 = 30;
/// The superuser's password in images that people make for tests.
const USUAL: &str = "postgres";
/// It may have to run initdb on a busy machine first.
pub(in crate::postgres) const START_LIMIT: RetryFor = RetryFor(Duration::from_mins(2));

/// A server in a container of its own.
#[derive(Debug)]
pub(in crate::postgres) struct ContainerServer {
    docker: Docker,
    /// `None` only once it is kept, or being dropped.
    container: Option<ContainerAsync<Postgres>>,
    endpoint: Endpoint,
    password: Password,
    /// Whether nobody else's server has the password.
    has_own_password: bool,
    url: DatabaseUrl,
}

impl ContainerServer {
    /// Starts one in a container as `request` wants it; it may not yet take connections when this
    /// returns.
    pub(super) async fn start(
        docker: &Docker,
        request: ContainerRequest<Postgres>,
        endpoint: Endpoint,
        password: &Password,
    ) -> Result<Self, Error> {
        let run = RunDirectory::get(docker.settings())?;
        run.expect_containers()?;
        let container = endpoint
            .of(request)
            .with_label(LABEL, run.owner())
            .start()
            .await
            .map_err(|error| docker.failed("start", &error))?;
        let url = endpoint
            .url(&container, password)
            .await
            .map_err(|error| docker.failed("find the port of", &error))?;
        Ok(Self {
            docker: docker.clone(),
            container: Some(container),
            endpoint,
            password: password.clone(),
            has_own_password: false,
            url,
        })
    }

    /// The same by a port, which is published where we can reach it and nowhere else.
    pub(super) async fn start_by_port(
        docker: &Docker,
        request: impl Fn() -> ContainerRequest<Postgres>,
        password: &Password,
    ) -> Result<Self, Error> {
        let guess = *docker.published.get().unwrap_or(&Published::Here);
        let server = Self::start(docker, request(), Endpoint::Port(guess), password).await?;
        let needed = published(server.container())
            .await
            .map_err(|error| docker.failed("find the host of", &error))?;
        docker.published.get_or_init(|| needed);
        if needed == guess {
            return Ok(server);
        }
        drop(server);
        Self::start(docker, request(), Endpoint::Port(needed), password).await
    }

    pub(in crate::postgres) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Waits until a session is let in, so long at the most.
    pub(in crate::postgres) async fn wait_for_answer(&self, limit: RetryFor) -> Result<(), Error> {
        connect(&self.url, limit)
            .await
            .map(drop)
            .map_err(|error| Error::Prepare(error.to_string()))
    }

    /// Waits for an answer, and sees to it that the password is no other server's.
    pub(in crate::postgres) async fn open(&mut self, limit: RetryFor) -> Result<(), Error> {
        if self.has_own_password {
            return self.wait_for_answer(limit).await;
        }
        let own = Password::random()?;
        self.change_password(own, limit).await?;
        self.has_own_password = true;
        Ok(())
    }

    /// Waits for an answer of a base image's server. A cluster that the image brought along knows nothing of
    /// our password; it is given it where the superuser has the usual one.
    pub(super) async fn open_base(&mut self, limit: RetryFor) -> Result<(), Error> {
        match connect(&self.url, limit).await {
            Ok(_) => Ok(()),
            Err(connection::Error::Refused { .. }) => {
                let ours = self.password.clone();
                self.url = self.url.clone().with_password(USUAL);
                self.change_password(ours, limit).await
            }
            Err(error) => Err(Error::Prepare(error.to_string())),
        }
    }

    async fn change_password(&mut self, to: Password, limit: RetryFor) -> Result<(), Error> {
        let session = connect(&self.url, limit)
            .await
            .map_err(|error| Error::Prepare(error.to_string()))?;
        session
            .batch_execute(&to.statement())
            .await
            .map_err(|error| Error::Prepare(format!("no password can be set: {error}")))?;
        self.url = self.url.clone().with_password(to.reveal());
        self.password = to;
        Ok(())
    }

    /// Lets a role in by the superuser's password; to be called once the role is there.
    pub(in crate::postgres) async fn admit(&self, role: &str) -> Result<(), Error> {
        let failed = |why: &dyn std::fmt::Display| {
            Error::Prepare(format!("the role {role} cannot be given a password: {why}"))
        };
        let session = connect(&self.url, START_LIMIT).await;
        let session = session.map_err(|error| failed(&error))?;
        let statement = self.password.statement_for(role);
        let given = session.batch_execute(&statement).await;
        given.map_err(|error| failed(&error))
    }

    pub(in crate::postgres) async fn stop(&mut self) -> Result<(), Error> {
        self.container()
            .stop_with_timeout(Some(STOP_LIMIT_SECONDS))
            .await
            .map_err(|error| self.docker.failed("stop", &error))
    }

    /// SIGKILL to every process of the container.
    pub(in crate::postgres) async fn kill(&mut self) -> Result<(), Error> {
        let options = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
        client()
            .await
            .map_err(|error| self.docker.failed("kill", &error))?
            .kill_container(self.id(), Some(options))
            .await
            .map_err(|error| self.docker.failed("kill", &error))?;
        // The daemon answers before the processes are gone; starting it then would find it running.
        while self
            .container()
            .is_running()
            .await
            .map_err(|error| self.docker.failed("inspect", &error))?
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    pub(in crate::postgres) async fn start_again(&mut self) -> Result<(), Error> {
        self.container()
            .start()
            .await
            .map_err(|error| self.docker.failed("start again", &error))?;
        self.url = self
            .endpoint
            .url(self.container(), &self.password)
            .await
            .map_err(|error| self.docker.failed("find the port of", &error))?;
        Ok(())
    }

    /// Leaves it running for somebody to inspect.
    pub(in crate::postgres) fn keep(&mut self) -> String {
        let id = self.id().to_owned();
        // Where there is no mark, the container goes with the run, as all others do.
        let _ = RunDirectory::get(self.docker.settings()).and_then(|run| run.keep_container(&id));
        std::mem::forget(self.container.take());
        let remove = format!("remove it with: docker rm -f -v {}", &id[..12]);
        match self.endpoint.directory() {
            Some(directory) => {
                // The reaper leaves alone what is so marked.
                let _ = fs::write(directory.join("keep"), "");
                format!("{remove} && rm -r {}", directory.display())
            }
            None => remove,
        }
    }

    pub(super) fn id(&self) -> &str {
        self.container().id()
    }

    fn container(&self) -> &ContainerAsync<Postgres> {
        self.container
            .as_ref()
            .expect("a server in use has its container")
    }
}

impl Drop for ContainerServer {
    fn drop(&mut self) {
        if let Some(container) = self.container.take() {
            remover::remove(container, self.endpoint.clone());
        }
    }
}
