//! How long a movement may take, and wait.

use std::time::Duration;

use clap::Args;
use pgconform::runner::Limits;

use super::units;

/// Those of a command that moves a database which others use, too.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// How long to wait for another runner to finish
    #[arg(long, value_name = "TIME", value_parser = units::duration, default_value = "60s")]
    lock_wait: Duration,
    /// How long a migration waits for a lock on a table, on each of five tries; 0 waits forever
    #[arg(long, value_name = "TIME", value_parser = units::limit, default_value = "5s")]
    lock_timeout: Duration,
    #[command(flatten)]
    statement: StatementArgs,
}

/// That of the statements of a migration.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct StatementArgs {
    /// How long one statement of a migration may take; 0 is as long as the server allows
    #[arg(long, value_name = "TIME", value_parser = units::limit, default_value = "0")]
    statement_timeout: Duration,
}

/// Those of migrations that are alone on their server.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct MovementArgs {
    #[command(flatten)]
    statement: StatementArgs,
    /// How long one up, one down or one command of a proof may take; 0 is no limit
    #[arg(long, value_name = "TIME", value_parser = units::limit, default_value = "10m")]
    movement_timeout: Duration,
}

/// That of a command that only reads, in moments.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct AnswerArgs {
    /// How long the database may take to answer; 0 waits forever
    #[arg(long, value_name = "TIME", value_parser = units::limit, default_value = "60s")]
    statement_timeout: Duration,
}

/// That of files of rows.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct RowsArgs {
    /// How long all files of rows may take; 0 waits forever
    #[arg(long, value_name = "TIME", value_parser = units::limit, default_value = "10m")]
    statement_timeout: Duration,
}

impl RowsArgs {
    /// `None` is as long as they take.
    pub fn limit(&self) -> Option<Duration> {
        unless_zero(self.statement_timeout)
    }
}

impl AnswerArgs {
    /// `None` is as long as it takes.
    pub fn limit(&self) -> Option<Duration> {
        unless_zero(self.statement_timeout)
    }
}

impl LimitArgs {
    pub fn limits(&self) -> Limits {
        Limits {
            runner: self.lock_wait,
            lock: unless_zero(self.lock_timeout),
            statement: self.statement.limit(),
            ..Limits::default()
        }
    }
}

impl StatementArgs {
    fn limit(&self) -> Option<Duration> {
        unless_zero(self.statement_timeout)
    }
}

impl MovementArgs {
    /// On a server of its own nobody else holds a lock.
    pub fn limits(&self) -> Limits {
        Limits {
            statement: self.statement.limit(),
            movement: unless_zero(self.movement_timeout),
            ..Limits::default()
        }
    }
}

fn unless_zero(limit: Duration) -> Option<Duration> {
    (!limit.is_zero()).then_some(limit)
}
