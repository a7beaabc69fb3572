//! `pgconform reset`: a development database, as new.

use clap::Args;
use pgconform::report::{self, Moved};
use pgconform::runner::{self, Way};

use super::common::Common;
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
    let mut client = common.connect_directly(&url).await?;
    let limits = common.limits();
    runner::down(&mut client, &migrations, None, limits, |step| {
        log::step(&url, Way::Down, step);
    })
    .await?;
    let head = Some(migrations.head());
    let steps = runner::up(&mut client, &migrations, head, limits, |step| {
        log::step(&url, Way::Up, step);
    })
    .await?;
    let moved = Moved {
        steps,
        current: head,
    };
    output::result(common, &moved, report::moves)?;
    Ok(Answer::Holds)
}
