//! The forms of an address: each tool reads a different part of it, or a different form of the whole.

use std::sync::LazyLock;

use regex::Regex;

use crate::connection::DatabaseUrl;
use crate::connection::parameters::Parameters;
pub(super) use crate::connection::url::percent_encode as percent_encoded;

/// The server that a command is to reach.
pub(super) struct Server {
    /// A name or an address, or the folder of a socket.
    pub host: String,
    pub port: String,
    pub user: String,
    /// Empty where there is none.
    pub password: String,
    pub database: String,
}

impl Server {
    pub fn of(url: &DatabaseUrl) -> Self {
        let (host, port) = url.first_host();
        let password = url.config().get_password().unwrap_or_default();
        Self {
            host,
            port: port.to_string(),
            user: url.user().to_owned(),
            password: String::from_utf8_lossy(password).into_owned(),
            database: url.database().to_owned(),
        }
    }
}

/// What a variable holds of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    Host,
    Port,
    User,
    Password,
    Database,
    /// `postgresql://user:password@host:port/database`
    Url,
    /// The same with another scheme, as SQLAlchemy names its drivers.
    UrlOf(String),
    /// `jdbc:postgresql://host:port/database?user=...&password=...`; what stands before the first slash.
    JavaUrl(&'static str),
    JavaUrlOf(String),
    /// `db:pg://user:password@host:port/database`
    SqitchTarget,
    /// `host=... port=...`, as libpq takes it.
    Keywords,
    /// `Host=...;Port=...`, as Npgsql takes it.
    DotNet,
    /// The same for every server.
    Fixed(&'static str),
}

impl Form {
    /// What a value is, where it is a whole address of PostgreSQL's.
    pub fn of_value(value: &str) -> Option<Self> {
        static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
            let pattern = r"(?i)^((?:[a-z0-9]+:)*)((?:prisma\+)?(?:postgres|postgresql|pgsql|psql|pgx5?|pq|postgis|ecto|timescale|timescaledb)(?:[+][a-z0-9_]+)?)://";
            Regex::new(pattern).expect("the pattern is sound")
        });
        let value = value.trim().trim_matches(['"', '\'']);
        if value.starts_with("db:pg:") || value.starts_with("db:postgres") {
            return Some(Self::SqitchTarget);
        }
        if let Some(found) = SCHEME.captures(value) {
            let (lead, scheme) = (&found[1], &found[2]);
            let is_plain = ["postgres", "postgresql"].contains(&scheme)
                || scheme.to_lowercase().starts_with("prisma+");
            return Some(match (lead, is_plain) {
                ("", true) => Self::Url,
                ("", false) => Self::UrlOf(scheme.to_owned()),
                (lead, _) => Self::JavaUrlOf(format!("{lead}{scheme}:")),
            });
        }
        if is_of_dot_net(value) {
            return Some(Self::DotNet);
        }
        let names_a_server = |parameters: &Parameters| {
            let mut names = ["host", "hostaddr", "service", "dbname"].iter();
            names.any(|name| parameters.get(name).is_some())
        };
        let is_libpqs = Parameters::parse(value).is_ok_and(|it| names_a_server(&it));
        is_libpqs.then_some(Self::Keywords)
    }

    pub fn write(&self, server: &Server) -> String {
        let Server {
            host,
            port,
            user,
            password,
            database,
        } = server;
        match self {
            Self::Host => host.clone(),
            Self::Port => port.clone(),
            Self::User => user.clone(),
            Self::Password => password.clone(),
            Self::Database => database.clone(),
            Self::Url => url(server, "postgresql"),
            Self::UrlOf(scheme) => url(server, scheme),
            Self::JavaUrl(lead) => java_url(server, lead),
            Self::JavaUrlOf(lead) => java_url(server, lead),
            Self::SqitchTarget => url(server, "db:pg"),
            Self::Keywords => {
                let quote = |value: &str| value.replace('\\', r"\\").replace('\'', r"\'");
                let [host, user, password, database] =
                    [host, user, password, database].map(|value| quote(value));
                format!(
                    "host='{host}' port={port} user='{user}' password='{password}' dbname='{database}' sslmode=disable"
                )
            }
            Self::DotNet => {
                let quote = |value: &str| value.replace('"', "\"\"");
                let [host, user, password, database] =
                    [host, user, password, database].map(|value| quote(value));
                format!(
                    "Host=\"{host}\";Port={port};Username=\"{user}\";Password=\"{password}\";Database=\"{database}\""
                )
            }
            Self::Fixed(value) => (*value).to_owned(),
        }
    }
}

/// Whether a text is `Host=...;Database=...`, in whichever order and with whatever else.
fn is_of_dot_net(value: &str) -> bool {
    let parts = value.split(';').filter_map(|part| part.split_once('='));
    let names: Vec<String> = parts.map(|(name, _)| name.trim().to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|it| it == name);
    (has("host") || has("server")) && (has("database") || has("username"))
}

fn url(server: &Server, scheme: &str) -> String {
    let [user, password, database] =
        [&server.user, &server.password, &server.database].map(|it| percent_encoded(it));
    let password = if password.is_empty() {
        password
    } else {
        format!(":{password}")
    };
    format!("{scheme}://{user}{password}@{}/{database}", place(server))
}

fn java_url(server: &Server, lead: &str) -> String {
    let [user, password, database] =
        [&server.user, &server.password, &server.database].map(|it| percent_encoded(it));
    format!(
        "{lead}//{}/{database}?user={user}&password={password}",
        place(server)
    )
}

fn place(server: &Server) -> String {
    let Server { host, port, .. } = server;
    if host.parse::<std::net::Ipv6Addr>().is_ok() {
        format!("[{host}]:{port}")
    } else {
        format!("{}:{port}", percent_encoded(host))
    }
}
