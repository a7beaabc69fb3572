//! Cancels a statement from outside its session.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{CancelToken, Client, Error as PostgresError};

use super::tls::Connector;
use super::{DatabaseUrl, Error};

/// How long a server may take to accept a request to cancel.
const LIMIT: Duration = Duration::from_secs(5);

/// Cancels whatever statement one session is running, over a connection that is encrypted as the
/// session's is.
///
/// The certificates are read beforehand: when a statement has to end, it is too late to report that
/// a file is missing.
pub struct Canceller {
    token: CancelToken,
    tls: Connector,
}

impl Canceller {
    /// For the statements of `client`, which is a session of `target`.
    pub fn new(client: &Client, target: &DatabaseUrl) -> Result<Self, Error> {
        let tls = target.tls().connector().map_err(|source| Error::Tls {
            target: target.clone(),
            source,
        })?;
        Ok(Self {
            token: client.cancel_token(),
            tls,
        })
    }

    /// Asks the server to cancel the statement that is running; where none is, nothing happens.
    ///
    /// The server doesn't say when it acts on this: the statement sent next may be the one that it
    /// cancels.
    pub async fn cancel(&self) -> Result<(), PostgresError> {
        let asked = timeout(LIMIT, self.token.cancel_query(self.tls.clone()));
        // Where the server does not take the request, it does not act on it either.
        asked.await.unwrap_or(Ok(()))
    }
}
