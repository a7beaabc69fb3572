//! Reads a catalog.

use std::sync::Arc;

use futures_util::future::try_join_all;
use futures_util::{join, try_join};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

use super::kinds::{self, Basis, ObjectKind, Scope};
use super::{Catalog, Facts, Identity, fact, relations};
use crate::sql::literal;

/// A read-only transaction that sees one moment.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Expressions come out the same whatever the session's settings: with `search_path` empty, every
/// name in them is qualified.
pub(super) const SETTINGS: [&str; 9] = [
    "search_path = ''",
    "quote_all_identifiers = off",
    "DateStyle = 'ISO, YMD'",
    "IntervalStyle = 'postgres'",
    "TimeZone = 'UTC'",
    "extra_float_digits = 1",
    "bytea_output = 'hex'",
    "standard_conforming_strings = on",
    "lc_monetary = 'C'",
];

/// Reads everything a database contains, and with [`Scope::Cluster`] its server too.
///
/// One read-only transaction sees one moment. Every kind's query is sent at once, so the answer takes
/// one round trip and not one for each kind. Nothing is prepared, so nothing stays behind on a
/// pooled connection. The session must not be inside a transaction.
pub async fn read(client: &Client, scope: Scope) -> Result<Catalog, Error> {
    read_with(client, scope, &SETTINGS).await
}

/// The same without these tables, by their unqualified names: the live database's migration tool
/// keeps them for itself.
pub async fn read_excluding(
    client: &Client,
    scope: Scope,
    history: &[String],
) -> Result<Catalog, Error> {
    let history = setting(history);
    let settings: Vec<&str> = SETTINGS.into_iter().chain([&*history]).collect();
    read_with(client, scope, &settings).await
}

/// Leaves these history tables out of every later read of the session.
pub async fn exclude_history(client: &Client, history: &[String]) -> Result<(), Error> {
    client
        .batch_execute(&format!("SET {}", setting(history)))
        .await
}

/// Begins a transaction in which things may be made, and in which expressions come out as [`read`] reads them.
pub(crate) fn begin_to_try() -> String {
    format!("BEGIN; SET LOCAL {}", SETTINGS.join("; SET LOCAL "))
}

fn setting(history: &[String]) -> String {
    format!("pgconform.history = {}", literal(&history.join(",")))
}

async fn read_with(client: &Client, scope: Scope, settings: &[&str]) -> Result<Catalog, Error> {
    let first = format!("{BEGIN}; SET LOCAL {}", settings.join("; SET LOCAL "));
    let found = async {
        let (relations, major) = try_join!(relations::all(client), major(client))?;
        let queries = kinds(major, scope).map(async |kind| {
            let asked: [(&(dyn ToSql + Sync), Type); 1] = [(&relations, Type::OID_ARRAY)];
            let asked = match kind.basis {
                Basis::Relation => &asked[..],
                Basis::Others | Basis::System => &[],
            };
            let rows = client.query_typed(&kind.query, asked).await?;
            Ok::<_, Error>(objects(kind, &rows))
        });
        try_join_all(queries).await
    };
    let found = at_one_moment(client, &first, found).await?;
    let objects = found.into_iter().flatten();
    Ok(Catalog {
        objects: objects.map(Object::into_entry).collect(),
    })
}

/// The major version of a session's server.
pub(super) async fn major(client: &Client) -> Result<u32, Error> {
    let asked = "SELECT current_setting('server_version_num')::integer / 10000";
    let row = client.query_typed_one(asked, &[]).await?;
    Ok(u32::try_from(row.get::<_, i32>(0)).unwrap_or_default())
}

/// The kinds that are read on a server of this major version.
pub(super) fn kinds(major: u32, scope: Scope) -> impl Iterator<Item = &'static ObjectKind> {
    kinds::all(major)
        .iter()
        .filter(move |kind| scope == Scope::Cluster || kind.scope == Scope::Database)
}

/// Reads in a transaction, which `first` begins.
pub(super) async fn at_one_moment<T>(
    client: &Client,
    first: &str,
    read: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    // The first is sent first, and nobody waits for its answer.
    let (begun, found) = join!(client.batch_execute(first), read);
    // Also after a failed query: the session is the caller's.
    let ended = client.batch_execute("ROLLBACK").await;
    begun?;
    let found = found?;
    ended?;
    Ok(found)
}

/// What an object is read again with: the relation that it is a part of, or all of its sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CacheKey {
    /// The relation of that OID; [`DOMAINS`](relations::DOMAINS) is that of domains, whose constraints are like those
    /// of tables.
    Relation(u32),
    Others,
    System,
}

/// An object as a kind's query returns it.
#[derive(Debug)]
pub(super) struct Object {
    pub key: CacheKey,
    pub identity: Identity,
    pub facts: Facts,
}

impl Object {
    /// As a catalog has it.
    pub fn into_entry(self) -> (Arc<Identity>, Arc<Facts>) {
        (Arc::new(self.identity), Arc::new(self.facts))
    }
}

pub(super) fn objects(kind: &ObjectKind, rows: &[Row]) -> Vec<Object> {
    let name_at = usize::from(kind.basis == Basis::Relation);
    let object = |row: &Row| {
        let identity = Identity {
            kind: kind.name.clone(),
            name: row.get(name_at),
        };
        let columns = row.columns().iter().enumerate().skip(name_at + 1);
        let facts = columns.filter_map(|(at, column)| {
            let value = fact::value(row, at)?;
            let value = kind.without_secrets(column.name(), value);
            Some((column.name().to_owned(), value))
        });
        Object {
            key: match kind.basis {
                Basis::Relation => CacheKey::Relation(row.get(0)),
                Basis::Others => CacheKey::Others,
                Basis::System => CacheKey::System,
            },
            identity,
            facts: facts.collect(),
        }
    };
    rows.iter().map(object).collect()
}
