//! No containers, where the program was built without the feature `container`: values of these types cannot be made.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use super::Error;
use crate::connection::{DatabaseUrl, RetryFor};
use crate::settings::Settings;

/// Why there are none.
pub(super) const WITHOUT: &str = "pgconform was built without its feature 'container'";

pub(super) const START_LIMIT: RetryFor = RetryFor(Duration::ZERO);

/// A Docker daemon that answered.
#[derive(Debug, Clone)]
pub struct Docker(Infallible);

impl Docker {
    /// The image that its containers are made of.
    #[must_use]
    pub fn image(&self) -> &str {
        match self.0 {}
    }

    pub(super) fn settings(&self) -> &Settings {
        match self.0 {}
    }

    pub(super) fn with_tcp(self) -> Self {
        self
    }

    pub(super) fn with_parameters(self, _: &BTreeMap<String, String>) -> Self {
        self
    }

    pub(super) fn with_locale(self, _: &str) -> Self {
        self
    }

    pub(super) async fn reach(_: &Settings) -> Result<Self, String> {
        Err(WITHOUT.to_owned())
    }

    pub(super) async fn ensure_image(&self) -> Result<(), String> {
        match self.0 {}
    }
}

/// Whether a daemon would be this machine's: there is none that could be used.
pub(super) fn is_on_this_machine(_: &Settings) -> bool {
    false
}

/// A server in a container of its own.
#[derive(Debug)]
pub(super) struct ContainerServer(Infallible);

pub(super) async fn start(docker: &Docker) -> Result<ContainerServer, Error> {
    match docker.0 {}
}

impl ContainerServer {
    pub fn url(&self) -> &DatabaseUrl {
        match self.0 {}
    }

    pub async fn admit(&self, _: &str) -> Result<(), Error> {
        match self.0 {}
    }

    pub async fn stop(&mut self) -> Result<(), Error> {
        match self.0 {}
    }

    pub async fn kill(&mut self) -> Result<(), Error> {
        match self.0 {}
    }

    pub async fn start_again(&mut self) -> Result<(), Error> {
        match self.0 {}
    }

    pub async fn open(&mut self, _: RetryFor) -> Result<(), Error> {
        match self.0 {}
    }

    pub fn keep(&mut self) -> String {
        match self.0 {}
    }
}
