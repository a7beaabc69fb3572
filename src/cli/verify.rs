//! `pgconform verify`: drift.

use pgconform::checks::drift;
use pgconform::report;

use clap::Args;

use super::arguments::{DatabaseArgs, OutputArgs, ProofArgs};
use super::{Answer, Context, Failure, database, migrations, output, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform verify
  pgconform verify --migrations prisma/migrations --format json")]
pub struct Arguments {
    #[command(flatten)]
    pub proof: ProofArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = migrations::load(context, &arguments.proof).await?;
    let url = database::find(context, &arguments.database.address)?;
    let live = database::connect(context, &arguments.database, &url).await?;
    let source = server::source(context).await?;
    let outcome = drift::find(&source, &migrations, &live).await?;
    output::result(arguments.output, &outcome, report::drift)?;
    Ok(if outcome.holds {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
