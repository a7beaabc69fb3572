//! Runs one script as its tool does.

use bytes::Bytes;
use futures_util::{SinkExt, join, pin_mut};
use tokio_postgres::Client;

use super::note::{Around, note};
use super::send::{self, MessageError};
use super::{Error, FailedSql, Limits, Unnoted};
use crate::migrations::{HistoryRow, Message, Script, TransactionStatus};

/// Runs one script as its tool does, with its row in the tool's history; returned is why that could not be written.
pub(super) async fn run(
    client: &Client,
    script: &Script,
    (row, status): (&HistoryRow, TransactionStatus),
    limits: &Limits,
) -> Result<Option<Unnoted>, Error> {
    limits.set(client).await?;
    let fresh = (Around::Nothing, TransactionStatus::Unchecked);
    let begun = note(client, script, &row.before, fresh).await?;
    let ran = send(client, script, (row, status)).await;
    if ran.is_err() {
        // Where the connection is gone, so is the transaction.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    Ok(begun.or(ran?))
}

async fn send(
    client: &Client,
    script: &Script,
    (row, status): (&HistoryRow, TransactionStatus),
) -> Result<Option<Unnoted>, Error> {
    let in_transaction = script.execution.transaction;
    if in_transaction {
        let doing = Error::database("beginning a transaction");
        client.batch_execute("BEGIN").await.map_err(doing)?;
    }
    for message in script.messages() {
        let sent = send_message(client, script, &message).await;
        sent.map_err(|error| FailedSql::of_message(script, message.sql.clone(), &error))?;
    }
    if !in_transaction {
        return note(client, script, &row.after, (Around::Nothing, status)).await;
    }
    let unnoted = note(client, script, &row.after, (Around::Transaction, status)).await?;
    // What is checked at the end of a transaction is the script's doing too.
    let ended = client.batch_execute("COMMIT").await;
    ended.map_err(|error| FailedSql::new(script, &error))?;
    Ok(unnoted)
}

async fn send_message(
    client: &Client,
    script: &Script,
    message: &Message,
) -> Result<(), MessageError> {
    let sql = &script.sql[message.sql.clone()];
    let Some(data) = &message.data else {
        return send::send(client, sql).await;
    };
    let sink = client.copy_in(sql).await?;
    pin_mut!(sink);
    sink.send(Bytes::copy_from_slice(data.as_bytes())).await?;
    sink.finish().await?;
    Ok(())
}

/// Lets a session be like a new one. A transaction that a script left open ends as it does with its session.
pub(super) async fn forget(client: &Client) -> Result<(), Error> {
    let doing = Error::database("setting the session back");
    // Sent together, each a message: neither may share a transaction.
    let (ended, forgotten) = join!(
        client.batch_execute("ROLLBACK"),
        client.batch_execute("DISCARD ALL")
    );
    ended.and(forgotten).map_err(doing)
}
