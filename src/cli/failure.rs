//! Why a command ends without an answer.

use std::io;
use std::path::PathBuf;

use pgconform::{
    checks, connection, escape, findings, migrations, postgres, rows, runner, settings,
};

use super::signals::Signal;

/// Whatever ends a command without an answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Address(#[from] connection::AddressError),
    #[error("{path} is not used: {why}")]
    DotEnv { path: String, why: String },
    #[error(
        "{url} is not marked as a development database on this machine, and reset deletes all its data\nhelp: if you mean it, pass --force={name}"
    )]
    NotConfirmed {
        url: connection::DatabaseUrl,
        name: String,
    },
    #[error("--force lacks the database's name\nhelp: pass --force={0}")]
    ForceWithoutName(String),
    #[error("the database is '{name}', not '{given}'; nothing was changed")]
    OtherName { given: String, name: String },
    #[error(
        "{0}\nhelp: 'pgconform reset --fresh' drops what the database holds without running any down, and applies all migrations"
    )]
    Reset(runner::Error),
    #[error(
        "--at base is before the first migration, so nothing would be recorded\n\
         help: pass --at VERSION with the version of the newest migration whose objects the database already contains"
    )]
    AdoptAtBase,
    #[error(
        "the database is at {current}, so {at} is already recorded\nhelp: see 'pgconform status'"
    )]
    AdoptedAlready {
        current: migrations::Version,
        at: migrations::Version,
    },
    #[error(
        "{0}\nhelp: if the database already contains what migrations make, record them as applied: pgconform adopt --at VERSION"
    )]
    Unadopted(runner::Error),
    #[error(
        "{error}\nhelp: role {role} may not create in schema {schema}: as its owner, or a superuser, run GRANT CREATE ON SCHEMA {schema} TO {role};{}",
        if schema == "public" { " since PostgreSQL 15, only the database's owner may create in public" } else { "" }
    )]
    NoCreate {
        error: Box<runner::Error>,
        role: String,
        schema: String,
    },
    #[error("the contents of the database were dropped, and then a migration failed: {0}")]
    Emptied(runner::Error),
    #[error("{url}{whence} {why}", whence = of(url))]
    NotOfDevelopment {
        url: connection::DatabaseUrl,
        why: &'static str,
    },
    #[error(
        "{url}{whence} was not made by 'pgconform db start', so seeding it needs confirmation\nhelp: if you mean it, pass --force={name}",
        whence = of(.0), url = .0, name = .0.database()
    )]
    NotMarked(connection::DatabaseUrl),
    #[error(
        "{0} is not at head, and the rows are for the schema at head\nhelp: run 'pgconform up' first"
    )]
    SeedNotAtHead(connection::DatabaseUrl),
    #[error("the development server has rows: {0}\nhelp: pass --force to delete them")]
    RowsOfDevelopment(String),
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error(
        "cannot write the report {}: {source}\nhelp: name a file in an existing folder: --report FORMAT=FILE",
        path.display()
    )]
    Report { path: PathBuf, source: io::Error },
    #[error(
        "'{}' cannot name a migration\nhelp: use letters, digits and underscores, for instance add_role",
        escape::line(escape::conceal_word(.0))
    )]
    MigrationName(String),
    #[error("cannot run '{program}': {source}\nhelp: check that it is installed and on PATH")]
    Program { program: String, source: io::Error },
    #[error(
        "cannot start a thread: {0}\nhelp: end some processes, or raise their limit (ulimit -u, or the container's)"
    )]
    Thread(io::Error),
    #[error("cannot listen to signals: {0}")]
    Signals(io::Error),
    #[error("stopped by {by}: {standing}")]
    Stopped { by: Signal, standing: String },
    #[error("cannot write the result: {0}")]
    Output(io::Error),
    #[error(
        "--from names a later version than --to, so no version is between them\nhelp: swap the two"
    )]
    EmptyRange,
    #[error(
        "--list-command '{}' failed: {}",
        escape::line(escape::conceal(command)),
        escape::lines(escape::conceal(why))
    )]
    Command { command: String, why: String },
    #[error("--since cannot be resolved in {}: {}\nhelp: give a branch, tag or commit of the repository that contains the folder", folder.display(), escape::lines(why))]
    Git { folder: PathBuf, why: String },
    #[error(
        "{} is not a report of verify-rollback: {}\nhelp: pass what 'verify-rollback --report json=FILE' wrote",
        path.display(), escape::line(escape::conceal(why))
    )]
    NoReport { path: PathBuf, why: String },
    #[error(transparent)]
    Join(#[from] checks::round_trip::JoinError),
    #[error(
        "PGCONFORM_IMAGE is of one major version, and {0} names several\nhelp: unset PGCONFORM_IMAGE, or name the major version of its image"
    )]
    OneImage(String),
    #[error(
        "--postgres {0} names several major versions, and this command starts a server of one\nhelp: name one of them; only verify-rollback takes several"
    )]
    SeveralMajors(String),
    #[error(
        "--shard cannot be combined with several major versions\nhelp: give each job one of them: --postgres MAJOR"
    )]
    ShardOfSeveral,
    #[error("{0}: 'none' cannot be combined with kinds of findings")]
    NoneAndKinds(String),
    #[error("strict ({strict}) and allow ({allow}) contradict each other\nhelp: keep one of them")]
    StrictAndAllow { strict: String, allow: String },
    #[error(
        "--write-baseline lacks the file\nhelp: name it with --baseline FILE, or baseline = \"FILE\" in pgconform.toml"
    )]
    NoBaseline,
    #[error(
        "--report would replace {}, which this run reads\nhelp: give the report a file outside the folders of migrations and rows",
        .0.display()
    )]
    ReportOverInput(PathBuf),
    #[error(
        "the baseline would be {}, which is the settings file\nhelp: name another file, for instance --baseline baseline.txt",
        .0.display()
    )]
    BaselineOverSettings(PathBuf),
    #[error(
        "init writes pgconform.toml into the folder that it is run in, and does not accept --config\nhelp: run it in the project's folder"
    )]
    InitElsewhere,
    #[error("{} exists, and is not overwritten\nhelp: edit it; 'pgconform config' shows what it sets", .0.display())]
    SettingsFileExists(PathBuf),
    #[error(
        "no folder below this one has migrations in a layout that pgconform knows; nothing was written\n\
         help: run it in the project's folder; migrations that are programs need no layout: pgconform verify-rollback --list-command ..."
    )]
    NoMigrations,
    #[error(transparent)]
    Settings(#[from] settings::Error),
    #[error(
        "{} is laid out for {layout}, which moves databases itself; pgconform proves such migrations: verify-rollback, snapshot, verify",
        folder.display()
    )]
    NotOurs {
        folder: PathBuf,
        layout: &'static str,
    },
    #[error(transparent)]
    Migrations(#[from] migrations::Error),
    #[error("{}", with_whence(.0))]
    Connection(#[from] connection::Error),
    #[error(transparent)]
    Runner(#[from] runner::Error),
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    #[error(transparent)]
    Check(#[from] checks::Error),
    #[error(transparent)]
    Baseline(#[from] findings::Error),
    #[error(transparent)]
    Seed(#[from] rows::SeedError),
}

impl Failure {
    /// 2, or what a shell reports for a process that a signal ended.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Stopped { by, .. } => by.exit_status(),
            _ => 2,
        }
    }
}

/// With the variable that the address was read from, for whoever did not mean that one.
fn with_whence(error: &connection::Error) -> String {
    let (words, whence) = (error.to_string(), of(error.target()));
    match words.split_once("\nhelp: ") {
        Some((words, help)) => format!("{words}{whence}\nhelp: {help}"),
        None => words + &whence,
    }
}

fn of(url: &connection::DatabaseUrl) -> String {
    let origin = url.origin();
    origin.map_or_else(String::new, |origin| format!(" (address: {origin})"))
}
