//! What the history says of a step right before its commit, and what it will say after it.

use tokio_postgres::{Client, SimpleQueryMessage};

use super::Error;
use crate::migrations::Version;

const DOING: &str = "reading the history's rows before the commit";

/// Some of the history's rows, inside the transaction that has changed them.
pub(super) struct KeptRows {
    pub rows: u64,
    /// Whether a trigger of somebody's own may run at the end of the transaction, and change them again.
    pub may_change: bool,
}

impl KeptRows {
    /// Those of these versions in this table, whose name is schema-qualified and quoted.
    pub async fn now(client: &Client, table: &str, versions: &[Version]) -> Result<Self, Error> {
        let versions: Vec<String> = versions.iter().map(|it| it.0.to_string()).collect();
        let ask = include_str!("kept_row.sql")
            .replace("VERSIONS", &versions.join(", "))
            .replace("TABLE", table);
        let answer = client.simple_query(&ask).await;
        let answer = answer.map_err(Error::database(DOING))?;
        let row = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let cell = |at| row.and_then(|row| row.try_get(at).ok().flatten());
        let rows = cell(0).and_then(|rows: &str| rows.parse().ok());
        Ok(Self {
            rows: rows.ok_or(Error::NoAnswer { doing: DOING })?,
            may_change: cell(1) == Some("true"),
        })
    }
}

/// What `look` sees once everything that waits for the end of the transaction has run, which is then taken back: at the
/// end of the transaction it runs again, in its own order. Where it fails, so will the commit, and that says why.
pub(super) async fn at_the_end<T>(
    client: &Client,
    look: impl Future<Output = Result<T, Error>>,
) -> Result<Option<T>, Error> {
    let doing = Error::database(DOING);
    let early = "SAVEPOINT pgconform; SET CONSTRAINTS ALL IMMEDIATE";
    let seen = match client.batch_execute(early).await {
        Ok(()) => Some(look.await?),
        Err(_) => None,
    };
    let back = "ROLLBACK TO SAVEPOINT pgconform; RELEASE SAVEPOINT pgconform";
    client.batch_execute(back).await.map_err(doing)?;
    Ok(seen)
}
