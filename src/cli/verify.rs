//! `pgconform verify`: drift.

use pgconform::checks::drift;
use pgconform::report;

use super::common::Common;
use super::{Answer, Failure, output};

pub async fn run(common: &Common) -> Result<Answer, Failure> {
    let migrations = common.load_migrations().await?;
    let url = common.database_url()?;
    let live = common.connect(&url).await?;
    let source = common.source().await?;
    let outcome = drift::find(&source, &migrations, &live).await?;
    output::result(common, &outcome, report::drift)?;
    Ok(if outcome.holds {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}
