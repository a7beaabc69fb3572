//! `pgconform shell`: psql on the database that every other command uses.

use clap::Args;
use tokio::process::Command;

use super::arguments::{AddressArgs, LogArgs};
use super::{Answer, Context, Failure, database, foreground};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform shell
  pgconform shell -- -c 'SELECT count(*) FROM users'")]
pub struct Arguments {
    /// Options of psql, after two dashes
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    pub log: LogArgs,
}

/// Where no file can be, so that psql looks no password up.
const NO_FILE: &str = "/dev/null/pgpass";

/// The password goes into psql's environment: what is on a command line, every user of the machine can read.
pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let url = database::find(context, &arguments.address)?;
    let mut psql = Command::new("psql");
    // What is set already would be added to an address that comes from elsewhere.
    for (name, _) in context.settings.environment().iter() {
        if name.to_string_lossy().starts_with("PG") {
            psql.env_remove(name);
        }
    }
    psql.envs(url.for_libpq());
    let is_of_file = url.origin().is_some_and(|origin| origin.file.is_some());
    if is_of_file && url.config().get_password().is_none() {
        // A file of a repository must not make psql send a password that is for all hosts; what is for this one was found.
        psql.env("PGPASSFILE", NO_FILE);
    }
    psql.args(&arguments.options);
    let answer = foreground::run(&mut psql).await;
    answer.map_err(|source| Failure::Program {
        program: "psql".to_owned(),
        source,
    })
}
