//! Sends statements so that an error can be placed in its file.
//!
//! The server points at what it cannot understand, and nowhere when a statement fails while it runs. But it says of each
//! statement that it has ended, so that the next one is the one that failed.

use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

/// Why a message was not run to its end.
#[derive(Debug)]
pub(super) struct MessageError {
    pub error: Error,
    /// How many of its statements had ended; `None` where no statement of it was at work.
    pub ended: Option<usize>,
}

/// An error of something else than the statements of a message.
impl From<Error> for MessageError {
    fn from(error: Error) -> Self {
        Self { error, ended: None }
    }
}

/// Runs all statements of a message.
pub(super) async fn send(client: &Client, sql: &str) -> Result<(), MessageError> {
    let mut ended = 0;
    let ran = count(client, sql, &mut ended).await;
    ran.map_err(|error| MessageError {
        error,
        ended: Some(ended),
    })
}

async fn count(client: &Client, sql: &str, ended: &mut usize) -> Result<(), Error> {
    let messages = client.simple_query_raw(sql).await?;
    pin_mut!(messages);
    while let Some(message) = messages.try_next().await? {
        *ended += usize::from(matches!(message, SimpleQueryMessage::CommandComplete(_)));
    }
    Ok(())
}
