//! Indexes that an interrupted `CONCURRENTLY` left: they cost on each write and answer no query.

use serde::Serialize;
use tokio_postgres::{Client, Row};

use super::Error;
use super::interrupted::BegunStatement;
use crate::connection::read_once;
use crate::sql::{self, Statement};

/// An index that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvalidIndex {
    /// Its name, qualified and quoted.
    pub index: String,
    /// The table's, likewise.
    pub table: String,
    /// The statement that removes it.
    #[serde(rename = "cure")]
    pub fix: String,
}

impl InvalidIndex {
    /// All of a database. One that somebody is building right now is among them.
    pub async fn all(client: &Client) -> Result<Vec<Self>, Error> {
        let mut indexes = all(client).await?;
        indexes.retain(|index| !index.is_valid);
        Ok(indexes.into_iter().map(|index| index.entry).collect())
    }
}

/// Any index.
struct Index {
    entry: InvalidIndex,
    is_valid: bool,
    /// Neither qualified nor quoted.
    name: String,
    table: String,
}

async fn all(client: &Client) -> Result<Vec<Index>, Error> {
    let doing = Error::database("looking for indexes");
    let rows = read_once(client, include_str!("indexes.sql"), &[]).await;
    let rows = rows.map_err(&doing)?;
    let indexes: Result<Vec<Index>, tokio_postgres::Error> = rows.iter().map(index).collect();
    indexes.map_err(doing)
}

fn index(row: &Row) -> Result<Index, tokio_postgres::Error> {
    Ok(Index {
        entry: InvalidIndex {
            index: row.try_get("index")?,
            table: row.try_get("table")?,
            fix: row.try_get("fix")?,
        },
        is_valid: row.try_get("valid")?,
        name: row.try_get("index_name")?,
        table: row.try_get("table_name")?,
    })
}

impl BegunStatement {
    /// Notes what there is to know of a statement that is about to be run.
    pub(super) async fn now(client: &Client, statement: &Statement<'_>) -> Result<Self, Error> {
        let indexes = if makes_nameless_index(statement) {
            Some(indexes_of(client, statement).await?)
        } else {
            None
        };
        Ok(Self {
            statement: statement.hash(),
            indexes: indexes.map(|all| all.into_iter().map(|it| it.entry.index).collect()),
        })
    }

    /// Removes what the statement left invalid when it was interrupted; true if it was not, and its
    /// index is there.
    pub(super) async fn clean_up(
        &self,
        client: &Client,
        statement: &Statement<'_>,
    ) -> Result<bool, Error> {
        let is_left = |index: &Index| match &self.indexes {
            Some(before) => names(statement, &index.table) && !before.contains(&index.entry.index),
            None => is_left_by(index, statement),
        };
        let mut is_there = false;
        for left in all(client).await?.iter().filter(|index| is_left(index)) {
            if left.is_valid {
                is_there |= self.indexes.is_some();
                continue;
            }
            let doing = Error::database("dropping an invalid index");
            client.batch_execute(&left.entry.fix).await.map_err(doing)?;
            tracing::info!(
                index = left.entry.index,
                "dropped the invalid index of an interrupted run"
            );
        }
        Ok(is_there && self.statement == statement.hash())
    }
}

/// The indexes of the tables that the statement names.
async fn indexes_of(client: &Client, statement: &Statement<'_>) -> Result<Vec<Index>, Error> {
    let mut indexes = all(client).await?;
    indexes.retain(|index| names(statement, &index.table));
    Ok(indexes)
}

/// Whether the server is to find a name, so that the same statement makes another index each time.
fn makes_nameless_index(statement: &Statement<'_>) -> bool {
    let mut words = statement.words.iter();
    let is_nameless =
        words.any(|it| it == "CONCURRENTLY") && words.next().is_some_and(|it| it == "ON");
    is_nameless && is_first(statement, "CREATE")
}

fn is_left_by(index: &Index, statement: &Statement<'_>) -> bool {
    if is_first(statement, "REINDEX") {
        // PostgreSQL's names for the copy that it builds and for the one that it replaces.
        return ["_ccnew", "_ccold"]
            .iter()
            .any(|mark| index.name.contains(mark));
    }
    is_first(statement, "CREATE") && names(statement, &index.name) && names(statement, &index.table)
}

fn is_first(statement: &Statement<'_>, word: &str) -> bool {
    statement.words.first().is_some_and(|it| it == word)
}

/// Whether the name stands in the statement.
fn names(statement: &Statement<'_>, name: &str) -> bool {
    statement.words.contains(&name.to_uppercase()) || statement.text.contains(&sql::quoted(name))
}
