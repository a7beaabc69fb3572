//! Reads a catalog.

use std::cmp::Reverse;

use futures_util::future::try_join_all;
use futures_util::join;
use tokio_postgres::{Client, Error, Row, Statement};

use super::kinds::{KINDS, Kind, Scope};
use super::{Catalog, Facts, Identity, fact};

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

/// The same for sessions that read again and again: two thirds of the time go into parsing and
/// planning, which a prepared statement needs once.
///
/// The kinds are shared out among the sessions, each of which sees a moment of its own: nobody else
/// may change the database meanwhile.
#[derive(Debug)]
pub struct Reader {
    sessions: Vec<Session>,
}

#[derive(Debug)]
struct Session {
    client: Client,
    statements: Vec<(&'static Kind, Statement)>,
}

impl Reader {
    /// Prepares the queries in these sessions, which are the reader's from then on.
    pub async fn prepare(clients: Vec<Client>, scope: Scope) -> Result<Self, Error> {
        // The longest text takes the longest, by and large: dealt in turn, the shares are even.
        let mut all: Vec<&Kind> = kinds(scope).collect();
        all.sort_by_key(|kind| Reverse(kind.query.len()));
        let count = clients.len();
        let sessions = clients.into_iter().enumerate().map(|(at, client)| {
            let share = all.iter().copied().skip(at).step_by(count);
            Session::prepare(client, share.collect())
        });
        let sessions = try_join_all(sessions).await?;
        Ok(Self { sessions })
    }

    /// Reads as [`read`] does.
    pub async fn read(&self) -> Result<Catalog, Error> {
        let catalogs = try_join_all(self.sessions.iter().map(Session::read)).await?;
        let objects = catalogs.into_iter().flat_map(|catalog| catalog.objects);
        Ok(Catalog {
            objects: objects.collect(),
        })
    }
}

impl Session {
    async fn prepare(client: Client, kinds: Vec<&'static Kind>) -> Result<Self, Error> {
        let statements = kinds.into_iter().map(|kind| {
            let prepare = client.prepare(&kind.query);
            async move { Ok::<_, Error>((kind, prepare.await?)) }
        });
        let statements = try_join_all(statements).await?;
        Ok(Self { client, statements })
    }

    async fn read(&self) -> Result<Catalog, Error> {
        let queries = self.statements.iter().map(|(kind, statement)| async move {
            let rows = self.client.query(statement, &[]).await?;
            Ok(objects(kind, &rows))
        });
        at_one_moment(&self.client, try_join_all(queries)).await
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
    // The first is sent first, and nobody waits for its answer.
    let (begun, read) = join!(client.batch_execute(BEGIN), queries);
    // Also after a failed query: the session is the caller's.
    let ended = client.batch_execute("ROLLBACK").await;
    begun?;
    let objects = read?.into_iter().flatten().collect();
    ended?;
    Ok(Catalog { objects })
}

fn objects(kind: &Kind, rows: &[Row]) -> Vec<(Identity, Facts)> {
    let object = |row: &Row| {
        let identity = Identity {
            kind: kind.name.clone(),
            name: row.get(0),
        };
        let columns = row.columns().iter().enumerate().skip(1);
        let facts = columns.filter_map(|(at, column)| {
            let value = fact::value(row, at)?;
            Some((column.name().to_owned(), value))
        });
        (identity, facts.collect())
    };
    rows.iter().map(object).collect()
}
