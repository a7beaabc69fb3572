//! Which database, how long to retry, and the log of what is done there.

use std::time::Duration;

use clap::Args;
use pgconform::connection::RetryFor;

use super::units;
use crate::cli::log::Log;

#[derive(Args)]
#[command(next_help_heading = "Database")]
pub struct AddressArgs {
    /// The database [default: DIRECT_URL or DATABASE_URL, of the shell or else of .env]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseArgs {
    #[command(flatten)]
    pub address: AddressArgs,
    /// How long to retry while the server is unreachable or starting
    #[arg(long, value_name = "TIME", value_parser = units::duration, default_value = "10s")]
    wait: Duration,
    #[command(flatten)]
    pub log: LogArgs,
}

#[derive(Args)]
#[command(next_help_heading = "Output")]
pub struct LogArgs {
    /// Log each step and each try to connect to stderr, with its time
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub log: Option<Log>,
}

impl DatabaseArgs {
    /// How long an unreachable server is tried again.
    pub fn retry_for(&self) -> RetryFor {
        RetryFor(self.wait)
    }
}
