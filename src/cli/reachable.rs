//! `pgconform status --reachable`, the readiness probe: whether the database answers, and nothing else.

use std::time::{Duration, Instant};

use pgconform::connection::{DatabaseUrl, Error, RetryFor, connect_once_watched, server_version};
use serde::Serialize;
use tokio::time::timeout;

use super::arguments::{DatabaseArgs, OutputArgs, shown};
use super::{Answer, Context, Failure, database, log, output, progress};

/// One question to a server that has let us in.
const SHORTEST: Duration = Duration::from_secs(1);
/// For the last try's own words, which say more than that time is up.
const MOMENT: Duration = Duration::from_millis(500);

#[derive(Serialize)]
struct Reached {
    database: String,
    reachable: bool,
    postgres: Option<String>,
    ms: f64,
    reason: Option<String>,
}

/// Holds where the database answers a query within `--wait`, and does not where it cannot be reached, starts, stops,
/// recovers or has no free connection. What waiting does not help against (a wrong password, no such database) is a failure.
pub async fn run(
    context: &Context,
    arguments: &DatabaseArgs,
    output: OutputArgs,
) -> Result<Answer, Failure> {
    let url = database::find(context, &arguments.address)?;
    let started = Instant::now();
    let retry_for = arguments.retry_for();
    let limit = retry_for.0.max(SHORTEST);
    let asked = timeout(limit + MOMENT, ask(&url, retry_for));
    let (postgres, reason) = match progress::waiting(context, &url, retry_for, asked).await {
        Ok(Ok(version)) => (Some(version), None),
        Ok(Err(NoAnswer::Now(reason))) => (None, Some(reason)),
        Ok(Err(NoAnswer::Ever(failure))) => return Err(failure),
        Err(_) => (None, Some(format!("no answer within {}", shown(limit)))),
    };
    let reached = Reached {
        database: url.to_string(),
        reachable: postgres.is_some(),
        postgres,
        ms: (started.elapsed().as_secs_f64() * 1e4).round() / 10.0,
        reason,
    };
    output::result(output, &reached, text)?;
    Ok(if reached.reachable {
        Answer::Holds
    } else {
        Answer::DoesNotHold
    })
}

enum NoAnswer {
    Now(String),
    Ever(Failure),
}

/// A pooler lets clients in whose server is gone, so a session alone is not an answer.
async fn ask(url: &DatabaseUrl, limit: RetryFor) -> Result<String, NoAnswer> {
    let session = connect_once_watched(url, limit, log::connecting).await;
    let client = session.map_err(|error| match error {
        Error::Unreachable { reason, .. } => NoAnswer::Now(reason),
        error => NoAnswer::Ever(error.into()),
    })?;
    let version = server_version(&client).await;
    version.map_err(|error| {
        let words = error.as_db_error().map(|db| db.message().to_owned());
        NoAnswer::Now(words.unwrap_or_else(|| error.to_string()))
    })
}

fn text(reached: &Reached) -> String {
    let Reached { database, ms, .. } = reached;
    match (&reached.postgres, &reached.reason) {
        (Some(version), _) => format!("reachable: {database}, PostgreSQL {version}, {ms} ms\n"),
        (None, reason) => {
            let reason = reason.as_deref().unwrap_or("no answer");
            format!("not reachable: {database}: {reason}\n")
        }
    }
}
