//! The Docker daemon, and the image that servers are made of.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use testcontainers::core::client::docker_client_instance;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerRequest, ImageExt, TestcontainersError, bollard};
use testcontainers_modules::postgres::Postgres;
use tokio::sync::OnceCell;

use super::endpoint::Published;
use super::initialised::Template;
use super::sweep;

use crate::postgres::password::Password;
use crate::postgres::{Error, note};
use crate::settings::Settings;

/// A daemon that does not answer would hold bollard for two minutes.
const PING_LIMIT: Duration = Duration::from_secs(5);
const PULL_LIMIT: Duration = Duration::from_mins(5);

/// Arguments of every server: a throw-away server need not survive a power cut, and holds the locks of 10,000 tables.
pub(super) const ARGUMENTS: [&str; 8] = [
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
    "-c",
    "max_locks_per_transaction=1200",
];

/// A Docker daemon that answered.
#[derive(Debug, Clone)]
pub struct Docker {
    settings: Arc<Settings>,
    image: String,
    /// Arguments of its servers beside [`ARGUMENTS`].
    arguments: Arc<Vec<String>>,
    /// The locale of their databases; `None` for what the image has.
    locale: Option<String>,
    /// What containers are started from, once that is known.
    pub(super) template: Arc<OnceCell<Template>>,
    /// Whether servers are reached by sockets, once that is known.
    pub(super) by_sockets: Arc<OnceLock<bool>>,
    /// Where ports are published for us to reach them, once that is known.
    pub(super) published: Arc<OnceLock<Published>>,
}

impl Docker {
    /// The image that its containers are made of.
    #[must_use]
    pub fn image(&self) -> &str {
        &self.image
    }

    pub(in crate::postgres) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The same, whose servers are all reached by TCP ports.
    pub(in crate::postgres) fn with_tcp(self) -> Self {
        Self {
            by_sockets: Arc::new(OnceLock::from(false)),
            ..self
        }
    }

    /// The same, whose servers are started with these parameters.
    pub(in crate::postgres) fn with_parameters(
        self,
        parameters: &BTreeMap<String, String>,
    ) -> Self {
        let parameters = parameters.iter();
        let arguments =
            parameters.flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]);
        let arguments = Arc::new(arguments.collect());
        Self { arguments, ..self }
    }

    /// The same, whose servers' databases have this locale. Their image is another one.
    pub(in crate::postgres) fn with_locale(self, locale: &str) -> Self {
        Self {
            locale: Some(locale.to_owned()),
            template: Arc::default(),
            ..self
        }
    }

    /// What initdb is told beside what it always is.
    pub(super) fn initdb(&self) -> String {
        let locale = self.locale.as_ref();
        locale.map_or_else(String::new, |locale| format!(" --locale={locale}"))
    }

    /// A container of `image`, not yet made, with the arguments of these servers.
    pub(super) fn request(&self, image: &str, password: &Password) -> ContainerRequest<Postgres> {
        let arguments = ARGUMENTS.iter().map(ToString::to_string);
        let request =
            request(image, password).with_cmd(arguments.chain(self.arguments.iter().cloned()));
        match self.initdb() {
            none if none.is_empty() => request,
            initdb => request.with_env_var("POSTGRES_INITDB_ARGS", initdb.trim()),
        }
    }

    /// Asks whether a daemon answers; an error says why none does. Which one it is, testcontainers reads from the
    /// variables of this process, whatever the settings.
    pub(in crate::postgres) async fn reach(settings: &Settings) -> Result<Self, String> {
        // testcontainers panics where TLS is asked for without certificates.
        let environment = settings.environment();
        let tls = environment.non_empty("DOCKER_TLS_VERIFY").is_some();
        if tls && environment.get("DOCKER_CERT_PATH").is_none() {
            return Err("DOCKER_TLS_VERIFY is set and DOCKER_CERT_PATH is not".to_owned());
        }
        let silent = |error: &dyn fmt::Display| format!("no Docker daemon answers ({error})");
        let client = client().await.map_err(|error| silent(&error))?;
        match tokio::time::timeout(PING_LIMIT, client.ping()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(silent(&error)),
            Err(_) => {
                return Err(format!(
                    "the Docker daemon did not answer for {PING_LIMIT:?}"
                ));
            }
        }
        sweep::sweep(&client, settings).await;
        Ok(Self {
            settings: Arc::new(settings.clone()),
            image: settings.container_image(),
            arguments: Arc::default(),
            locale: None,
            template: Arc::default(),
            by_sockets: Arc::default(),
            published: Arc::default(),
        })
    }

    /// Sees to it that the image is on the daemon's machine, pulling it if need be.
    pub(in crate::postgres) async fn ensure_image(&self) -> Result<(), String> {
        let client = client().await.map_err(|error| error.to_string())?;
        if client.inspect_image(self.image()).await.is_ok() {
            return Ok(());
        }
        note::say(&format!("pulling the image {}", self.image()));
        let unused = Password::random().map_err(|error| error.to_string())?;
        match tokio::time::timeout(PULL_LIMIT, request(self.image(), &unused).pull_image()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(format!("{} cannot be pulled ({error})", self.image())),
            Err(_) => Err(format!(
                "{} was not pulled within {PULL_LIMIT:?}",
                self.image()
            )),
        }
    }

    pub(super) fn failed(&self, doing: &'static str, why: &dyn fmt::Display) -> Error {
        Error::Container {
            doing,
            image: self.image().to_owned(),
            why: why.to_string(),
        }
    }
}

/// A container of `image`, not yet made. The password is that of a cluster which is made at the start.
pub(super) fn request(image: &str, password: &Password) -> ContainerRequest<Postgres> {
    let (name, tag) = match image.rsplit_once(':') {
        // A colon before a slash belongs to the registry's port.
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    };
    // Which lines are printed, and where, differs between images that initialise their data
    // at each start and images that hold it already. Whether it lets us in does not.
    Postgres::default()
        .with_password(password.reveal())
        .with_name(name)
        .with_tag(tag)
        .with_cmd(ARGUMENTS)
        .with_ready_conditions(Vec::new())
}

pub(in crate::postgres) async fn client() -> Result<bollard::Docker, TestcontainersError> {
    Ok(docker_client_instance().await?)
}
