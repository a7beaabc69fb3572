//! `pgconform status`, the health check of a deployment: it reads, and changes nothing.

use pgconform::connection::server_version;
use pgconform::report::{self, Interrupted, Status};
use pgconform::runner::{self, History, InvalidIndex, MigrationStatus};

use clap::Args;

use super::common::Common;
use super::{Answer, Failure, output, reachable};

#[derive(Args)]
pub struct Arguments {
    /// Ask only whether the database answers, and look at no migration: a readiness probe; exit status 1 if it does
    /// not answer within --wait
    #[arg(long)]
    reachable: bool,
}

pub async fn run(common: &Common, arguments: &Arguments) -> Result<Answer, Failure> {
    if arguments.reachable {
        return reachable::run(common).await;
    }
    let migrations = common.load_own_migrations()?;
    let url = common.database_url()?;
    let client = common.connect(&url).await?;
    let history = History::read(&client).await?;
    let position = MigrationStatus::of(&migrations, &history);
    let status = Status {
        database: url.to_string(),
        postgres: server_version(&client)
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
        invalid_indexes: InvalidIndex::all(&client).await?,
    };
    output::result(common, &status, report::status)?;
    Ok(if status.at_head && status.invalid_indexes.is_empty() {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
