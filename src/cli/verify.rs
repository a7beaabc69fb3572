//! `pgconform verify`: drift.

use clap::Args;
use pgconform::checks::drift;
use pgconform::settings::Flags;

use super::arguments::{DatabaseArgs, JudgingArgs, ProofArgs};
use super::judging::Judging;
use super::reports::ReportArgs;
use super::{Answer, Context, Failure, database, migrations, server};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform verify
  pgconform verify --migrations prisma/migrations --format json
  pgconform verify --report junit=drift.xml")]
pub struct Arguments {
    #[command(flatten)]
    judging: JudgingArgs,
    #[command(flatten)]
    proof: ProofArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub reports: ReportArgs,
}

impl Arguments {
    pub fn add_to(&self, flags: &mut Flags) {
        self.judging.add_to(flags);
        self.proof.add_to(flags);
    }
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    arguments.reports.prepare(context)?;
    let answer = compare(context, arguments).await;
    if let Err(failure) = &answer {
        arguments.reports.write_failure("verify", failure);
    }
    answer
}

async fn compare(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let judging = Judging::prepare(context, &arguments.judging)?;
    let migrations = migrations::load(context, &arguments.proof).await?;
    let url = database::find(context, &arguments.database.address)?;
    let live = database::connect(context, &arguments.database, &url).await?;
    let source = server::source(context).await?;
    let outcome = drift::find(&source, &migrations, &live, &drift::Ignored::default()).await?;
    let findings = judging.judge(outcome.findings())?;
    arguments.reports.write(&findings, &outcome)
}
