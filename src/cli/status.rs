//! `pgconform status`, the health check: it reads, and changes nothing.

use pgconform::connection::server_version;
use pgconform::report::{self, Status};
use pgconform::runner::{self, History, Position};

use super::common::Common;
use super::{Answer, Failure, output};

pub async fn run(common: &Common) -> Result<Answer, Failure> {
    let migrations = common.load_migrations()?;
    let url = common.database_url()?;
    let client = common.connect(&url).await?;
    let history = History::read(&client).await?;
    let position = Position::of(&migrations, &history);
    let status = Status {
        database: url.to_string(),
        postgres: server_version(&client)
            .await
            .map_err(runner::Error::database("asking for its version"))?,
        at_head: position.is_at_head(),
        current: position.current,
        head: migrations.head(),
        pending: position.pending,
        edited: position.edited,
        missing: position.missing,
        out_of_order: position.out_of_order,
    };
    output::result(common, &status, report::status)?;
    Ok(if status.at_head {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
