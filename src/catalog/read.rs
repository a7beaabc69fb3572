//! Reads a catalog.

use futures_util::future::try_join_all;
use serde_json::Value;
use tokio_postgres::{Client, Error, Row, Statement};

use super::kinds::{KINDS, Kind, Scope};
use super::{Catalog, Facts, Identity};

/// Expressions come out the same whatever the session's settings: with `search_path` empty, every
/// name in them is qualified.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
    SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; \
    SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; \
    SET LOCAL standard_conforming_strings = on; SET LOCAL lc_monetary = 'C'";

/// Reads everything a database contains, and with [`Scope::Cluster`] its server too.
///
/// One read-only transaction sees one moment. Every query is sent at once, so the answer takes
/// one round trip and not one for each kind. Nothing is prepared, so nothing stays behind on a
/// pooled connection. The session must not be inside a transaction.
pub async fn read(client: &Client, scope: Scope) -> Result<Catalog, Error> {
    let queries = kinds(scope).map(|kind| async move {
        let rows = client.query_typed(&kind.query, &[]).await?;
        Ok(objects(kind, &rows))
    });
    at_one_moment(client, try_join_all(queries)).await
}

/// The same for a session that reads again and again: two thirds of the time go into parsing and
/// planning, which a prepared statement needs once.
#[derive(Debug)]
pub struct Reader {
    statements: Vec<(&'static Kind, Statement)>,
}

impl Reader {
    /// Prepares the queries in this session.
    pub async fn prepare(client: &Client, scope: Scope) -> Result<Self, Error> {
        let statements = kinds(scope).map(|kind| async move {
            let statement = client.prepare(&kind.query).await?;
            Ok::<_, Error>((kind, statement))
        });
        let statements = try_join_all(statements).await?;
        Ok(Self { statements })
    }

    /// Reads as [`read`] does; `client` is the session that they were prepared in.
    pub async fn read(&self, client: &Client) -> Result<Catalog, Error> {
        let queries = self.statements.iter().map(|(kind, statement)| async move {
            let rows = client.query(statement, &[]).await?;
            Ok(objects(kind, &rows))
        });
        at_one_moment(client, try_join_all(queries)).await
    }
}

fn kinds(scope: Scope) -> impl Iterator<Item = &'static Kind> {
    KINDS
        .iter()
        .filter(move |kind| scope == Scope::Cluster || kind.scope == Scope::Database)
}

async fn at_one_moment(
    client: &Client,
    queries: impl Future<Output = Result<Vec<Vec<(Identity, Facts)>>, Error>>,
) -> Result<Catalog, Error> {
    client.batch_execute(BEGIN).await?;
    let read = queries.await;
    // Also after a failed query: the session is the caller's.
    let ended = client.batch_execute("ROLLBACK").await;
    let objects = read?.into_iter().flatten().collect();
    ended?;
    Ok(Catalog { objects })
}

fn objects(kind: &Kind, rows: &[Row]) -> Vec<(Identity, Facts)> {
    let object = |row: &Row| {
        let facts: Value = row.get("facts");
        let Value::Object(facts) = facts else {
            unreachable!("every kind's query builds its facts with jsonb_build_object")
        };
        let identity = Identity {
            kind: kind.name.clone(),
            name: row.get("identity"),
        };
        let known = facts.into_iter().filter(|(_, value)| !value.is_null());
        (identity, known.collect())
    };
    rows.iter().map(object).collect()
}
