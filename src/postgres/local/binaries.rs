//! Finds the programs of PostgreSQL.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::confine::{Access, Confined};
use super::directory::Directory;
use super::program::run;
use super::user::RunAs;
use super::{environment, install, packaged};
use crate::connection;
use crate::postgres::Error;
use crate::settings::{Environment, Settings};

/// A folder with `initdb` and `postgres` of one major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    version: String,
    confined: Option<Confined>,
    listen: Listen,
    /// How many locks its servers hold at once at least.
    locks: usize,
    /// Parameters that its servers are started with, by their names.
    parameters: BTreeMap<String, String>,
    /// The locale of their databases; `None` for `C`, which every machine has.
    locale: Option<String>,
    settings: Arc<Settings>,
}

/// Where the servers of these binaries listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listen {
    Socket,
    SocketAndLoopback,
}

/// `max_connections` of the servers: the table of locks has as many rows as all sessions may hold together.
const SESSIONS: usize = 60;
/// What PostgreSQL has by itself. The table of locks is filled when a server starts, so that a greater one takes each start
/// longer.
const LOCKS_PER_SESSION: usize = 64;

/// Where packages put a major version, which stands for `{}`: Debian, Red Hat, Homebrew, Postgres.app and EDB.
const USUAL: [&str; 6] = [
    "/usr/lib/postgresql/{}/bin",
    "/usr/pgsql-{}/bin",
    "/opt/homebrew/opt/postgresql@{}/bin",
    "/usr/local/opt/postgresql@{}/bin",
    "/Applications/Postgres.app/Contents/Versions/{}/bin",
    "/Library/PostgreSQL/{}/bin",
];

impl Binaries {
    /// Looks in the folder that the settings name, else takes what came with this program, else looks where `pg_config`
    /// points and in the usual folders, and fetches the binaries into the cache where none of these has the major
    /// version of the settings.
    pub async fn find_or_install(settings: &Settings) -> Result<Self, Error> {
        let settings = Arc::new(settings.clone());
        Self::find(&settings).await?.confined()
    }

    /// The same where they are on this machine, or in the cache; `None` where they would have to be installed.
    pub(in crate::postgres) fn installed(settings: &Settings) -> Result<Option<Self>, Error> {
        let settings = Arc::new(settings.clone());
        if let Some(found) = Self::on_this_machine(&settings) {
            return Ok(Some(found.confined()?));
        }
        let packages = install::Packages::of(settings.major());
        match install::installed(&packages, &settings)? {
            Some(folder) => Ok(Some(Self::inspect(&folder, &settings)?.confined()?)),
            None => Ok(None),
        }
    }

    async fn find(settings: &Arc<Settings>) -> Result<Self, Error> {
        if let Some(folder) = &settings.pg_bin {
            return Self::inspect(&folder.value, settings);
        }
        let packages = install::Packages::of(settings.major());
        let is_packaged = packaged::folder(&packages).is_some();
        if let Some(found) = Self::on_this_machine(settings).filter(|_| !is_packaged) {
            return Ok(found);
        }
        Self::inspect(&install::install(&packages, settings).await?, settings)
    }

    /// Those where `pg_config` points, or in one of the usual folders, if they are of the major version of the settings.
    fn on_this_machine(settings: &Arc<Settings>) -> Option<Self> {
        let major = settings.major().number().to_string();
        let usual = USUAL.iter();
        let usual = usual.map(|it| PathBuf::from(it.replace("{}", &major)));
        let mut usual = pg_config(settings.environment()).into_iter().chain(usual);
        usual.find_map(|folder| Self::inspect(&folder, settings).ok())
    }

    /// Takes the binaries of one folder, if they are there and of the major version of the settings.
    pub fn at(folder: &Path, settings: &Settings) -> Result<Self, Error> {
        Self::inspect(folder, &Arc::new(settings.clone()))?.confined()
    }

    fn confined(self) -> Result<Self, Error> {
        let confined = Confined::new(&self.settings, &self.folder)?;
        Ok(Self { confined, ..self })
    }

    fn inspect(folder: &Path, settings: &Arc<Settings>) -> Result<Self, Error> {
        let major = settings.major().number();
        let no = |why: String| Error::OtherMajor {
            folder: folder.to_owned(),
            major,
            why,
        };
        for program in ["initdb", "postgres"] {
            if !folder.join(program).is_file() {
                return Err(no(format!("there is no {program}")));
            }
        }
        let said = run(
            "postgres",
            Command::new(folder.join("postgres")).arg("--version"),
        )?;
        // "postgres (PostgreSQL) 16.14", with the packager's remark after it at times.
        let version = said
            .split_whitespace()
            .nth(2)
            .unwrap_or_default()
            .to_owned();
        if connection::major(&version) != Some(major) {
            return Err(no(format!("it is {}", said.trim())));
        }
        Ok(Self {
            folder: folder.to_owned(),
            version,
            confined: None,
            listen: Listen::Socket,
            locks: 0,
            parameters: BTreeMap::new(),
            locale: None,
            settings: Arc::clone(settings),
        })
    }

    pub(in crate::postgres) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The same, for servers that hold so many locks at once.
    pub(in crate::postgres) fn with_locks(self, locks: usize) -> Self {
        Self { locks, ..self }
    }

    /// The same, for servers that are started with these parameters.
    pub(in crate::postgres) fn with_parameters(
        self,
        parameters: &BTreeMap<String, String>,
    ) -> Self {
        let parameters = parameters.clone();
        Self { parameters, ..self }
    }

    /// The same, for servers whose databases have this locale.
    pub(in crate::postgres) fn with_locale(self, locale: &str) -> Self {
        let locale = Some(locale.to_owned());
        Self { locale, ..self }
    }

    /// The locale of its servers' databases.
    pub(super) fn locale(&self) -> &str {
        self.locale.as_deref().unwrap_or("C")
    }

    /// The arguments of a server that its settings do not have.
    pub(super) fn arguments(&self) -> Vec<String> {
        let per_session = self.locks.div_ceil(SESSIONS);
        let locks = (per_session > LOCKS_PER_SESSION)
            .then(|| format!("max_locks_per_transaction={per_session}"));
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|(name, value)| format!("{name}={value}"));
        let all = locks.into_iter().chain(parameters);
        all.flat_map(|it| ["-c".to_owned(), it]).collect()
    }

    /// The same, for servers that listen on a TCP port, too.
    pub(in crate::postgres) fn with_tcp(self) -> Self {
        let listen = Listen::SocketAndLoopback;
        Self { listen, ..self }
    }

    /// The same, for servers on which nothing of somebody's own is run.
    pub(super) fn without_parameters(self) -> Self {
        let parameters = BTreeMap::new();
        Self { parameters, ..self }
    }

    /// The same, for servers that nobody but us connects to.
    pub(super) fn without_tcp(&self) -> Self {
        let listen = Listen::Socket;
        Self {
            listen,
            ..self.clone()
        }
    }

    pub(super) fn listen(&self) -> Listen {
        self.listen
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// For instance `17.10`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether servers of these binaries are confined to their own directories.
    #[must_use]
    pub fn is_confined(&self) -> bool {
        self.confined.is_some()
    }

    /// Whether their confinement is what keeps such servers from this file.
    #[must_use]
    pub fn refuse(&self, file: &Path, access: Access) -> bool {
        let confined = self.confined.as_ref();
        confined.is_some_and(|confined| confined.refuses(file, access))
    }

    /// Confines one of the programs, before it starts, to `directory` and to binding `port`, if it has one; where these
    /// binaries are not confined it stays as it is.
    pub(super) fn confine(
        &self,
        command: &mut Command,
        directory: &Directory,
        port: Option<u16>,
    ) -> Result<(), Error> {
        match &self.confined {
            Some(confined) => confined.apply(command, directory, port),
            None => Ok(()),
        }
    }

    /// One of the programs, to be run as the user of the servers, with only those variables that it needs.
    pub(in crate::postgres) fn command(&self, program: &str) -> Result<Command, Error> {
        let mut command = Command::new(self.program(program));
        command.current_dir("/");
        environment::clear(&mut command, self.settings.environment());
        RunAs::choose()?.apply(&mut command);
        Ok(command)
    }

    pub(in crate::postgres) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn pg_config(environment: &Environment) -> Option<PathBuf> {
    let mut command = Command::new("pg_config");
    environment.apply(&mut command);
    let folder = run("pg_config", command.arg("--bindir")).ok()?;
    Some(PathBuf::from(folder.trim()))
}
