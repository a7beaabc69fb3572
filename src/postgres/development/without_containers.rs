//! Stands in for containers in a build without the feature `container`.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::connection::DatabaseUrl;
use crate::postgres::Error;
use crate::postgres::container::WITHOUT;
use crate::settings::Settings;

/// The container of one project, which there is none of.
pub(super) struct Container<'a> {
    none: Infallible,
    name: PhantomData<&'a str>,
}

impl<'a> Container<'a> {
    pub async fn of(_: &'a str, _: &'a Settings) -> Result<Self, Error> {
        Err(Error::NoDaemon {
            why: WITHOUT.to_owned(),
        })
    }

    pub async fn start(&self, _: &DatabaseUrl, _: u16) -> Result<bool, Error> {
        match self.none {}
    }

    pub async fn stop(&self) -> Result<bool, Error> {
        match self.none {}
    }

    pub async fn remove_volume(&self) -> Result<(), Error> {
        match self.none {}
    }
}
