//! A database URL that is safe to show: it is printed without the password.

mod text;

use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::address::Origin;
use super::config::config;
use super::parameters::{MalformedUrl, Parameters, Passwords};
use super::tls::Tls;
pub(super) use text::percent_encode;

/// A connection string as libpq takes it, parsed: a URL, or a list of `name=value`.
///
/// `Display` and `Debug` show user, host, port and database, never the password or any other
/// parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Box<Target>);

#[derive(Clone, PartialEq, Eq)]
struct Target {
    config: Config,
    tls: Tls,
    origin: Option<Origin>,
    /// What it was made of.
    parameters: Parameters,
}

/// The string alone, whatever the environment says.
impl FromStr for DatabaseUrl {
    type Err = MalformedUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parameters = Parameters::parse(text)?;
        parameters.settle()?;
        Self::of(&parameters, &|_| None)
    }
}

impl DatabaseUrl {
    /// A connection string, completed as libpq does it: by a service file, by the `PG*` variables
    /// that `environment` reads, by a password file. Without a string, all comes from there.
    #[doc(hidden)]
    pub fn complete(
        text: Option<&str>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, MalformedUrl> {
        Self::complete_with(text, environment, Passwords::AsLibpq)
    }

    pub(super) fn complete_with(
        text: Option<&str>,
        environment: &dyn Fn(&str) -> Option<String>,
        passwords: Passwords,
    ) -> Result<Self, MalformedUrl> {
        let mut parameters = match text {
            Some(text) => Parameters::parse(text)?,
            None => Parameters::default(),
        };
        parameters.complete(environment, passwords)?;
        Self::of(&parameters, environment)
    }

    fn of(
        parameters: &Parameters,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, MalformedUrl> {
        Ok(Self(Box::new(Target {
            config: config(parameters)?,
            tls: Tls::of(parameters, environment)?,
            origin: None,
            parameters: parameters.clone(),
        })))
    }

    fn plain(config: Config) -> Self {
        Self(Box::new(Target {
            config,
            tls: Tls::default(),
            origin: None,
            parameters: Parameters::default(),
        }))
    }

    /// The same, read from there.
    pub(super) fn from(mut self, origin: Origin) -> Self {
        self.0.origin = Some(origin);
        self
    }

    /// Which variable of which source it was read from, where somebody gave it.
    #[must_use]
    #[doc(hidden)]
    pub fn origin(&self) -> Option<&Origin> {
        self.0.origin.as_ref()
    }

    /// The names of the parameters that only tune another client, and are not used.
    #[doc(hidden)]
    pub fn passed(&self) -> impl Iterator<Item = &str> {
        self.0.parameters.passed()
    }

    /// The variables with which psql connects as this program does, **password included**, for a URL that was read.
    #[must_use]
    #[doc(hidden)]
    pub fn for_libpq(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.0.parameters.variables();
        // Both have another default in libpq.
        for (name, value) in [("PGUSER", self.user()), ("PGDATABASE", self.database())] {
            if !variables.iter().any(|(known, _)| *known == name) {
                variables.push((name, value.to_owned()));
            }
        }
        variables
    }

    /// The hosts, and the ports of them, each with commas between.
    pub(super) fn places(&self) -> (String, String) {
        let places = hosts(self.config()).map(|(host, port)| (host_name(&host), port.to_string()));
        let (hosts, ports): (Vec<String>, Vec<String>) = places.unzip();
        let is_one = ports.iter().all(|port| *port == ports[0]);
        let ports = if is_one { &ports[..1] } else { &ports[..] };
        (hosts.join(","), ports.join(","))
    }

    /// The superuser of a throw-away server that listens on a Unix socket in `directory`.
    #[must_use]
    #[doc(hidden)]
    pub fn socket(directory: &Path) -> Self {
        Self::socket_of_port(directory, 5432)
    }

    /// The same where the server has another port, which is a part of the socket's name.
    #[must_use]
    #[doc(hidden)]
    pub fn socket_of_port(directory: &Path, port: u16) -> Self {
        let mut config = Config::new();
        config
            .host_path(directory)
            .port(port)
            .user("postgres")
            .dbname("postgres")
            .application_name("pgconform");
        Self::plain(config)
    }

    /// The superuser of a throw-away server behind a TCP port.
    #[must_use]
    #[doc(hidden)]
    pub fn tcp(host: &str, port: u16, password: &str) -> Self {
        let mut config = Config::new();
        config
            .host(host)
            .port(port)
            .user("postgres")
            .password(password)
            .dbname("postgres")
            .application_name("pgconform");
        Self::plain(config)
    }

    /// The same server and user, another database.
    #[must_use]
    pub fn with_database(mut self, database: &str) -> Self {
        self.0.config.dbname(database);
        self
    }

    /// The same, behind another TCP port of this machine.
    #[must_use]
    #[doc(hidden)]
    pub fn with_port(self, port: u16) -> Self {
        let config = self.config();
        let mut url = Self::tcp("127.0.0.1", port, "");
        url.0.config.user(self.user()).dbname(self.database());
        if let Some(password) = config.get_password() {
            url.0.config.password(password);
        }
        url
    }

    /// The same server and database, another user, without a password.
    #[must_use]
    pub fn with_user(mut self, user: &str) -> Self {
        let mut config = Config::new();
        for (host, port) in hosts(self.config()) {
            match host {
                Host::Tcp(name) => config.host(name),
                #[cfg(unix)]
                Host::Unix(path) => config.host_path(path),
            };
            config.port(port);
        }
        if !self.config().get_hosts().is_empty() {
            for address in self.config().get_hostaddrs() {
                config.hostaddr(*address);
            }
        }
        config.user(user).dbname(self.database());
        config.application_name("pgconform");
        self.0.config = config;
        self
    }

    /// The same server, user and database, another password.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.0.config.password(password);
        self
    }

    /// What tokio-postgres connects with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// How the connection is encrypted; tokio-postgres' own setting of that is not used.
    pub(super) fn tls(&self) -> &Tls {
        &self.0.tls
    }

    /// The database's name; PostgreSQL's own default is the user's name.
    #[must_use]
    pub fn database(&self) -> &str {
        self.config().get_dbname().unwrap_or_else(|| self.user())
    }

    /// The user who connects.
    #[must_use]
    pub fn user(&self) -> &str {
        self.config().get_user().unwrap_or("postgres")
    }

    /// Whether the server is on this machine: a Unix socket or a loopback address.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let config = self.config();
        let mut addresses = config.get_hostaddrs().iter();
        // Where there is an address, nobody asks what the name stands for.
        addresses.all(IpAddr::is_loopback)
            && config.get_hosts().iter().all(|host| match host {
                Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
                #[cfg(unix)]
                Host::Unix(_) => true,
            })
    }

    /// Where a client without a list of hosts connects: a name, an address or the folder of a socket, and the port.
    pub(super) fn first_host(&self) -> (String, u16) {
        let first = hosts(self.config()).next().map(|(host, port)| {
            let host = match host {
                Host::Tcp(name) => name,
                #[cfg(unix)]
                Host::Unix(path) => path.to_string_lossy().into_owned(),
            };
            (host, port)
        });
        first.unwrap_or_else(|| ("localhost".to_owned(), 5432))
    }
}

/// Every host with its port: one port may stand for all hosts, and none is 5432. Without names, the
/// addresses are the hosts.
fn hosts(config: &Config) -> impl Iterator<Item = (Host, u16)> {
    let ports = config.get_ports();
    let mut hosts = config.get_hosts().to_vec();
    if hosts.is_empty() {
        let addresses = config.get_hostaddrs().iter();
        hosts.extend(addresses.map(|address| Host::Tcp(address.to_string())));
    }
    hosts.into_iter().enumerate().map(move |(at, host)| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        (host, port)
    })
}

fn host_name(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests;
