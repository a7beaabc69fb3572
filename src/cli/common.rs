//! What every command takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use pgconform::connection::{DatabaseUrl, Patience, connect, refuse_pooler};
use pgconform::migrations::{Gaps, Migrations};
use pgconform::runner::Limits;
use tokio_postgres::Client;

use super::Failure;
use super::log::Log;

/// Without any URL, one of these must say where the database is.
const NAMES_A_SERVER: [&str; 3] = ["PGHOST", "PGHOSTADDR", "PGSERVICE"];

#[derive(Args)]
pub struct Common {
    /// Folder of the migrations
    #[arg(
        long,
        value_name = "DIR",
        env = "PGCONFORM_MIGRATIONS",
        default_value = "migrations",
        global = true
    )]
    pub migrations: PathBuf,
    /// Accept counted versions that leave out a number
    #[arg(long, global = true)]
    allow_gaps: bool,
    /// The database; without it DATABASE_URL, from the environment or from .env
    #[arg(long, value_name = "URL", global = true)]
    database_url: Option<String>,
    /// How long an unreachable or starting server is tried again
    #[arg(long, value_name = "SECONDS", default_value_t = 10, global = true)]
    wait: u64,
    /// How long another runner is waited for
    #[arg(long, value_name = "SECONDS", default_value_t = 60, global = true)]
    lock_wait: u64,
    /// How long a migration waits for a lock on a table, each of five times; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = 5, global = true)]
    lock_timeout: u64,
    /// How long one statement of a migration may take; 0 is as long as the server allows
    #[arg(long, value_name = "SECONDS", default_value_t = 0, global = true)]
    statement_timeout: u64,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub format: Format,
    /// Write what is done to stderr, with its time, for a record
    #[arg(long, value_enum, value_name = "FORMAT", global = true)]
    pub log: Option<Log>,
    /// Write the result alone, without progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// For a CI server, as XML; of verify-rollback alone
    Junit,
    /// For a GitHub workflow, as annotations; of verify-rollback alone
    Github,
}

impl Common {
    pub fn load_migrations(&self) -> Result<Migrations, Failure> {
        let gaps = if self.allow_gaps {
            Gaps::Allow
        } else {
            Gaps::Refuse
        };
        Ok(Migrations::load(&self.migrations, gaps)?)
    }

    pub fn database_url(&self) -> Result<DatabaseUrl, Failure> {
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (place, text) = match (&self.database_url, environment("DATABASE_URL")) {
            (Some(url), _) => ("--database-url", Some(url.clone())),
            (None, Some(url)) => ("DATABASE_URL", Some(url)),
            _ => match from_dot_env()? {
                Some(url) => ("DATABASE_URL in .env", Some(url)),
                None if NAMES_A_SERVER
                    .into_iter()
                    .any(|name| environment(name).is_some()) =>
                {
                    ("the PG* variables", None)
                }
                None => return Err(Failure::NoDatabaseUrl),
            },
        };
        DatabaseUrl::complete(text.as_deref(), &environment)
            .map_err(|source| Failure::DatabaseUrl { place, source })
    }

    pub async fn connect(&self, url: &DatabaseUrl) -> Result<Client, Failure> {
        Ok(connect(url, Patience(Duration::from_secs(self.wait))).await?)
    }

    /// A session that lasts, for whoever changes the database.
    pub async fn connect_directly(&self, url: &DatabaseUrl) -> Result<Client, Failure> {
        let client = self.connect(url).await?;
        refuse_pooler(&client, url).await?;
        Ok(client)
    }

    pub fn limits(&self) -> Limits {
        let limit = |seconds| (seconds > 0).then(|| Duration::from_secs(seconds));
        Limits {
            runner: Duration::from_secs(self.lock_wait),
            lock: limit(self.lock_timeout),
            statement: limit(self.statement_timeout),
        }
    }
}

/// `DATABASE_URL` as the nearest `.env` has it. Nothing else in that file is looked at, and what
/// is wrong with it is said without repeating a line, which may hold a password.
fn from_dot_env() -> Result<Option<String>, Failure> {
    let lines = match dotenvy::dotenv_iter() {
        Ok(lines) => lines,
        Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(None);
        }
        Err(error) => return Err(dot_env(&error)),
    };
    for line in lines {
        let (name, value) = line.map_err(|error| dot_env(&error))?;
        if name == "DATABASE_URL" && !value.is_empty() {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn dot_env(error: &dotenvy::Error) -> Failure {
    Failure::DotEnv(match error {
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line is malformed".to_owned(),
    })
}
