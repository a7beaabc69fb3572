//! `pgconform reset`: a development database, as new.

mod consent;

use std::cell::Cell;

use clap::Args;
use pgconform::connection::DatabaseUrl;
use pgconform::migrations::{Direction, Migrations};
use pgconform::report::{self, Moved, Reset};
use pgconform::runner::{self, Limits, Step, Stopped};
use tokio_postgres::Client;

use super::arguments::{DatabaseArgs, FolderArgs, LimitArgs, OutputArgs};
use super::session::Session;
use super::{Answer, Context, Failure, database, log, migrations, output};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform reset
  pgconform reset --fresh
  pgconform reset --force=shop_test")]
pub struct Arguments {
    /// Drop everything in the database without running any down: for an edited file, a file of another branch, a step
    /// that is half done
    #[arg(long)]
    fresh: bool,
    /// Name of the database, where it is not a development database on this machine
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    force: Option<String>,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    let migrations = migrations::load_own(context, &arguments.folder)?;
    let url = database::find(context, &arguments.database.address)?;
    consent::check_name_is_given(arguments.force.as_deref(), &url)?;
    let mut session = Session::connect(context, &arguments.database, &url).await?;
    let limits = arguments.limits.limits();
    let count = async |client: &mut Client| runner::count_rows(client, &limits).await;
    let nothing = |_: &Stopped| "nothing was changed".to_owned();
    let tables = session.run(count, nothing).await?;
    output::note(context, report::held(&url.to_string(), &tables).trim_end());
    consent::ask(&mut session, &url, arguments.force.as_deref()).await?;
    let steps = if arguments.fresh {
        fresh(limits, &url, &mut session, &migrations).await?
    } else {
        down_and_up(limits, &url, &mut session, &migrations).await?
    };
    let reset = Reset {
        tables,
        moved: Moved {
            steps,
            current: Some(migrations.head()),
        },
    };
    output::result(arguments.output, &reset, |reset| {
        report::moves(&reset.moved)
    })?;
    Ok(Answer::Holds)
}

async fn down_and_up(
    limits: Limits,
    url: &DatabaseUrl,
    session: &mut Session,
    migrations: &Migrations,
) -> Result<Vec<Step>, Failure> {
    let down = async |client: &mut Client| {
        let on_step = |step: &Step| log::step(url, Direction::Down, step);
        runner::down(client, migrations, None, limits, on_step).await
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, migrations, Direction::Down);
    let ended = session.run(down, standing).await;
    ended.map_err(|failure| match failure {
        Failure::Runner(error) if is_about_migrations(&error) => Failure::Reset(error),
        failure => failure,
    })?;
    let up = async |client: &mut Client| {
        let on_step = |step: &Step| log::step(url, Direction::Up, step);
        runner::up(client, migrations, Some(migrations.head()), limits, on_step).await
    };
    let standing = |stopped: &Stopped| report::stopped(stopped, migrations, Direction::Up);
    session.run(up, standing).await
}

async fn fresh(
    limits: Limits,
    url: &DatabaseUrl,
    session: &mut Session,
    migrations: &Migrations,
) -> Result<Vec<Step>, Failure> {
    let is_empty = Cell::new(false);
    let reset = async |client: &mut Client| {
        let on_step = |step: &Step| log::step(url, Direction::Up, step);
        runner::fresh(client, migrations, limits, || is_empty.set(true), on_step).await
    };
    let standing = |stopped: &Stopped| {
        if is_empty.get() {
            let standing = report::stopped(stopped, migrations, Direction::Up);
            format!("everything was dropped before; {standing}")
        } else if stopped.had_begun {
            "what was dropped is rolled back, and the database is as it was".to_owned()
        } else {
            report::stopped(stopped, migrations, Direction::Up)
        }
    };
    let ended = session.run(reset, standing).await;
    ended.map_err(|failure| match failure {
        Failure::Runner(error) if is_empty.get() => Failure::Emptied(error),
        failure => failure,
    })
}

/// Whether the files or the database are not as the downs need them, where others can help.
fn is_about_migrations(error: &runner::Error) -> bool {
    use runner::Error;
    !matches!(
        error,
        Error::Connection(_)
            | Error::Database { .. }
            | Error::Locked { .. }
            | Error::Silent { .. }
            | Error::ReadOnly { .. }
    )
}
