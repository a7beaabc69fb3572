//! What `up` and `down` share.

use clap::Args;
use pgconform::escape;
use pgconform::migrations::{Direction, Target};
use pgconform::report::{self, DryRun, Moved};
use pgconform::runner::{self, History, Step, Stopped};
use pgconform::sql::{identifier, is_duplicate};
use tokio_postgres::Client;

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
        let tried = session.run(dry_run, nothing).await?;
        let dry_run = DryRun {
            direction,
            steps: tried.steps,
            stays: tried.stays,
        };
        output::result(moving.output, &dry_run, report::dry_run)?;
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
    let steps = match steps {
        Err(Failure::Runner(error)) => return Err(explained(&session.client, error).await),
        steps => steps?,
    };
    let history = History::read(&session.client);
    let history = database::answered(&url, Some(limits.answer()), history).await?;
    let moved = Moved {
        steps,
        current: history.current(),
    };
    output::result(moving.output, &moved, report::moves)?;
    Ok(Answer::Holds)
}

/// The error with what to do where the database was made by others, or its schema is another role's.
async fn explained(client: &Client, error: runner::Error) -> Failure {
    let runner::Error::Sql { failed, done } = &error else {
        return Failure::Runner(error);
    };
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    if is_duplicate(state) && done.is_empty() {
        let history = History::read(client).await;
        if history.is_ok_and(|history| history.applied.is_empty()) {
            return Failure::Unadopted(error);
        }
    }
    let denied = failed.message.rsplit_once("permission denied for schema ");
    let Some(schema) = denied.map(|(_, schema)| identifier(schema)) else {
        return Failure::Runner(error);
    };
    let role = client
        .query_typed("SELECT current_user::pg_catalog.text", &[])
        .await;
    let role = role
        .ok()
        .and_then(|rows| rows.first()?.try_get::<_, String>(0).ok());
    let Some(role) = role.map(|role| identifier(&role)) else {
        return Failure::Runner(error);
    };
    Failure::NoCreate {
        error: Box::new(error),
        role,
        schema,
    }
}
