//! `pgconform db`: a development server on this machine, for the database that `.env` names.

mod env_file;
mod held;

use std::env;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use pgconform::connection::{AddressError, DatabaseUrl};
use pgconform::postgres::development::{Development, Started};
use serde::Serialize;

use super::common::Common;
use super::{Answer, Failure, dot_env, output};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Start it, in a container or of local binaries, and write .env where none names a database
    Start {
        /// The port to write into .env [default: 5432]
        #[arg(long, value_name = "PORT")]
        port: Option<u16>,
    },
    /// Stop it; what it holds is kept
    Stop,
    /// Throw away all that it holds, and start it anew
    Reset {
        /// Do it although tables have rows
        #[arg(long)]
        force: bool,
    },
}

/// What a start or a stop came to.
#[derive(Serialize)]
struct Told {
    running: bool,
    changed: bool,
    database: Option<String>,
    data: Option<String>,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let project = project()?;
    let server = Development::of(&project, &common.settings()?)?;
    let told = match &arguments.action {
        Action::Start { port } => {
            let url = address(common, &server, *port)?;
            started(&url, server.start(&url).await?)
        }
        Action::Stop => Told {
            running: false,
            changed: server.stop().await?,
            database: None,
            data: None,
        },
        Action::Reset { force } => {
            if let (Some(url), false) = (server.address(), *force) {
                held::refuse_if_any(&url).await?;
            }
            server.remove().await?;
            let url = address(common, &server, None)?;
            started(&url, server.start(&url).await?)
        }
    };
    output::result(common, &told, text)?;
    Ok(Answer::Holds)
}

/// The folder of the nearest `.env`, else the one where the command is run.
fn project() -> Result<PathBuf, Failure> {
    let failed = |source| Failure::File {
        doing: "look for .env in",
        path: PathBuf::from("."),
        source,
    };
    let found = dot_env::find().map_err(failed)?;
    let folder = found.and_then(|file| file.parent().map(PathBuf::from));
    match folder {
        Some(folder) => Ok(folder),
        None => env::current_dir().map_err(failed),
    }
}

/// The address that every other command takes, too; one that is written down where there is none.
fn address(
    common: &Common,
    server: &Development,
    port: Option<u16>,
) -> Result<DatabaseUrl, Failure> {
    let url = match common.database_url() {
        Err(Failure::Address(AddressError::Missing)) => {
            env_file::write(common, server.address().as_ref(), port)?;
            common.database_url()?
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
            why: "names a server elsewhere than at 127.0.0.1, which is where 'pgconform db' listens",
            url,
        });
    }
    if config.get_password().is_none_or(<[u8]>::is_empty) {
        return Err(Failure::NotOfDevelopment {
            why: "has no password: write one into the URL, as other users of this machine can connect",
            url,
        });
    }
    let own = config.get_ports().first().copied().unwrap_or(5432);
    if port.is_some_and(|port| port != own) {
        return Err(Failure::NotOfDevelopment {
            why: "names another port than --port does: change it there, and leave out --port",
            url,
        });
    }
    Ok(url)
}

fn started(url: &DatabaseUrl, started: Started) -> Told {
    Told {
        running: true,
        changed: !started.was_running,
        database: Some(url.to_string()),
        data: Some(started.data),
    }
}

fn text(told: &Told) -> String {
    let (Some(database), Some(data)) = (&told.database, &told.data) else {
        return if told.changed {
            "the development server is stopped; 'pgconform db start' goes on from what it holds\n"
        } else {
            "the development server was not running\n"
        }
        .to_owned();
    };
    let how = if told.changed {
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
