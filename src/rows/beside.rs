//! Generated rows beside a project's own, whose numbers and keys they leave alone.
//!
//! A file of rows may count on the next number of a sequence, or name keys that generated rows would take as soon as
//! they can. So generated rows take numbers from far ahead, and give way where a file's row has their key all the same.

use std::collections::BTreeMap;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

use super::{SeedError, Seeds};
use crate::migrations::Version;
use crate::sql::{QualifiedName, literal};

/// Rounds of generated rows begin here, so that their keys are none that somebody would write.
const FIRST_ROUND: usize = 500;

/// Sequences that ascend, and where generated rows begin to take numbers from them.
const FAR_AHEAD: &str = include_str!("far_ahead.sql");

/// What keeps generated rows of one database out of the way of a project's own; nothing does where it keeps none.
#[derive(Debug)]
pub struct Beside {
    is_needed: bool,
    /// Where generated rows go on in each sequence.
    ahead: BTreeMap<String, i64>,
    /// The transactions that generated rows, from the first of a round to the one after its last.
    rounds: Vec<(i64, i64)>,
}

/// What stands before a round.
#[derive(Debug)]
pub struct Begun {
    /// Each sequence's position, as `setval` takes it.
    positions: BTreeMap<String, (i64, bool)>,
    transaction: i64,
}

impl Beside {
    /// Where these are a project's own rows.
    #[must_use]
    pub fn of(seeds: &Seeds) -> Self {
        Self {
            is_needed: !seeds.is_empty(),
            ahead: BTreeMap::new(),
            rounds: Vec::new(),
        }
    }

    /// The round before the first.
    #[must_use]
    pub fn first_round(&self) -> usize {
        if self.is_needed { FIRST_ROUND } else { 0 }
    }

    /// Moves sequences far ahead, for a round of generated rows.
    pub async fn begin(&self, client: &Client) -> Result<Option<Begun>, Error> {
        if !self.is_needed {
            return Ok(None);
        }
        let ahead = far_ahead(client).await?;
        let positions = positions(client, ahead.keys()).await?;
        let far = ahead.iter().filter_map(|(name, ahead)| {
            let ahead = *self.ahead.get(name).unwrap_or(ahead);
            let (position, _) = positions.get(name)?;
            Some((name, (ahead.max(*position), true)))
        });
        set(client, far).await?;
        let transaction = next_transaction(client).await?;
        Ok(Some(Begun {
            positions,
            transaction,
        }))
    }

    /// Moves them back after it.
    pub async fn end(&mut self, client: &Client, begun: Option<Begun>) -> Result<(), Error> {
        let Some(begun) = begun else {
            return Ok(());
        };
        let ahead = positions(client, begun.positions.keys()).await?;
        let ahead = ahead
            .into_iter()
            .map(|(name, (position, _))| (name, position));
        self.ahead.extend(ahead);
        set(client, begun.positions.iter().map(|(name, it)| (name, *it))).await?;
        let end = next_transaction(client).await?;
        self.rounds.push((begun.transaction, end));
        Ok(())
    }

    /// Runs the file of a version, if there is one. Generated rows of a table give way where one of them has the key of
    /// a row in it.
    pub async fn insert(
        &self,
        client: &Client,
        seeds: &Seeds,
        version: Version,
    ) -> Result<(), SeedError> {
        if !seeds.has(version) {
            return Ok(());
        }
        let failed = |error: Error| seeds.rejected(version, &error);
        let before = far_ahead(client).await.map_err(failed)?;
        let before = positions(client, before.keys()).await.map_err(failed)?;
        let mut given_way = Vec::new();
        loop {
            let Err(error) = seeds.try_insert(client, version).await else {
                return Ok(());
            };
            let table = taken_key(&error).filter(|table| !given_way.contains(table));
            let Some(table) = table else {
                return Err(failed(error));
            };
            if self.give_way(client, &table).await.is_err() {
                return Err(failed(error));
            }
            given_way.push(table);
            // What the file took of them is not taken back with its rows.
            let before = before.iter().map(|(name, it)| (name, *it));
            set(client, before).await.map_err(failed)?;
        }
    }

    /// Deletes the generated rows of a table that nobody has written to since.
    async fn give_way(&self, client: &Client, table: &QualifiedName) -> Result<(), Error> {
        let is_of = |(from, to): &(i64, i64)| {
            format!("xmin::text::bigint >= {from} AND xmin::text::bigint < {to}")
        };
        let generated: Vec<String> = self.rounds.iter().map(is_of).collect();
        let generated = match &generated[..] {
            [] => "false".to_owned(),
            some => some.join(" OR "),
        };
        let delete = format!("DELETE FROM {table} WHERE {generated}");
        client.batch_execute(&delete).await
    }
}

/// The table of which a key was taken already.
fn taken_key(error: &Error) -> Option<QualifiedName> {
    let error = error.as_db_error()?;
    let is_taken = [SqlState::UNIQUE_VIOLATION, SqlState::EXCLUSION_VIOLATION];
    is_taken.contains(error.code()).then_some(QualifiedName {
        schema: error.schema()?.to_owned(),
        name: error.table()?.to_owned(),
    })
}

async fn next_transaction(client: &Client) -> Result<i64, Error> {
    let next = "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint";
    let rows = client.query_typed(next, &[]).await?;
    Ok(rows[0].get(0))
}

/// Sequences, and a number far ahead in each.
async fn far_ahead(client: &Client) -> Result<BTreeMap<String, i64>, Error> {
    let sequences = client.query_typed(FAR_AHEAD, &[]).await?;
    let ahead = sequences
        .iter()
        .map(|row| (row.get("identity"), row.get("ahead")));
    Ok(ahead.collect())
}

async fn positions(
    client: &Client,
    sequences: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, (i64, bool)>, Error> {
    let select = |name: &String| {
        let text = literal(name);
        format!("SELECT {text}::text, last_value::bigint, is_called FROM {name}")
    };
    let all: Vec<String> = sequences.map(select).collect();
    if all.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = client.query_typed(&all.join(" UNION ALL "), &[]).await?;
    let positions = rows
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2))));
    Ok(positions.collect())
}

async fn set(
    client: &Client,
    positions: impl Iterator<Item = (&String, (i64, bool))>,
) -> Result<(), Error> {
    let all: Vec<String> = positions
        .map(|(name, (position, is_called))| {
            let name = literal(name);
            format!("SELECT pg_catalog.setval({name}, {position}, {is_called});")
        })
        .collect();
    client.batch_execute(&all.concat()).await
}
