//! What `up` and `down` share.

use clap::Args;
use pgconform::foreign;
use pgconform::migrations::Target;
use pgconform::report::{self, Moved, Rehearsed};
use pgconform::runner::{self, History, Step, Stopped, Way};

use super::common::Common;
use super::session::Session;
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
    let mut session = Session::connect(common, &url).await?;
    let limits = common.limits();
    if moving.dry_run {
        let rehearse =
            async |client: &mut _| runner::rehearse(client, &migrations, way, target, limits).await;
        let nothing = |_: &Stopped| "it was a dry run, and changed nothing".to_owned();
        let steps = session.run(rehearse, nothing).await?;
        output::result(common, &Rehearsed { way, steps }, report::rehearsed)?;
        return Ok(Answer::Holds);
    }
    let bar = progress::bar(common, migrations.all().len());
    let on_step = |step: &Step| {
        log::step(&url, way, step);
        bar.set_message(foreign::line(&step.name));
        bar.inc(1);
    };
    let move_it = async |client: &mut _| match way {
        Way::Up => runner::up(client, &migrations, target, limits, on_step).await,
        Way::Down => runner::down(client, &migrations, target, limits, on_step).await,
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, &migrations, way);
    let steps = session.run(move_it, standing).await;
    bar.finish_and_clear();
    let moved = Moved {
        steps: steps?,
        current: History::read(&session.client).await?.current(),
    };
    output::result(common, &moved, report::moves)?;
    Ok(Answer::Holds)
}
