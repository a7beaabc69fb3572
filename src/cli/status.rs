//! `pgconform status`, the health check of a deployment: it reads, and changes nothing.

use pgconform::connection::{DatabaseUrl, server_version};
use pgconform::migrations::Migrations;
use pgconform::report::{self, Interrupted, Status};
use pgconform::runner::{self, History, InvalidIndex, MigrationStatus};

use clap::Args;
use tokio_postgres::Client;

use super::arguments::{AnswerArgs, DatabaseArgs, FolderArgs, OutputArgs};
use super::{Answer, Context, Failure, database, migrations, output, reachable};

#[derive(Args)]
#[command(after_help = "\
Examples:
  pgconform status
  pgconform status --format json
  pgconform status --reachable --wait 2s --quiet")]
pub struct Arguments {
    /// Only ask whether the database answers, without reading any migration: a readiness probe; exit status 1 if it
    /// does not answer within --wait
    #[arg(long)]
    reachable: bool,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    answer: AnswerArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<Answer, Failure> {
    if arguments.reachable {
        return reachable::run(context, &arguments.database, arguments.output).await;
    }
    let migrations = migrations::load_own(context, &arguments.folder)?;
    let url = database::find(context, &arguments.database.address)?;
    let client = database::connect(context, &arguments.database, &url).await?;
    let asking = read(&client, &migrations, &url);
    let status = database::answered(&url, arguments.answer.limit(), asking).await?;
    output::result(arguments.output, &status, report::status)?;
    Ok(if status.at_head && status.invalid_indexes.is_empty() {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}

async fn read(
    client: &Client,
    migrations: &Migrations,
    url: &DatabaseUrl,
) -> Result<Status, runner::Error> {
    let history = History::read(client).await?;
    let position = MigrationStatus::of(migrations, &history);
    Ok(Status {
        database: url.to_string(),
        postgres: server_version(client)
            .await
            .map_err(runner::Error::database("asking for its version"))?,
        at_head: position.is_at_head() && history.interrupted.is_none(),
        current: position.current,
        head: migrations.head(),
        applied: history.applied,
        pending: position.pending,
        edited: position.edited,
        missing: position.missing,
        out_of_order: position.out_of_order,
        interrupted: history.interrupted.map(|mark| Interrupted {
            version: mark.version,
            direction: mark.direction,
            done: mark.done(),
            of: mark.of,
        }),
        invalid_indexes: InvalidIndex::all(client).await?,
    })
}
