//! What `up` and `down` share.

use clap::Args;
use pgconform::escape;
use pgconform::migrations::{Direction, Target};
use pgconform::report::{self, DryRun, Moved};
use pgconform::runner::{self, History, Step, Stopped};

use super::arguments::{DatabaseArgs, FolderArgs, LimitArgs, OutputArgs};
use super::session::Session;
use super::{Answer, Context, Failure, database, log, migrations, output, progress};

#[derive(Args)]
pub struct Moving {
    /// Show what would run, and try it in a transaction that is rolled back
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub async fn run(
    context: &Context,
    moving: &Moving,
    direction: Direction,
    to: Target,
) -> Result<Answer, Failure> {
    let migrations = migrations::load_own(context, &moving.folder)?;
    let url = database::find(context, &moving.database.address)?;
    let target = migrations.resolve(to)?;
    let mut session = Session::connect(context, &moving.database, &url).await?;
    let limits = moving.limits.limits();
    if moving.dry_run {
        let dry_run = async |client: &mut _| {
            runner::dry_run(client, &migrations, direction, target, limits).await
        };
        let nothing = |_: &Stopped| "it was a dry run, and changed nothing".to_owned();
        let steps = session.run(dry_run, nothing).await?;
        output::result(moving.output, &DryRun { direction, steps }, report::dry_run)?;
        return Ok(Answer::Holds);
    }
    let bar = progress::bar(context, migrations.all().len());
    let on_step = |step: &Step| {
        log::step(&url, direction, step);
        bar.set_message(escape::line(&step.name));
        bar.inc(1);
    };
    let move_it = async |client: &mut _| match direction {
        Direction::Up => runner::up(client, &migrations, target, limits, on_step).await,
        Direction::Down => runner::down(client, &migrations, target, limits, on_step).await,
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, &migrations, direction);
    let steps = session.run(move_it, standing).await;
    bar.finish_and_clear();
    let moved = Moved {
        steps: steps?,
        current: History::read(&session.client).await?.current(),
    };
    output::result(moving.output, &moved, report::moves)?;
    Ok(Answer::Holds)
}
