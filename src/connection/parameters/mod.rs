//! What a connection is made with, by the names that libpq gives its parameters.
//!
//! <https://www.postgresql.org/docs/16/libpq-connect.html> describes each of them, and the order in
//! which they are looked for: the connection string, the service that it names, the environment,
//! the password file.

mod environment;
mod error;
mod keywords;
mod known;
mod password_file;
mod service;
mod uri;

use std::collections::BTreeMap;

pub use error::MalformedUrl;

/// Reads a variable of the environment; an empty one is none.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Values by the names of libpq, each known and supported. An empty value is as good as none.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters(BTreeMap<&'static str, String>);

impl Parameters {
    /// Reads a URL or a list of `name=value`, as it stands.
    pub fn parse(text: &str) -> Result<Self, MalformedUrl> {
        let text = text.trim();
        let mut parameters = Self::default();
        match uri::without_scheme(text) {
            Some(rest) => uri::read(rest, &mut parameters)?,
            None => keywords::read(text, &mut parameters)?,
        }
        Ok(parameters)
    }

    /// Adds what the service, the environment and the password file have to say.
    pub fn complete(&mut self, environment: Environment<'_>) -> Result<(), MalformedUrl> {
        service::complete(self, environment)?;
        environment::complete(self, environment)?;
        if self.get("password").is_none() {
            password_file::complete(self, environment)?;
        }
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The parts of a list; hosts and ports may be several.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.get(name)
            .map(|it| it.split(',').collect())
            .unwrap_or_default()
    }

    /// What is known here, by the variables with which libpq would learn of it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        environment::variables(self)
    }

    /// Takes a value that was given by its name; the last one of a name counts.
    fn give(&mut self, name: &str, value: String) -> Result<(), MalformedUrl> {
        let name = known::check(name, &value)?;
        // The protocol ends each text with this byte.
        if value.contains('\0') {
            return Err(MalformedUrl::NotAUrl);
        }
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name, value);
        }
        Ok(())
    }

    /// The same where nothing has been given yet.
    fn give_if_missing(&mut self, name: &str, value: String) -> Result<(), MalformedUrl> {
        if self.get(name).is_some() {
            return Ok(());
        }
        self.give(name, value)
    }
}
