//! Indexes that an interrupted `CONCURRENTLY` left: they cost on each write and answer no query.

use serde::Serialize;
use tokio_postgres::Client;

use super::Error;
use crate::migrations::Statement;

/// An index that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvalidIndex {
    /// Its name, qualified and quoted.
    pub index: String,
    /// The table's, likewise.
    pub table: String,
    /// The statement that removes it.
    pub cure: String,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    table_name: String,
}

impl InvalidIndex {
    /// All of a database. One that somebody is building right now is among them.
    pub async fn all(client: &Client) -> Result<Vec<Self>, Error> {
        let doing = Error::database("looking for invalid indexes");
        let rows = client.query_typed(include_str!("invalid_indexes.sql"), &[]);
        let rows = rows.await.map_err(doing)?;
        let indexes = rows.iter().map(|row| Self {
            index: row.get("index"),
            table: row.get("table"),
            cure: row.get("cure"),
            name: row.get("name"),
            table_name: row.get("table_name"),
        });
        Ok(indexes.collect())
    }

    /// Whether this statement, interrupted, left it.
    fn is_of(&self, statement: &Statement<'_>) -> bool {
        let is_word = |at: usize, word: &str| statement.words.get(at).is_some_and(|it| it == word);
        let says = |name: &str| {
            let quoted = format!("\"{}\"", name.replace('"', "\"\""));
            statement.words.contains(&name.to_uppercase()) || statement.text.contains(&quoted)
        };
        if is_word(0, "REINDEX") {
            // PostgreSQL's names for the copy that it builds and for the one that it replaces.
            return ["_ccnew", "_ccold"]
                .iter()
                .any(|mark| self.name.contains(mark));
        }
        let concurrently = statement.words.iter().position(|it| it == "CONCURRENTLY");
        let is_unnamed = concurrently.is_some_and(|at| is_word(at + 1, "ON"));
        is_word(0, "CREATE") && says(&self.table_name) && (is_unnamed || says(&self.name))
    }
}

/// Removes what this statement left when it was interrupted, so that it can be run again.
pub(super) async fn drop_leftovers(
    client: &Client,
    statement: &Statement<'_>,
) -> Result<(), Error> {
    for left in InvalidIndex::all(client).await? {
        if left.is_of(statement) {
            let doing = Error::database("dropping an invalid index");
            client.batch_execute(&left.cure).await.map_err(doing)?;
            tracing::info!(
                index = left.index,
                "dropped the invalid index of an interrupted run"
            );
        }
    }
    Ok(())
}
