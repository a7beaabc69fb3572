//! The queries about tables that are sent again and again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::try_join_all;
use tokio_postgres::{Client, Error, Row, Statement};

/// Prepared in one session, because parsing and planning them takes most of their time.
#[derive(Debug)]
pub struct Queries {
    pub(super) tables: Statement,
    pub(super) sequences: Statement,
    pub(super) columns: Statement,
    pub(super) foreign_keys: Statement,
    /// Those that the last look at rows sent, one a table and one a sequence, by their texts.
    selects: Mutex<BTreeMap<String, Statement>>,
}

impl Queries {
    /// Prepares them in that session, which is the one to give to the other functions.
    pub async fn prepare(client: &Client) -> Result<Self, Error> {
        let (tables, sequences, columns, foreign_keys) = futures_util::try_join!(
            client.prepare(include_str!("tables.sql")),
            client.prepare(include_str!("sequences.sql")),
            client.prepare(include_str!("generate/columns.sql")),
            client.prepare(include_str!("generate/foreign_keys.sql")),
        )?;
        Ok(Self {
            tables,
            sequences,
            columns,
            foreign_keys,
            selects: Mutex::default(),
        })
    }

    /// The rows of each of these queries, whose texts are all different. Most were sent by the look
    /// before, too. The server plans again what has changed meanwhile.
    ///
    /// The types of what they return must follow from their texts: the server refuses a prepared
    /// statement that would now return others.
    pub(super) async fn select(
        &self,
        client: &Client,
        texts: Vec<String>,
    ) -> Result<Vec<Vec<Row>>, Error> {
        let known = self.selects().clone();
        let rows = try_join_all(texts.into_iter().map(async |text| {
            let statement = match known.get(&text) {
                Some(statement) => statement.clone(),
                None => client.prepare(&text).await?,
            };
            let rows = client.query(&statement, &[]).await?;
            Ok::<_, Error>((rows, (text, statement)))
        }));
        let (rows, used): (Vec<_>, BTreeMap<_, _>) = rows.await?.into_iter().unzip();
        *self.selects() = used;
        Ok(rows)
    }

    fn selects(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Statement>> {
        self.selects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
