//! Reads every row of a database.

use std::sync::Arc;

use futures_util::future::try_join_all;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row, Statement};

use super::cache::{CachedTable, RowCache};
use super::queries::Queries;
use super::{Rows, SequenceState, TableContents};
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
/// Meant for the few rows that a proof puts there; everything is held in memory. The session must
/// not be inside a transaction, and be the one that the queries were prepared in.
pub async fn read(client: &Client, queries: &Queries) -> Result<Rows, Error> {
    read_changed(client, queries, &mut RowCache::default(), &Touched::ALL).await
}

/// The same, where only such tables are read as were `touched` since the last time or into which rows were written.
/// What was written into which, PostgreSQL counts; other sessions must have reported it, with [`flush_statistics`].
pub async fn read_changed(
    client: &Client,
    queries: &Queries,
    cache: &mut RowCache,
    touched: &Touched,
) -> Result<Rows, Error> {
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
) -> Result<Rows, Error> {
    let counts = client.query(&queries.counts, &[]).await?;
    if *touched != Touched::NOTHING {
        describe(client, queries, cache, &touched.relations).await?;
    }
    for row in &counts {
        cache.count(row.get("relation"), row.get("written"));
    }
    let sequences = cache.sequences.iter().map(async |(of_sequence, row)| {
        let found = client.query_one(of_sequence, &[]).await?;
        Ok::<_, Error>((row.get("identity"), position(row, &found)))
    });
    let tables = cache.tables.values().filter(|table| table.rows.is_none());
    let tables = tables.map(async |table| {
        let rows = client.query(&table.select, &[]).await?;
        Ok::<_, Error>((table.relation, Arc::new(filled(table, &rows))))
    });
    let (sequences, tables) =
        futures_util::try_join!(try_join_all(sequences), try_join_all(tables))?;
    for (relation, rows) in tables {
        cache.read(relation, rows);
    }
    Ok(Rows {
        tables: cache.rows(),
        sequences: sequences.into_iter().collect(),
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
        let text = of_table(row.get("identity"), row.get("values"));
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
    let sequences = sequences.into_iter().map(async |row| {
        let statement = queries.of_sequence(client, row.get("identity")).await?;
        Ok::<(Statement, Row), Error>((statement, row))
    });
    cache.sequences = try_join_all(sequences).await?;
    Ok(())
}

fn of_table(identity: &str, values: Vec<String>) -> String {
    // A prepared statement must return what it returned before, with the same collation.
    let values = values.into_iter().map(|it| it + " COLLATE \"C\"");
    let values: Vec<String> = values.collect();
    // ONLY: the rows of a child table are the child's.
    format!("SELECT {} FROM ONLY {identity}", values.join(", "))
}

fn filled(table: &CachedTable, rows: &[Row]) -> TableContents {
    let values = |row: &Row| (0..table.columns.len()).map(|at| row.get(at)).collect();
    TableContents {
        schema: table.schema.clone(),
        name: table.name.clone(),
        rows: rows.iter().map(values).collect(),
        columns: table.columns.clone(),
    }
}

fn position(found: &Row, row: &Row) -> SequenceState {
    let increment: i64 = found.get("increment");
    let last: i64 = row.get("last_value");
    let is_called: bool = row.get("is_called");
    let step = if is_called { increment } else { 0 };
    SequenceState {
        next: i128::from(last) + i128::from(step),
        increment,
        owner: Option::zip(found.get("owner_schema"), found.get("owner_name")),
    }
}
