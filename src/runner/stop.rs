//! A movement that is stopped in the middle: its statement is cancelled, what was not committed is rolled
//! back, and the next runner is let in.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::{Error, History, lock, session};
use crate::connection::Canceller;

/// How often the server is asked again to cancel a statement. One request can come too early: before
/// the server has begun the statement.
const AGAIN: Duration = Duration::from_millis(250);
/// How often what follows the rollback is tried, which a late request may cancel in its place.
const TRIES: usize = 5;

/// Where a database stands after a move was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// What the database says was applied, and which step is half done.
    pub history: History,
    /// Whether the move had begun; otherwise it was still waiting for another runner.
    pub had_begun: bool,
}

/// Ends a move whose future was dropped. `client` is the session that it ran in.
///
/// It waits until the server has ended the statement. How long that takes is for the server to say,
/// so callers limit it.
pub async fn stop(client: &Client, canceller: &Canceller) -> Result<Stopped, Error> {
    let rollback = client.batch_execute("ROLLBACK");
    let cancel = async {
        loop {
            // Where no connection can be made for it, the next try may succeed.
            let _ = canceller.cancel().await;
            tokio::time::sleep(AGAIN).await;
        }
    };
    let rolled_back = tokio::select! {
        ended = rollback => ended,
        () = cancel => unreachable!("it goes on for ever"),
    };
    if let Err(error) = rolled_back
        && !is_cancelled(&error)
    {
        return Err(Error::database("rolling back")(error));
    }
    let mut tries = 1..TRIES;
    loop {
        match leave(client).await {
            Err(Error::Database { source, .. })
                if is_cancelled(&source) && tries.next().is_some() => {}
            left => return left,
        }
    }
}

async fn leave(client: &Client) -> Result<Stopped, Error> {
    let doing = Error::database("rolling back");
    client.batch_execute("ROLLBACK").await.map_err(doing)?;
    session::forget(client).await?;
    let history = History::read(client).await?;
    let had_begun = lock::release_if_held(client, &history.relation.schema).await?;
    Ok(Stopped { history, had_begun })
}

fn is_cancelled(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::QUERY_CANCELED)
}
