//! Reading a live database without running what others put there.
//!
//! Whoever has CREATE on a schema of `search_path` can make a function or an operator that fits a call better than
//! PostgreSQL's own (CVE-2018-1058), and it would run as the caller. So unqualified names are found in `pg_catalog` alone
//! while we read, and the migrations get the path that the session came with.

use futures_util::{FutureExt, join, try_join};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

const BEGIN: &str = include_str!("read_only.sql");

/// Reads in a read-only transaction of its own, in which `search_path` is `pg_catalog, pg_temp` and a policy that would hide
/// rows is an error. The schemas of the path that the session came with are in the setting `pgconform.schemas`.
///
/// The session must not be inside a transaction. It is left as it came, also by a failure.
pub async fn read_only<T, E>(
    client: &Client,
    read: impl Future<Output = Result<T, E>>,
    failed: impl FnOnce(Error) -> E,
) -> Result<T, E> {
    // It is sent first, and nobody waits for its answer.
    let begun = async { client.batch_execute(BEGIN).await.map_err(failed) };
    // The answers come in order: only a limit of the reader's own ends it before the transaction has begun.
    let found = try_join!(begun, read);
    // Nothing is lost with its answer: whatever comes next is answered after it.
    let _ = client.batch_execute("ROLLBACK").now_or_never();
    found.map(|((), found)| found)
}

/// The rows of one query, read in the same way; it is one round trip.
pub async fn read_once(
    client: &Client,
    query: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Vec<Row>, Error> {
    let (begun, rows, ended) = join!(
        client.batch_execute(BEGIN),
        client.query_typed(query, parameters),
        client.batch_execute("ROLLBACK"),
    );
    begun?;
    let rows = rows?;
    ended?;
    Ok(rows)
}

/// The one row of a query that has one, read in the same way. A server that answers otherwise is an error.
pub async fn read_row(
    client: &Client,
    query: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Row, Error> {
    let (begun, row, ended) = join!(
        client.batch_execute(BEGIN),
        client.query_typed_one(query, parameters),
        client.batch_execute("ROLLBACK"),
    );
    begun?;
    let row = row?;
    ended?;
    Ok(row)
}
