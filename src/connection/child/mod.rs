//! The environment of a command that must connect only to one throw-away server.
//!
//! libpq prefers a service and PGHOSTADDR to the host that it is given, tools read addresses from variables of
//! many names, and from the project's `.env` where such a variable is not set. So whatever leads to another
//! server is replaced: it is set, as what is only removed would be filled in again from a file.

mod dot_env;
mod form;
mod libpq;
mod names;
mod service;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::process::Command;

use tempfile::NamedTempFile;

use super::DatabaseUrl;
use crate::settings::Environment;
use form::{Form, Server};

/// The address as one text, **password included**: `postgresql://user:password@host:port/database`.
#[must_use]
pub fn connection_string(url: &DatabaseUrl) -> String {
    Form::Url.write(&Server::of(url))
}

/// The variables that lead a command to its server, and to no other. It must outlive the command.
pub struct ChildEnvironment {
    server: Server,
    inherited: Environment,
    set: BTreeMap<String, String>,
    /// There where the project names a service.
    _service: Option<NamedTempFile>,
}

impl ChildEnvironment {
    /// For a command that is started in this process's folder and would be given these variables.
    #[must_use]
    pub fn of(url: &DatabaseUrl, inherited: &Environment) -> Self {
        let files = env::current_dir().map(|folder| dot_env::read(&folder));
        Self::among(url, inherited, &files.unwrap_or_default())
    }

    /// `inherited` is what the command would be given, `files` what it might read from files.
    fn among(url: &DatabaseUrl, inherited: &Environment, files: &[(String, String)]) -> Self {
        let server = Server::of(url);
        let service = is_named(files, "PGSERVICE");
        let service = service.then(|| service::write(&server, inherited).ok());
        let service = service.flatten();
        let always = names::ALWAYS.iter();
        let mut set: BTreeMap<String, String> = always
            .map(|(name, form, _)| ((*name).to_owned(), form.write(&server)))
            .collect();
        for (name, _) in files {
            if let Some(value) = libpq::harmless(name, &server, service.as_ref()) {
                set.entry(name.clone()).or_insert(value);
            }
        }
        if let Some(service) = &service {
            let path = service.path().display().to_string();
            set.insert("PGSERVICEFILE".to_owned(), path);
        }
        let readable = inherited
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
        let of_files = files
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        // The first that gives a name counts, as what is set is not read from a file.
        let mut forms: BTreeMap<&str, Option<Form>> = BTreeMap::new();
        for (name, value) in readable.chain(of_files) {
            let form = Form::of_value(value).or_else(|| names::form_where_named(name));
            forms.entry(name).or_insert(form);
        }
        let is_ours = |name: &str| libpq::OURS.contains(&name);
        for (name, form) in forms {
            if let Some(form) = form.filter(|_| !is_ours(name)) {
                set.insert(name.to_owned(), form.write(&server));
            }
        }
        let is_libpqs = |name: &OsStr| name.to_str().is_some_and(libpq::is_libpqs);
        let others = inherited.iter().filter(|(name, _)| !is_libpqs(name));
        Self {
            server,
            inherited: others.collect(),
            set,
            _service: service,
        }
    }

    /// Gives it to a command.
    pub fn apply(&self, command: &mut Command) {
        self.inherited.apply(command);
        command.envs(&self.set);
    }

    /// The port of its server; 0, to which nobody can connect, where it has only a socket.
    #[must_use]
    pub fn port(&self) -> u16 {
        let has_port = !self.server.host.starts_with('/');
        let port = has_port.then(|| self.server.port.parse().ok());
        port.flatten().unwrap_or(0)
    }

    /// A text without the password and whatever holds it: each is called by the variable that it is the value of.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
        let url = Form::Url.write(&self.server);
        let mut text = text.replace(&url, "$DATABASE_URL");
        let password = &self.server.password;
        if password.is_empty() {
            return text;
        }
        let holds_it = |value: &&String| value.contains(password.as_str()) && *value != password;
        let mut holders: Vec<(&String, &String)> = self.set.iter().collect();
        holders.retain(|(_, value)| holds_it(value));
        holders.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        for (name, value) in holders {
            text = text.replace(value, &format!("${name}"));
        }
        for spelling in [password.clone(), form::percent_encoded(password)] {
            text = text.replace(&spelling, "$PGPASSWORD");
        }
        text
    }
}

fn is_named(variables: &[(String, String)], name: &str) -> bool {
    variables.iter().any(|(named, _)| named == name)
}

#[cfg(test)]
mod tests;
