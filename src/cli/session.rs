//! The session of a command that changes a database, which a signal ends cleanly.

use std::future::Future;
use std::process;
use std::time::Duration;

use pgconform::connection::{Canceller, DatabaseUrl};
use pgconform::runner::{self, Stopped};
use tokio::time::timeout;
use tokio_postgres::Client;

use super::arguments::DatabaseArgs;
use super::signals::{Signal, Signals};
use super::{Context, Failure, database};

/// How long a server may take to cancel a statement and to roll back.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Session {
    pub client: Client,
    canceller: Canceller,
    signals: Signals,
}

impl Session {
    /// Connects; a signal ends that too.
    pub async fn connect(
        context: &Context,
        arguments: &DatabaseArgs,
        url: &DatabaseUrl,
    ) -> Result<Self, Failure> {
        let mut signals = Signals::listen().map_err(Failure::Signals)?;
        let client = tokio::select! {
            connected = database::connect_directly(context, arguments, url) => connected?,
            by = signals.next() => return Err(stopped(by, "it was not connected, and changed nothing")),
        };
        Ok(Self {
            canceller: Canceller::new(&client, url)?,
            client,
            signals,
        })
    }

    /// Does the work, or stops it when a signal comes, and a second one ends the process at once.
    /// `standing` says where things stand then.
    pub async fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Client) -> Result<T, runner::Error>,
        standing: impl FnOnce(&Stopped) -> String,
    ) -> Result<T, Failure> {
        let by = tokio::select! {
            biased;
            ended = work(&mut self.client) => return Ok(ended?),
            by = self.signals.next() => by,
        };
        let stop = timeout(LIMIT, runner::stop(&self.client, &self.canceller));
        let ended = tokio::select! {
            ended = stop => ended,
            again = self.signals.next() => process::exit(again.exit_status().into()),
        };
        let standing = match ended {
            Ok(Ok(ended)) => standing(&ended),
            Ok(Err(error)) => format!("{UNKNOWN} ({error})"),
            Err(_) => format!(
                "the server did not answer for {} s; {UNKNOWN}",
                LIMIT.as_secs()
            ),
        };
        Err(stopped(by, &standing))
    }

    /// Does what touches no database, as a question to a person; a signal ends it.
    pub async fn wait<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            ended = work => Ok(ended),
            by = self.signals.next() => Err(stopped(by, "nothing was changed")),
        }
    }
}

const UNKNOWN: &str = "its session ends with this connection, and what it did not commit is rolled back; \
     'pgconform status' says where the database stands";

fn stopped(by: Signal, standing: &str) -> Failure {
    Failure::Stopped {
        by,
        standing: standing.to_owned(),
    }
}
