//! `pgconform shell`: psql on the database that every other command takes.

use clap::Args;
use tokio::process::Command;

use super::common::Common;
use super::{Answer, Failure};

#[derive(Args)]
pub struct Arguments {
    /// Options of psql, after two dashes
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
}

/// The password goes into psql's environment: what is on a command line, every user of the machine can read.
pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let url = common.database_url()?;
    let mut psql = Command::new("psql");
    // What is set already would be added to an address that comes from elsewhere.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            psql.env_remove(name);
        }
    }
    let status = psql
        .args(&arguments.options)
        .envs(url.for_libpq())
        .status()
        .await
        .map_err(|source| Failure::Program {
            program: "psql".to_owned(),
            source,
        })?;
    Ok(if status.success() {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
