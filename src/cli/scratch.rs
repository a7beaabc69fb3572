//! `pgconform scratch`: runs a command on a throw-away database at head. Its exit status is that of the program that it ran.

use std::path::PathBuf;

use clap::Args;
use pgconform::checks::round_trip;
use pgconform::postgres::Server;
use pgconform::rows::Fill;
use pgconform::runner;
use pgconform::settings::Flags;
use tokio::process::Command;

use super::arguments::ProofArgs;
use super::{Answer, Context, Failure, foreground, migrations, output, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform scratch
  pgconform scratch --rows -- psql -c 'TABLE users'
  pgconform scratch -- npm test")]
pub struct Arguments {
    // Without a folder it says that rows are wanted, which no variable and no file does.
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    #[expect(
        clippy::option_option,
        reason = "clap tells no flag, a flag alone and one with a folder apart in this way"
    )]
    rows: Option<Option<PathBuf>>,
    /// Command to run, with the database in DATABASE_URL, the only server it reaches by TCP (Linux 6.7) [default: psql]
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
    #[command(flatten)]
    proof: ProofArgs,
}

impl Arguments {
    pub fn add_to(&self, flags: &mut Flags) {
        flags.rows = self.rows.clone().flatten();
        self.proof.add_to(flags);
    }
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let proof = &arguments.proof;
    let migrations = migrations::load(context, proof).await?;
    let source = server::source(context).await?;
    let source = runner::source_for(&migrations, source.with_tcp());
    let limits = proof.moving.limits();
    let server = if arguments.rows.is_some() {
        let seeds = migrations::own_rows(context, &migrations)?;
        let filled = round_trip::at_head_with_rows(&source, &migrations, &seeds, limits).await;
        let (server, fill) = filled?;
        output::note(context, &told(&fill));
        server
    } else {
        let mut server = Server::blank(&source).await?;
        let head = Some(migrations.head());
        drop(runner::build(&mut server, &migrations, head, limits).await?);
        server
    };
    let psql = ["psql".to_owned()];
    let words = match &arguments.command[..] {
        [] => &psql[..],
        words => words,
    };
    // It says to psql where the database is, too: a password among the arguments could be seen by others.
    let failed = |source| Failure::Program {
        program: words[0].clone(),
        source,
    };
    let mut command = Command::new(&words[0]);
    let lead = server::commands(context);
    let environment = runner::point_at(command.as_std_mut(), &server.command_url(), &lead);
    let environment = environment.map_err(failed)?;
    let answer = foreground::run(command.args(&words[1..])).await;
    drop(environment);
    answer.map_err(failed)
}

/// How well the tables are filled, and which are not, each with the reason.
fn told(fill: &Fill) -> String {
    let empty = fill.empty.iter().map(|it| {
        let why = it.why.as_deref().unwrap_or("no row was left");
        format!("\nstayed empty: {}: {why}", it.table)
    });
    let empty: String = empty.collect();
    format!("generated rows: {fill}{empty}")
}
