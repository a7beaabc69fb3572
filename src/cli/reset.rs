//! `pgconform reset`: a development database, as new.

use clap::Args;
use pgconform::report::{self, Moved};
use pgconform::runner::{self, Step, Stopped, Way};

use super::common::Common;
use super::session::Session;
use super::{Answer, Failure, log, output};

#[derive(Args)]
pub struct Arguments {
    /// Do it although the database is not on this machine
    #[arg(long)]
    force: bool,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = common.load_own_migrations()?;
    let url = common.database_url()?;
    if !url.is_local() && !arguments.force {
        return Err(Failure::NotLocal(url));
    }
    let mut session = Session::connect(common, &url).await?;
    let limits = common.limits();
    let down = async |client: &mut _| {
        let on_step = |step: &Step| log::step(&url, Way::Down, step);
        runner::down(client, &migrations, None, limits, on_step).await
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, &migrations, Way::Down);
    session.run(down, standing).await?;
    let head = Some(migrations.head());
    let up = async |client: &mut _| {
        let on_step = |step: &Step| log::step(&url, Way::Up, step);
        runner::up(client, &migrations, head, limits, on_step).await
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, &migrations, Way::Up);
    let steps = session.run(up, standing).await?;
    let moved = Moved {
        steps,
        current: head,
    };
    output::result(common, &moved, report::moves)?;
    Ok(Answer::Holds)
}
