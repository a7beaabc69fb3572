//! Reads every row of a database.

use std::collections::{BTreeMap, HashMap};
use std::io;

use futures_util::future::try_join_all;
use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row};

use super::cache::{CachedSequence, CachedTable, RowCache};
use super::long::shortened;
use super::queries::Queries;
use super::row_set::Filling;
use super::{RowSet, Rows, SequenceState};
use crate::catalog::{Relations, Touched, flush_statistics};

/// One moment, at which nothing is written.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Values come out the same whatever the session's settings.
pub(super) const SETTINGS: &str = "SET LOCAL search_path = ''; SET LOCAL row_security = off; \
    SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; \
    SET LOCAL lc_monetary = 'C'";

/// Reads all rows of all tables at one moment, as text, and the position of every sequence.
///
/// Few rows are held in memory, many in a file that has no name, and of a value that is longer than a megabyte is kept what
/// tells it from others. The session must not be inside a transaction, and be the one that the queries were prepared in.
pub async fn read(client: &Client, queries: &Queries) -> Result<Rows, ReadError> {
    read_changed(client, queries, &mut RowCache::default(), &Touched::ALL).await
}

/// The same, where only such tables are read as were `touched` since the last time or into which rows were written.
/// What was written into which, PostgreSQL counts; other sessions must have reported it, with [`flush_statistics`].
pub async fn read_changed(
    client: &Client,
    queries: &Queries,
    cache: &mut RowCache,
    touched: &Touched,
) -> Result<Rows, ReadError> {
    // One round trip: nobody waits for the answers of the first two.
    let transaction = format!("{BEGIN}; {SETTINGS}");
    let read = async {
        let (flushed, begun, read) = futures_util::join!(
            flush_statistics(client),
            client.batch_execute(&transaction),
            renew(client, queries, cache, touched)
        );
        flushed?;
        begun?;
        read
    };
    let read = read.await;
    let ended = client.batch_execute("ROLLBACK").await;
    let rows = read?;
    ended?;
    Ok(rows)
}

async fn renew(
    client: &Client,
    queries: &Queries,
    cache: &mut RowCache,
    touched: &Touched,
) -> Result<Rows, ReadError> {
    let counts = client.query(&queries.counts, &[]).await?;
    if *touched != Touched::NOTHING {
        describe(client, queries, cache, &touched.relations).await?;
    }
    for row in &counts {
        cache.count(row.get("relation"), row.get("written"));
    }
    let sequences = positions(client, queries, &cache.sequences);
    let unread: Vec<&CachedTable> = cache
        .tables
        .values()
        .filter(|it| it.rows.is_none())
        .collect();
    let large = large(client, queries, &unread).await?;
    let is_large = |table: &&&CachedTable| large.contains(&table.relation);
    let tables = unread.iter().filter(|it| !is_large(it)).map(async |table| {
        let rows = client.query(&table.select, &[]).await?;
        Ok::<_, Error>((table.relation, filled(table, &rows)))
    });
    let (sequences, tables) = futures_util::try_join!(sequences, try_join_all(tables))?;
    let mut read: Vec<(u32, RowSet)> = tables;
    // One after the other, so that one row is in memory at a time.
    for table in unread.iter().filter(is_large) {
        read.push((table.relation, streamed(client, table).await?));
    }
    for (relation, rows) in read {
        cache.read(relation, rows);
    }
    Ok(Rows {
        tables: cache.rows(),
        sequences,
    })
}

/// Reads which tables and sequences there are, of those that were touched.
async fn describe(
    client: &Client,
    queries: &Queries,
    cache: &mut RowCache,
    touched: &Relations,
) -> Result<(), Error> {
    let touched: Option<Vec<u32>> = match touched {
        Relations::All => None,
        Relations::Only(oids) => Some(oids.iter().copied().collect()),
    };
    let asked: [&(dyn ToSql + Sync); 1] = [&touched];
    let (tables, sequences) = futures_util::try_join!(
        client.query(&queries.tables, &asked),
        client.query(&queries.sequences, &[]),
    )?;
    let forgotten = cache.forget(touched.as_deref());
    let tables = tables.iter().map(async |row| {
        let columns: Vec<String> = row.get("columns");
        let values: Vec<String> = row.get("values");
        let text = of_table(row.get("identity"), &values);
        let select = match forgotten.get(&text) {
            Some(statement) => statement.clone(),
            None => client.prepare(&text).await?,
        };
        Ok::<_, Error>(CachedTable {
            relation: row.get("relation"),
            identity: row.get("identity"),
            schema: row.get("schema"),
            name: row.get("name"),
            columns,
            values,
            text,
            select,
            names_others: row.get("names_others"),
            written: 0,
            rows: None,
        })
    });
    for table in try_join_all(tables).await? {
        cache.tables.insert(table.relation, table);
    }
    let sequences = sequences.iter().map(|row| CachedSequence {
        relation: row.get("relation"),
        identity: row.get("identity"),
        increment: row.get("increment"),
        owner: Option::zip(row.get("owner_schema"), row.get("owner_name")),
    });
    cache.sequences = sequences.collect();
    Ok(())
}

fn of_table(identity: &str, values: &[String]) -> String {
    // A prepared statement must return what it returned before, with the same collation.
    let values = values.iter().map(|it| format!("{it} COLLATE \"C\""));
    let values: Vec<String> = values.collect();
    // ONLY: the rows of a child table are the child's.
    format!("SELECT {} FROM ONLY {identity}", values.join(", "))
}

fn filled(table: &CachedTable, rows: &[Row]) -> RowSet {
    let values = |row: &Row| (0..table.columns.len()).map(|at| row.get(at)).collect();
    let rows: Vec<super::Row> = rows.iter().map(values).collect();
    rows.into()
}

/// Those tables that may hold more than is read at once.
async fn large(
    client: &Client,
    queries: &Queries,
    tables: &[&CachedTable],
) -> Result<Vec<u32>, Error> {
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let relations: Vec<u32> = tables.iter().map(|table| table.relation).collect();
    let found = client.query(&queries.large, &[&relations]).await?;
    Ok(found.iter().map(|row| row.get(0)).collect())
}

/// The rows of a large table, as they come.
async fn streamed(client: &Client, table: &CachedTable) -> Result<RowSet, ReadError> {
    let values: Vec<String> = table.values.iter().map(|it| shortened(it)).collect();
    let select = of_table(&table.identity, &values);
    let rows = client.query_typed_raw::<i32, _>(&select, []).await?;
    pin_mut!(rows);
    let mut filling = Filling::default();
    while let Some(row) = rows.try_next().await? {
        let values: Vec<Option<&str>> = (0..row.len()).map(|at| row.get(at)).collect();
        filling.push_borrowed(&values)?;
    }
    Ok(filling.end()?)
}

/// Why rows could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The server did not show them.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is no room for them.
    #[error(
        "cannot write the rows of a large table to the temporary folder: {0}\nhelp: free space there, or set TMPDIR to another folder"
    )]
    Kept(#[from] io::Error),
}

/// Where each sequence stands. One question finds that of all that have handed out a number; the others are few, and each
/// is asked.
async fn positions(
    client: &Client,
    queries: &Queries,
    sequences: &[CachedSequence],
) -> Result<BTreeMap<String, SequenceState>, Error> {
    if sequences.is_empty() {
        return Ok(BTreeMap::new());
    }
    let relations: Vec<u32> = sequences.iter().map(|it| it.relation).collect();
    let found = client.query(&queries.last_values, &[&relations]).await?;
    let handed_out = found.iter().filter_map(|row| {
        Some((
            row.get("relation"),
            row.get::<_, Option<i64>>("last_value")?,
        ))
    });
    let handed_out: HashMap<u32, i64> = handed_out.collect();
    let positions = sequences.iter().map(async |sequence| {
        let (last, is_called) = if let Some(last) = handed_out.get(&sequence.relation) {
            (*last, true)
        } else {
            let statement = queries.of_sequence(client, &sequence.identity).await?;
            let row = client.query_one(&statement, &[]).await?;
            (row.get("last_value"), row.get("is_called"))
        };
        let step = if is_called { sequence.increment } else { 0 };
        let state = SequenceState {
            next: i128::from(last) + i128::from(step),
            increment: sequence.increment,
            owner: sequence.owner.clone(),
        };
        Ok::<_, Error>((sequence.identity.clone(), state))
    });
    Ok(try_join_all(positions).await?.into_iter().collect())
}
