//! Where the address of a database comes from: one source, and nothing is added to it from another.
//!
//! The first of `--database-url`, the shell and `.env` that names a database is used. A password from
//! one and a host from another would go to a server that it was never meant for.

use std::fmt;
use std::path::PathBuf;

use super::dot_env::{DotEnv, URLS};
use super::parameters::Passwords;
use super::{DatabaseUrl, MalformedUrl};
use crate::escape;

/// Without any URL, one of these says where the server is.
const SERVERS: [&str; 3] = ["PGHOST", "PGHOSTADDR", "PGSERVICE"];

/// What says which database is meant, and what opens it. How a connection is made (`PGSSLMODE`,
/// `PGAPPNAME`, ...) is the shell's to say wherever the address comes from.
const ADDRESS: [&str; 7] = [
    "PGHOST",
    "PGHOSTADDR",
    "PGSERVICE",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGPASSWORD",
];

/// The places where an address may be, in the order in which they are read.
pub struct Sources<'a> {
    /// The value of `--database-url`.
    pub flag: Option<&'a str>,
    /// Reads a variable of the shell; an empty one is none.
    pub shell: &'a dyn Fn(&str) -> Option<String>,
    /// `.env`, where there is one.
    pub dot_env: Option<&'a DotEnv>,
}

/// The variable that an address was read from, and where that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its name, or `--database-url`.
    pub variable: String,
    /// The file that sets it; `None` for the shell and the command line.
    pub file: Option<PathBuf>,
}

/// `DIRECT_URL`, or `DIRECT_URL in .env`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.variable)?;
        match &self.file {
            Some(file) => write!(f, " in {}", file.display()),
            None => Ok(()),
        }
    }
}

/// Why there is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// No source names a database.
    #[error(
        "no database is named\nhelp: set DATABASE_URL, write it into .env ('pgconform db start' does), or pass --database-url postgresql://user@host/database"
    )]
    Missing,
    /// The value is not a connection string.
    #[error("{origin}: {source}")]
    Malformed {
        /// Whose value.
        origin: Origin,
        /// What is wrong with it.
        source: MalformedUrl,
    },
    /// A variable of the shell and `.env` name different databases.
    #[error(
        "{variable} of the shell is '{value}', and {origin} names {named}: it is not clear which database is meant\nhelp: run 'unset {variable}', or pass --database-url"
    )]
    Contradiction {
        /// The variable of the shell.
        variable: &'static str,
        /// Its value, which is not a secret.
        value: String,
        /// What `.env` says it with.
        origin: Origin,
        /// What stands there instead.
        named: String,
    },
}

/// Finds the address in the first source that names one.
///
/// `PGHOST` and its like of the shell name a server only where `.env` names none. Where it does,
/// a variable that would lead a client of libpq elsewhere is an error.
pub fn find(sources: &Sources<'_>) -> Result<DatabaseUrl, AddressError> {
    let shell = sources.shell;
    if let Some(text) = sources.flag {
        let origin = Origin {
            variable: "--database-url".to_owned(),
            file: None,
        };
        return complete(origin, Some(text), &|name| manner(shell, name));
    }
    if let Some((variable, text)) = url(shell) {
        let origin = of_shell(variable);
        return complete(origin, Some(&text), shell);
    }
    if let Some(url) = sources
        .dot_env
        .map(|file| of_file(file, shell))
        .transpose()?
        .flatten()
    {
        return Ok(url);
    }
    match server(shell) {
        Some(variable) => complete(of_shell(variable), None, shell),
        None => Err(AddressError::Missing),
    }
}

/// Whether the shell names a database by a URL, so that nothing else needs to be read.
pub fn is_settled_by(shell: &dyn Fn(&str) -> Option<String>) -> bool {
    url(shell).is_some()
}

/// The variables of the shell that name a part of an address and are not used with this one.
pub fn unused(url: &DatabaseUrl, shell: &dyn Fn(&str) -> Option<String>) -> Vec<&'static str> {
    let is_of_shell = url
        .origin()
        .is_none_or(|origin| origin.file.is_none() && !origin.variable.starts_with('-'));
    let set = ADDRESS.into_iter().filter(|name| shell(name).is_some());
    set.filter(|_| !is_of_shell).collect()
}

fn of_file(
    file: &DotEnv,
    shell: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<DatabaseUrl>, AddressError> {
    let own = |name: &str| {
        let value = file.variables.get(name).cloned();
        value.filter(|value| !value.is_empty())
    };
    let origin = |variable: &str| Origin {
        variable: variable.to_owned(),
        file: Some(file.path.clone()),
    };
    let (origin, text) = match (url(&own), server(&own)) {
        (Some((variable, text)), _) => (origin(variable), Some(text)),
        (None, Some(variable)) => (origin(variable), None),
        (None, None) => return Ok(None),
    };
    let environment = |name: &str| own(name).or_else(|| manner(shell, name));
    let url = complete(origin.clone(), text.as_deref(), &environment)?;
    let service = own("PGSERVICE");
    match contradiction(&url, service.as_deref(), shell) {
        Some((variable, value, named)) => Err(AddressError::Contradiction {
            variable,
            // PGDATABASE may be a whole connection string.
            value: escape::conceal_word(&value),
            origin,
            named: escape::conceal_word(&named),
        }),
        None => Ok(Some(url)),
    }
}

/// What the shell says of how a connection is made, and nothing of where to.
fn manner(shell: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    if ADDRESS.contains(&name) {
        return None;
    }
    shell(name)
}

/// The first variable of the shell that names something else than `url` does, its value, and what
/// `url` names.
fn contradiction(
    url: &DatabaseUrl,
    service: Option<&str>,
    shell: &dyn Fn(&str) -> Option<String>,
) -> Option<(&'static str, String, String)> {
    let (hosts, ports) = url.places();
    let named = [
        ("PGHOST", "host", hosts.clone()),
        ("PGHOSTADDR", "host", hosts.clone()),
        ("PGPORT", "port", ports),
        ("PGDATABASE", "database", url.database().to_owned()),
    ];
    let service = match (shell("PGSERVICE"), service) {
        (Some(value), own) if own != Some(&value) => {
            Some(("PGSERVICE", value, format!("host '{hosts}'")))
        }
        _ => None,
    };
    let others = named.into_iter().find_map(|(variable, what, own)| {
        let value = shell(variable).filter(|value| !is_same(value, &own))?;
        Some((variable, value, format!("{what} '{own}'")))
    });
    service.or(others)
}

/// This machine has several names for itself.
fn is_same(one: &str, other: &str) -> bool {
    let is_loopback = |name: &str| ["localhost", "127.0.0.1", "::1"].contains(&name);
    one == other || (is_loopback(one) && is_loopback(other))
}

fn url(environment: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    URLS.into_iter()
        .find_map(|name| environment(name).map(|value| (name, value)))
}

fn server(environment: &dyn Fn(&str) -> Option<String>) -> Option<&'static str> {
    SERVERS.into_iter().find(|name| environment(name).is_some())
}

fn of_shell(variable: &str) -> Origin {
    Origin {
        variable: variable.to_owned(),
        file: None,
    }
}

fn complete(
    origin: Origin,
    text: Option<&str>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<DatabaseUrl, AddressError> {
    // A repository brings its file along, and may name whichever server it likes.
    let passwords = match origin.file {
        Some(_) => Passwords::OfNamedHost,
        None => Passwords::AsLibpq,
    };
    match DatabaseUrl::complete_with(text, environment, passwords) {
        Ok(url) if holds_secret(url.user()) || holds_secret(url.database()) => {
            let why = "its user name or database name contains a whole URL";
            let source = MalformedUrl::Malformed { why };
            Err(AddressError::Malformed { origin, source })
        }
        Ok(url) => Ok(url.from(origin)),
        Err(source) => Err(AddressError::Malformed { origin, source }),
    }
}

/// Whether a name that is shown is none: some clients take a URL in the place of a database's name.
fn holds_secret(name: &str) -> bool {
    escape::conceal_word(name) != name
}
