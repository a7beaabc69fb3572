//! The settings: to add one, add a line here.

use std::env;
use std::path::{Path, PathBuf};

use super::acknowledgement;
use super::define::settings;
use super::file::Document;
use super::{
    Acknowledgement, Allow, ConfigFile, Confine, CustomLayout, Entry, Environment, Error, FileSize,
    Major, Majors, Origin, RoleName, Row, ServerSource, SetUp, SettingType, Value,
};

settings! {
    /// Folder of the migrations
    migrations: PathBuf, Some("migrations"), Some("PGCONFORM_MIGRATIONS"), Some("--migrations"), default "migrations";
    /// Layout of the migrations: the name of their tool
    layout: String, Some("layout"), Some("PGCONFORM_LAYOUT"), Some("--layout"), unless "detected from the folder";
    /// SQL that a new server needs before the migrations: roles, extensions, settings; preset:supabase, preset:neon and preset:rds are what those hosts have from the start
    setup: Vec<SetUp>, Some("setup"), None, Some("--setup"), default "";
    /// Role that runs the migrations on throw-away servers, as on hosted databases: it owns the database and is not a superuser; created with LOGIN, CREATEDB and CREATEROLE if the set-up does not create it
    as_role: RoleName, Some("as"), Some("PGCONFORM_AS"), Some("--as"), unless "the superuser of the server";
    /// search_path of the migrations, such as app,public; schemas that a new server lacks are created
    search_path: Vec<String>, Some("search-path"), None, Some("--search-path"), unless "that of a new server, and what the set-up says";
    /// Paths in the folder of the migrations to skip, such as 'drafts/**' or '*.bak.sql'
    exclude: Vec<String>, Some("exclude"), None, Some("--exclude"), default "";
    /// Tables in which the migration tool keeps its history, if not named as usual; 'app.*' is a whole schema
    history_table: Vec<String>, Some("history-table"), None, Some("--history-table"), default "";
    /// Folder of rows to insert beside the generated ones, in files V1.sql and so on
    rows: PathBuf, Some("rows"), Some("PGCONFORM_ROWS"), Some("--rows"), unless "fixtures/rows beside the migrations, if it exists";
    /// Where throw-away servers come from: container, local, or auto (containers if available, else local)
    server: ServerSource, Some("server"), Some("PGCONFORM_SERVER"), Some("--server"), default "auto";
    /// Major version of throw-away servers; verify-rollback proves on each of several, as 14,16,18, and other commands use the first
    postgres: Majors, Some("postgres"), Some("PGCONFORM_POSTGRES_MAJOR"), Some("--postgres"), default "16";
    /// Fail on notes too, unless they are acknowledged
    strict: bool, Some("strict"), None, Some("--strict"), default "false";
    /// The kinds of findings that make the exit status 1, or none
    fail_on: Vec<String>, Some("fail-on"), None, Some("--fail-on"), unless "all kinds but notes";
    /// What may differ without being a finding: column-order, cosmetic, loss
    allow: Vec<Allow>, Some("allow"), None, Some("--allow"), default "";
    /// File of known findings, which do not fail
    baseline: PathBuf, Some("baseline"), None, Some("--baseline"), unless "no finding is known";
    /// What a comparison with a live database leaves out: schema:NAME, table:NAME, extension:NAME, setting:NAME, owners, privileges; * is any text
    ignore: Vec<String>, Some("ignore"), None, Some("--ignore"), default "";
    /// Whether local throw-away servers are confined to their own directories and to no TCP: auto (where the kernel can), required or off
    confine: Confine, None, Some("PGCONFORM_CONFINE"), Some("--confine"), default "auto";
    /// Folders that confined servers may read, with ':' between them in the variable
    allow_path: Vec<PathBuf>, None, Some("PGCONFORM_ALLOW_PATH"), Some("--allow-path"), default "";
    /// Image of the containers, by default that of the major version; one with an initialised cluster is derived from it once
    image: String, None, Some("PGCONFORM_IMAGE"), None, default "postgres:16-alpine";
    /// Folder of initdb and postgres of the major version that --postgres names
    pg_bin: PathBuf, None, Some("PGCONFORM_PG_BIN"), None, unless "found on this machine, or installed into the cache";
    /// Folder of what is kept between runs: binaries and templates
    cache: PathBuf, None, Some("PGCONFORM_CACHE"), None, unless "~/.cache/pgconform; as root /var/cache/pgconform";
    /// Folder of running servers' data
    tmp: PathBuf, None, Some("PGCONFORM_TMP"), None, unless "/dev/shm where it has room, else the temporary folder";
    /// Folder of development servers' data
    data: PathBuf, None, Some("PGCONFORM_DATA"), None, unless "~/.local/share/pgconform; as root /var/lib/pgconform";
    /// Keep the server of a failed test, and print how to connect to it
    keep: bool, None, Some("PGCONFORM_KEEP"), None, default "false";
    /// Largest file that pgconform reads, for instance 300MB or 2GB
    file_limit: FileSize, None, Some("PGCONFORM_FILE_LIMIT"), None, default "100MB";
    /// How many servers each process prepares in advance for its tests
    ahead: usize, None, Some("PGCONFORM_AHEAD"), None, default "2";
}

impl Settings {
    /// Those of this process: its variables, and the `pgconform.toml` that its working directory leads to.
    pub fn of_process() -> Result<Self, Error> {
        let folder = env::current_dir().map_err(|source| Error::Unreadable {
            path: PathBuf::from("."),
            source,
        })?;
        let environment = Environment::of_process();
        FileSize::limit_of(&environment)?;
        let file = ConfigFile::find(&folder)?;
        Self::resolve(Flags::default(), environment, file)
    }

    /// Those that variables alone give.
    pub fn from_environment(environment: Environment) -> Result<Self, Error> {
        Self::resolve(Flags::default(), environment, None)
    }

    /// The major version of the servers: the first where several are named.
    #[must_use]
    pub fn major(&self) -> Major {
        self.postgres.value.first()
    }

    /// The same for servers of one of the major versions.
    #[must_use]
    pub fn for_major(&self, major: Major) -> Self {
        let mut settings = self.clone();
        settings.postgres.value = major.into();
        settings
    }

    /// Whether servers are, or may be, of one image that somebody named: then that decides their major version.
    #[must_use]
    pub fn names_an_image(&self) -> bool {
        self.image.origin != Origin::Default && self.server.value != ServerSource::Local
    }

    /// The image of the containers: that of the major version, where nothing names one.
    #[must_use]
    pub fn container_image(&self) -> String {
        match self.image.origin {
            Origin::Default => format!("postgres:{}-alpine", self.major().number()),
            _ => self.image.value.clone(),
        }
    }

    /// The variables, for what is not a setting of ours: where the home is, how Docker is reached.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The `pgconform.toml` that was read, as it is shown.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}
