//! `pgconform db`: a development server on this machine, for the database that `.env` names.

mod env_file;
mod held;

use std::env;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use pgconform::connection::{AddressError, DatabaseUrl};
use pgconform::postgres::development::{Development, Started};
use serde::Serialize;

use super::arguments::{AddressArgs, LogArgs, OutputArgs};
use super::log::Log;
use super::{Answer, Context, Failure, database, dot_env, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform db start
  pgconform db stop
  pgconform db reset")]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Start it, in a container or from local binaries, and write .env where none names a database
    #[command(after_help = "\
Examples:
  pgconform db start
  pgconform db start --port 5433")]
    Start {
        /// Port to write into .env [default: 5432]
        #[arg(long, value_name = "PORT")]
        port: Option<u16>,
        #[command(flatten)]
        shared: Shared,
    },
    /// Stop it and keep its data
    #[command(after_help = "\
Examples:
  pgconform db stop
  pgconform db stop --format json")]
    Stop {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Delete its data, and start it anew
    #[command(after_help = "\
Examples:
  pgconform db reset
  pgconform db reset --force")]
    Reset {
        /// Delete tables that have rows, too
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        shared: Shared,
    },
}

#[derive(Args)]
struct Shared {
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Arguments {
    pub fn output(&self) -> OutputArgs {
        match &self.action {
            Action::Start { shared, .. } | Action::Reset { shared, .. } => shared.output,
            Action::Stop { output } => *output,
        }
    }

    pub fn log(&self) -> Option<Log> {
        match &self.action {
            Action::Start { shared, .. } | Action::Reset { shared, .. } => shared.log.log,
            Action::Stop { .. } => None,
        }
    }
}

/// How a server is after a start or a stop.
#[derive(Serialize)]
struct Standing {
    running: bool,
    changed: bool,
    database: Option<String>,
    data: Option<String>,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let project = project()?;
    let server = Development::of(&project, &context.settings)?;
    let standing = match &arguments.action {
        Action::Start { port, shared } => {
            let url = address(context, shared, &server, *port)?;
            started(&url, server.start(&url).await?)
        }
        Action::Stop { .. } => Standing {
            running: false,
            changed: server.stop().await?,
            database: None,
            data: None,
        },
        Action::Reset { force, shared } => {
            if let (Some(url), false) = (server.address(), *force) {
                held::refuse_if_any(&url).await?;
            }
            server.remove().await?;
            let url = address(context, shared, &server, None)?;
            started(&url, server.start(&url).await?)
        }
    };
    output::result(arguments.output(), &standing, text)?;
    Ok(Answer::Holds)
}

/// The folder of the nearest `.env`, else the one where the command is run.
fn project() -> Result<PathBuf, Failure> {
    let failed = |source| Failure::File {
        doing: "find the current folder",
        path: PathBuf::from("."),
        source,
    };
    let found = dot_env::find()?;
    let folder = found.and_then(|file| file.parent().map(PathBuf::from));
    match folder {
        Some(folder) => Ok(folder),
        None => env::current_dir().map_err(failed),
    }
}

/// The address that every other command takes, too; one that is written down where there is none.
fn address(
    context: &Context,
    shared: &Shared,
    server: &Development,
    port: Option<u16>,
) -> Result<DatabaseUrl, Failure> {
    let url = match database::find(context, &shared.address) {
        Err(Failure::Address(AddressError::Missing)) => {
            env_file::write(context, server.address().as_ref(), port)?;
            database::find(context, &shared.address)?
        }
        found => found?,
    };
    let config = url.config();
    let is_of_tcp = config
        .get_hosts()
        .iter()
        .all(|host| matches!(host, tokio_postgres::config::Host::Tcp(_)));
    let is_one = config.get_hosts().len() + config.get_hostaddrs().len() == 1;
    if !url.is_local() || !is_of_tcp || !is_one {
        return Err(Failure::NotOfDevelopment {
            why: "names a server other than 127.0.0.1, where 'pgconform db' listens",
            url,
        });
    }
    if config.get_password().is_none_or(<[u8]>::is_empty) {
        return Err(Failure::NotOfDevelopment {
            why: "has no password\nhelp: write one into the URL, as other users of this machine can connect",
            url,
        });
    }
    let own = config.get_ports().first().copied().unwrap_or(5432);
    if port.is_some_and(|port| port != own) {
        return Err(Failure::NotOfDevelopment {
            why: "names another port than --port\nhelp: change it there, and omit --port",
            url,
        });
    }
    Ok(url)
}

fn started(url: &DatabaseUrl, started: Started) -> Standing {
    Standing {
        running: true,
        changed: !started.was_running,
        database: Some(url.to_string()),
        data: Some(started.data),
    }
}

fn text(standing: &Standing) -> String {
    let (Some(database), Some(data)) = (&standing.database, &standing.data) else {
        return if standing.changed {
            "the development server is stopped; 'pgconform db start' starts it again with its data\n"
        } else {
            "the development server was not running\n"
        }
        .to_owned();
    };
    let how = if standing.changed {
        "started"
    } else {
        "was running"
    };
    format!(
        "development server {how}: {database}\n\
         data: {data}\n\
         next: just up (migrations), just seed (rows), just status (health check)\n"
    )
}
