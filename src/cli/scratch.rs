//! `pgconform scratch`: a throw-away database at head, to look around in.

use clap::Args;
use pgconform::connection::ChildEnvironment;
use pgconform::postgres::Server;
use pgconform::runner;
use tokio::process::Command;

use super::common::Common;
use super::{Answer, Failure};

#[derive(Args)]
pub struct Arguments {
    /// What to run, with the database in DATABASE_URL; without it psql
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let server = Server::blank(&common.source().await?).await?;
    let head = Some(migrations.head());
    let session = runner::build(server.url(), &migrations, head, common.limits()).await?;
    drop(session);
    let psql = ["psql".to_owned()];
    let words = match &arguments.command[..] {
        [] => &psql[..],
        words => words,
    };
    // It says to psql where the database is, too: a password among the arguments could be seen by others.
    let environment = ChildEnvironment::of(server.url());
    let mut command = Command::new(&words[0]);
    environment.apply(command.as_std_mut());
    let status = command
        .args(&words[1..])
        .status()
        .await
        .map_err(|source| Failure::Program {
            program: words[0].clone(),
            source,
        })?;
    Ok(if status.success() {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
