//! The command line: parse, call, print. One file a command.

mod common;
mod confinement;
mod db;
mod dot_env;
mod down;
mod fail_on;
mod failure;
mod log;
mod moving;
mod new;
mod output;
mod progress;
mod reachable;
mod reset;
mod scratch;
mod seed;
mod session;
mod shell;
mod signals;
mod since;
mod snapshot;
mod status;
mod threads;
mod up;
mod usage;
mod verify;
mod verify_rollback;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use common::Common;
use failure::Failure;

/// Whether what was asked holds; the two other exit statuses beside an error's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Exit status 0.
    Holds,
    /// Exit status 1.
    DoesNotHold,
}

#[derive(Parser)]
#[command(version, about, after_help = EXIT_STATUS, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

const EXIT_STATUS: &str = "Exit status: 0 it holds, 1 it does not (there are findings), \
    2 it could not be asked (usage, files, connection, no PostgreSQL); \
    130, 143 or 129 SIGINT, SIGTERM or SIGHUP ended it.";

#[derive(Subcommand)]
enum Command {
    /// Upgrade a database, oldest migration first
    Up(up::Arguments),
    /// Downgrade a database, newest migration first
    Down(down::Arguments),
    /// Health check: say where a database stands; exit status 1 if it is not at head
    Status(status::Arguments),
    /// Downgrade a database to base and upgrade it again, or drop all it holds (--fresh); every row is lost
    Reset(reset::Arguments),
    /// Prove on throw-away servers that every migration can be undone
    VerifyRollback(verify_rollback::Arguments),
    /// Compare a database with what its migrations make
    Verify,
    /// Print what head contains, one object a block
    Snapshot(snapshot::Arguments),
    /// Run a command on a throw-away database at head: psql, or one of your own
    Scratch(scratch::Arguments),
    /// Start, stop or throw away a development server on this machine
    Db(db::Arguments),
    /// Put the rows of fixtures/rows into a development database
    Seed(seed::Arguments),
    /// Open psql on the database
    Shell(shell::Arguments),
    /// Write the next pair of migration files
    New(new::Arguments),
}

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let Cli { command, common } = usage::parse();
    log::start(common.log);
    let answer = threads::runtime().and_then(|runtime| runtime.block_on(answer(&command, &common)));
    match answer {
        Ok(Answer::Holds) => ExitCode::SUCCESS,
        Ok(Answer::DoesNotHold) => ExitCode::from(1),
        Err(failure) => {
            output::failure(&common, &failure);
            ExitCode::from(failure.exit_status())
        }
    }
}

async fn answer(command: &Command, common: &Common) -> Result<Answer, Failure> {
    match command {
        Command::Up(arguments) => up::run(common, arguments).await,
        Command::Down(arguments) => down::run(common, arguments).await,
        Command::Status(arguments) => status::run(common, arguments).await,
        Command::Reset(arguments) => reset::run(common, arguments).await,
        Command::VerifyRollback(arguments) => verify_rollback::run(common, arguments).await,
        Command::Verify => verify::run(common).await,
        Command::Snapshot(arguments) => snapshot::run(common, arguments).await,
        Command::Scratch(arguments) => scratch::run(common, arguments).await,
        Command::Db(arguments) => db::run(common, arguments).await,
        Command::Seed(arguments) => seed::run(common, arguments).await,
        Command::Shell(arguments) => shell::run(common, arguments).await,
        Command::New(arguments) => new::run(common, arguments),
    }
}
