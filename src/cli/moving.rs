//! What `up` and `down` share.

use clap::Args;
use pgconform::foreign;
use pgconform::migrations::Target;
use pgconform::report::{self, Moved, Rehearsed};
use pgconform::runner::{self, History, Step, Way};

use super::common::Common;
use super::{Answer, Failure, log, output, progress};

#[derive(Args)]
pub struct Moving {
    /// Show what would run, and run it in a transaction that is rolled back
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(
    common: &Common,
    moving: &Moving,
    way: Way,
    to: Target,
) -> Result<Answer, Failure> {
    let migrations = common.load_own_migrations()?;
    let url = common.database_url()?;
    let target = migrations.resolve(to)?;
    let mut client = common.connect_directly(&url).await?;
    let limits = common.limits();
    if moving.dry_run {
        let steps = runner::rehearse(&mut client, &migrations, way, target, limits).await?;
        output::result(common, &Rehearsed { way, steps }, report::rehearsed)?;
        return Ok(Answer::Holds);
    }
    let bar = progress::bar(common, migrations.all().len());
    let on_step = |step: &Step| {
        log::step(&url, way, step);
        bar.set_message(foreign::line(&step.name));
        bar.inc(1);
    };
    let steps = match way {
        Way::Up => runner::up(&mut client, &migrations, target, limits, on_step).await,
        Way::Down => runner::down(&mut client, &migrations, target, limits, on_step).await,
    };
    bar.finish_and_clear();
    let moved = Moved {
        steps: steps?,
        current: History::read(&client).await?.current(),
    };
    output::result(common, &moved, report::moves)?;
    Ok(Answer::Holds)
}
