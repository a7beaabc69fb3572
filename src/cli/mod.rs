//! The command line: parse, call, print. One file a command.

mod adopt;
mod arguments;
mod completions;
mod config;
mod context;
mod database;
mod db;
mod definition;
#[cfg(test)]
mod documented;
mod dot_env;
mod down;
mod explain;
mod failure;
mod foreground;
mod init;
mod judging;
mod layouts;
mod leading;
mod log;
mod man;
mod merge;
mod migrations;
mod moving;
mod new;
mod output;
mod progress;
mod reachable;
mod reports;
mod reset;
mod scratch;
mod seed;
mod server;
mod session;
mod shard;
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
mod version;

use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use clap::{Parser, Subcommand};
use pgconform::settings::{Flags, unknown_variables};

use arguments::{GlobalArgs, ReportFormat};
use context::Context;
use failure::Failure;
use log::Log;

/// Whether what was asked holds; the exit statuses beside an error's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Exit status 0.
    Holds,
    /// Exit status 1.
    DoesNotHold,
    /// The exit status of the program that was run.
    OfProgram(u8),
}

impl From<ExitStatus> for Answer {
    /// As a shell reports it: of a program that a signal ended, 128 and the signal's number.
    fn from(status: ExitStatus) -> Self {
        let code = status.code().or_else(|| Some(128 + status.signal()?));
        Self::OfProgram(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    }
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Holds => Self::SUCCESS,
            Answer::DoesNotHold => Self::from(1),
            Answer::OfProgram(status) => Self::from(status),
        }
    }
}

#[derive(Parser)]
#[command(about, after_help = AFTER_HELP, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: GlobalArgs,
}

const AFTER_HELP: &str = "\
Examples:
  pgconform init
  pgconform verify-rollback --since main
  pgconform up --dry-run

Exit status: 0 it holds, 1 it does not (there are findings), \
    2 there is no answer (usage, files, connection, no PostgreSQL); \
    130, 143 or 129 SIGINT, SIGTERM or SIGHUP ended it.";

#[derive(Subcommand)]
enum Command {
    /// Upgrade a database, oldest migration first
    Up(up::Arguments),
    /// Downgrade a database, newest migration first
    Down(down::Arguments),
    /// Record migrations as applied in a database that already contains what they make, without running them
    Adopt(adopt::Arguments),
    /// Health check: report where a database stands; exit status 1 if it is not at head
    Status(status::Arguments),
    /// Downgrade a database to base and upgrade it again, or drop all it holds (--fresh); every row is lost
    Reset(reset::Arguments),
    /// Prove on throw-away servers that every migration can be undone
    VerifyRollback(verify_rollback::Arguments),
    /// Join the JSON reports of all shards of a proof, and report as one run would have
    Merge(merge::Arguments),
    /// Find drift: compare a database with what its migrations make
    Verify(verify::Arguments),
    /// Print the catalog at head, one object per block
    Snapshot(snapshot::Arguments),
    /// Run a command on a throw-away database at head: psql, or one of your own; its exit status is passed on
    Scratch(scratch::Arguments),
    /// Start, stop or delete a development server on this machine
    Db(db::Arguments),
    /// Insert the rows of fixtures/rows into a development database
    Seed(seed::Arguments),
    /// Open psql on the database
    Shell(shell::Arguments),
    /// Write the next pair of migration files
    New(new::Arguments),
    /// Write a pgconform.toml for the project in this folder, with the layout of its migrations detected
    Init(init::Arguments),
    /// Explain a kind of finding: what it means, an example, how to fix it, how to acknowledge it
    Explain(explain::Arguments),
    /// Print the layouts of migrations: their files, what else is read, and their history tables
    Layouts(layouts::Arguments),
    /// Print the settings that are in force, and where each value comes from
    Config(config::Arguments),
    /// Print the script that completes commands and options in a shell
    Completions(completions::Arguments),
    /// Print the manual page, or write those of all commands into a folder
    Man(man::Arguments),
}

impl Command {
    /// Whether it may run the commands of a migrations' tool.
    fn runs_commands(&self) -> bool {
        matches!(
            self,
            Self::VerifyRollback(_)
                | Self::Merge(_)
                | Self::Verify(_)
                | Self::Snapshot(_)
                | Self::Scratch(_)
        )
    }

    /// What `--log` asks for.
    fn log(&self) -> Option<Log> {
        match self {
            Self::Up(up::Arguments { moving, .. }) | Self::Down(down::Arguments { moving, .. }) => {
                moving.database.log.log
            }
            Self::Adopt(arguments) => arguments.database.log.log,
            Self::Status(arguments) => arguments.database.log.log,
            Self::Reset(arguments) => arguments.database.log.log,
            Self::Verify(arguments) => arguments.database.log.log,
            Self::Seed(arguments) => arguments.database.log.log,
            Self::Db(arguments) => arguments.log(),
            Self::Shell(arguments) => arguments.log.log,
            Self::VerifyRollback(_)
            | Self::Merge(_)
            | Self::Snapshot(_)
            | Self::Scratch(_)
            | Self::New(_)
            | Self::Init(_)
            | Self::Config(_)
            | Self::Explain(_)
            | Self::Layouts(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }

    /// What the flags say of settings.
    fn flags(&self) -> Flags {
        let mut flags = Flags::default();
        match self {
            Self::Up(up::Arguments { moving, .. }) | Self::Down(down::Arguments { moving, .. }) => {
                moving.folder.add_to(&mut flags);
            }
            Self::Adopt(arguments) => arguments.folder.add_to(&mut flags),
            Self::Status(arguments) => arguments.folder.add_to(&mut flags),
            Self::Reset(arguments) => arguments.folder.add_to(&mut flags),
            Self::New(arguments) => arguments.folder.add_to(&mut flags),
            Self::Seed(arguments) => {
                arguments.folder.add_to(&mut flags);
                flags.rows.clone_from(&arguments.rows);
            }
            Self::VerifyRollback(arguments) => arguments.add_to(&mut flags),
            Self::Merge(arguments) => arguments.add_to(&mut flags),
            Self::Verify(arguments) => arguments.add_to(&mut flags),
            Self::Snapshot(arguments) => arguments.proof.add_to(&mut flags),
            Self::Scratch(arguments) => arguments.add_to(&mut flags),
            Self::Db(_)
            | Self::Shell(_)
            | Self::Init(_)
            | Self::Config(_)
            | Self::Explain(_)
            | Self::Layouts(_)
            | Self::Completions(_)
            | Self::Man(_) => {}
        }
        flags
    }

    /// How stdout is written; that of `scratch` and `shell` is their command's.
    fn format(&self) -> ReportFormat {
        let output = match self {
            Self::VerifyRollback(arguments) => return arguments.reports.format,
            Self::Merge(arguments) => return arguments.reports.format,
            Self::Verify(arguments) => return arguments.reports.format,
            Self::Scratch(_)
            | Self::Shell(_)
            | Self::Explain(_)
            | Self::Layouts(_)
            | Self::Completions(_)
            | Self::Man(_) => {
                return ReportFormat::Text;
            }
            Self::Up(up::Arguments { moving, .. }) | Self::Down(down::Arguments { moving, .. }) => {
                moving.output
            }
            Self::Adopt(arguments) => arguments.output,
            Self::Status(arguments) => arguments.output,
            Self::Reset(arguments) => arguments.output,
            Self::Snapshot(arguments) => arguments.output,
            Self::Db(arguments) => arguments.output(),
            Self::Seed(arguments) => arguments.output,
            Self::New(arguments) => arguments.output,
            Self::Init(arguments) => arguments.output,
            Self::Config(arguments) => arguments.output,
        };
        output.format.into()
    }
}

/// How long what still runs in the background when a command has its answer may take to end.
const LEFT_OVER: Duration = Duration::from_secs(1);

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let Cli { command, global } = usage::parse();
    log::start(command.log());
    let answer = threads::runtime().and_then(|runtime| {
        let answer = runtime.block_on(answer(&command, &global));
        signals::wait_if_ending();
        // A name that is still being looked up would hold the process until its resolver gives up.
        runtime.shutdown_timeout(LEFT_OVER);
        answer
    });
    match answer {
        Ok(answer) => answer.into(),
        Err(failure) => {
            output::failure(&failure, command.format());
            ExitCode::from(failure.exit_status())
        }
    }
}

async fn answer(command: &Command, global: &GlobalArgs) -> Result<Answer, Failure> {
    // No settings, however wrong, keep a command from its answer that needs none.
    let context = || {
        let context = Context::new(command.flags(), global)?;
        for words in unknown_variables(context.settings.environment()) {
            output::note(&context, &words);
        }
        if !matches!(command, Command::VerifyRollback(_)) {
            server::refuse_several(&context)?;
        }
        Ok::<_, Failure>(context)
    };
    if command.runs_commands() {
        signals::end_commands_with_us().map_err(Failure::Signals)?;
    }
    match command {
        Command::Up(arguments) => up::run(&context()?, arguments).await,
        Command::Down(arguments) => down::run(&context()?, arguments).await,
        Command::Adopt(arguments) => adopt::run(&context()?, arguments).await,
        Command::Status(arguments) => status::run(&context()?, arguments).await,
        Command::Reset(arguments) => reset::run(&context()?, arguments).await,
        Command::VerifyRollback(arguments) => verify_rollback::run(&context()?, arguments).await,
        Command::Merge(arguments) => merge::run(&context()?, arguments).await,
        Command::Verify(arguments) => verify::run(&context()?, arguments).await,
        Command::Snapshot(arguments) => snapshot::run(&context()?, arguments).await,
        Command::Scratch(arguments) => Box::pin(scratch::run(&context()?, arguments)).await,
        Command::Db(arguments) => db::run(&context()?, arguments).await,
        Command::Seed(arguments) => seed::run(&context()?, arguments).await,
        Command::Shell(arguments) => shell::run(&context()?, arguments).await,
        Command::New(arguments) => new::run(&context()?, arguments),
        Command::Init(_) if global.config.is_some() => Err(Failure::InitElsewhere),
        Command::Init(arguments) => init::run(arguments),
        Command::Config(arguments) if arguments.schema => config::print_schema(),
        Command::Config(arguments) => config::run(&context()?, arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Layouts(_) => layouts::run(),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}
