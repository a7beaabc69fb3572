//! `pgconform scratch`: a throw-away database at head, to look around in.

use clap::Args;
use pgconform::migrations::CommandContext;
use pgconform::postgres::Server;
use pgconform::runner;
use pgconform::settings::Environment;
use tokio::process::Command;

use super::common::Common;
use super::{Answer, Failure};

#[derive(Args)]
pub struct Arguments {
    /// What to run, with the database in DATABASE_URL, the only server it reaches by TCP (Linux 6.7); without it psql
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let server = Server::blank(&common.source().await?.with_tcp()).await?;
    let head = Some(migrations.head());
    let session = runner::build(server.url(), &migrations, head, common.limits()).await?;
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
    let context = CommandContext {
        reach: common.reach(),
        environment: Environment::of_process(),
    };
    let environment = runner::point_at(command.as_std_mut(), server.client_url(), &context);
    let environment = environment.map_err(failed)?;
    let status = command.args(&words[1..]).status().await.map_err(failed)?;
    drop(environment);
    Ok(if status.success() {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
