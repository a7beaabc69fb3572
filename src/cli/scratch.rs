//! `pgconform scratch`: a throw-away database at head, to look around in. Its exit status is that of the program that it ran.

use clap::Args;
use pgconform::postgres::Server;
use pgconform::runner;
use tokio::process::Command;

use super::arguments::ProofArgs;
use super::{Answer, Context, Failure, migrations, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform scratch
  pgconform scratch -- psql -c '\\d users'
  pgconform scratch -- npm test")]
pub struct Arguments {
    /// Command to run, with the database in DATABASE_URL, the only server it reaches by TCP (Linux 6.7) [default: psql]
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
    #[command(flatten)]
    pub proof: ProofArgs,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let proof = &arguments.proof;
    let migrations = migrations::load(context, proof).await?;
    let source = server::source(context).await?;
    let server = Server::blank(&source.with_tcp()).await?;
    let head = Some(migrations.head());
    let limits = proof.statement.limits();
    let session = runner::build(server.url(), &migrations, head, limits).await?;
    drop(session);
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
    let environment = runner::point_at(command.as_std_mut(), server.client_url(), &lead);
    let environment = environment.map_err(failed)?;
    let status = command.args(&words[1..]).status().await.map_err(failed)?;
    drop(environment);
    Ok(status.into())
}
