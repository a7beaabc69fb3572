//! `pgconform down`

use clap::Args;
use pgconform::migrations::Target;
use pgconform::report::{self, Moved};
use pgconform::runner::{self, History, Step};

use super::common::Common;
use super::{Answer, Failure, output, progress};

#[derive(Args)]
pub struct Arguments {
    /// Where to: a version, or base for nothing applied
    #[arg(long, value_name = "VERSION")]
    to: Target,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_migrations()?;
    let url = common.database_url()?;
    let target = migrations.resolve(arguments.to)?;
    let mut client = common.connect(&url).await?;
    let bar = progress::bar(common, migrations.all().len());
    let on_step = |step: &Step| {
        bar.set_message(step.name.clone());
        bar.inc(1);
    };
    let steps = runner::down(
        &mut client,
        &migrations,
        target,
        common.lock_wait(),
        on_step,
    )
    .await;
    bar.finish_and_clear();
    let moved = Moved {
        steps: steps?,
        current: History::read(&client).await?.current(),
    };
    output::result(common, &moved, report::moves)?;
    Ok(Answer::Holds)
}
