//! Reads a catalog.

use std::cmp::Reverse;
use std::ptr;
use std::time::{Duration, Instant};

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
    read_beginning(client, scope, BEGIN).await
}

/// The same without these tables, by their unqualified names: the live database's migration tool
/// keeps them for itself.
pub async fn read_without(
    client: &Client,
    scope: Scope,
    history: &[&str],
) -> Result<Catalog, Error> {
    read_beginning(
        client,
        scope,
        &format!("{BEGIN}; SET LOCAL {}", setting(history)),
    )
    .await
}

/// Leaves these tables out of every later look of the session.
pub async fn leave_out(client: &Client, history: &[&str]) -> Result<(), Error> {
    client
        .batch_execute(&format!("SET {}", setting(history)))
        .await
}

fn setting(history: &[&str]) -> String {
    format!("pgconform.history = '{}'", history.join(","))
}

async fn read_beginning(client: &Client, scope: Scope, first: &str) -> Result<Catalog, Error> {
    let queries = kinds(scope).map(|kind| async move {
        let rows = client.query_typed(&kind.query, &[]).await?;
        Ok(objects(kind, &rows))
    });
    at_one_moment(client, first, try_join_all(queries)).await
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

/// Which session of a reader has which kinds.
#[derive(Debug, Clone)]
pub struct Shares(Vec<Vec<&'static Kind>>);

#[derive(Debug)]
struct Session {
    client: Client,
    statements: Vec<(&'static Kind, Statement)>,
}

impl Reader {
    /// Prepares the queries in these sessions, which are the reader's from then on.
    ///
    /// A look takes as long as the largest share, so the shares are dealt by how long each kind takes
    /// here, which no text tells.
    pub async fn prepare(clients: Vec<Client>, scope: Scope) -> Result<Self, Error> {
        let count = clients.len();
        let all: Vec<&Kind> = kinds(scope).collect();
        let sessions = clients.into_iter().enumerate().map(|(at, client)| {
            let share: Vec<&Kind> = all.iter().copied().skip(at).step_by(count).collect();
            Session::prepare(client, share)
        });
        let mut reader = Self {
            sessions: try_join_all(sessions).await?,
        };
        // The first time, each query is planned.
        reader.read().await?;
        reader.deal().await?;
        Ok(reader)
    }

    /// The same with shares that were dealt to another reader, which saves half of the time.
    pub async fn prepare_with(clients: Vec<Client>, shares: &Shares) -> Result<Self, Error> {
        let sessions = clients.into_iter().zip(&shares.0);
        let sessions = sessions.map(|(client, share)| Session::prepare(client, share.clone()));
        Ok(Self {
            sessions: try_join_all(sessions).await?,
        })
    }

    /// How it has shared out the kinds.
    #[must_use]
    pub fn shares(&self) -> Shares {
        let share = |session: &Session| session.statements.iter().map(|(kind, _)| *kind).collect();
        Shares(self.sessions.iter().map(share).collect())
    }

    /// The sessions that it reads in.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.sessions.iter().map(|session| &session.client)
    }

    /// Reads as [`read`] does.
    pub async fn read(&self) -> Result<Catalog, Error> {
        let catalogs = try_join_all(self.sessions.iter().map(Session::read)).await?;
        let objects = catalogs.into_iter().flat_map(|catalog| catalog.objects);
        Ok(Catalog {
            objects: objects.collect(),
        })
    }

    /// Shares the kinds out evenly: the longest first, each to whoever has the least by then.
    async fn deal(&mut self) -> Result<(), Error> {
        let times = try_join_all(self.sessions.iter().map(Session::times)).await?;
        let mut times: Vec<(Duration, &Kind)> = times.into_iter().flatten().collect();
        times.sort_by_key(|(time, _)| Reverse(*time));
        let mut shares = vec![(Duration::ZERO, Vec::new()); self.sessions.len()];
        for (time, kind) in times {
            if let Some((sum, share)) = shares.iter_mut().min_by_key(|(sum, _)| *sum) {
                *sum += time;
                share.push(kind);
            }
        }
        let sessions = self.sessions.iter_mut().zip(shares);
        try_join_all(sessions.map(|(session, (_, share))| session.take(share))).await?;
        Ok(())
    }
}

impl Session {
    async fn prepare(client: Client, share: Vec<&'static Kind>) -> Result<Self, Error> {
        let statements = Vec::new();
        let mut session = Self { client, statements };
        session.take(share).await?;
        Ok(session)
    }

    /// Has these kinds from now on; those that it had before stay prepared.
    async fn take(&mut self, share: Vec<&'static Kind>) -> Result<(), Error> {
        let is_kept = |kind: &Kind| share.iter().any(|kept| ptr::eq(*kept, kind));
        self.statements.retain(|(kind, _)| is_kept(kind));
        let had: Vec<&Kind> = self.statements.iter().map(|(kind, _)| *kind).collect();
        let is_new = |kind: &&Kind| !had.iter().any(|had| ptr::eq(*had, *kind));
        let client = &self.client;
        let fresh = share.into_iter().filter(is_new).map(|kind| async move {
            let statement = client.prepare(&kind.query).await?;
            Ok::<_, Error>((kind, statement))
        });
        let fresh = try_join_all(fresh).await?;
        self.statements.extend(fresh);
        Ok(())
    }

    async fn read(&self) -> Result<Catalog, Error> {
        let queries = self.statements.iter().map(|(kind, statement)| async move {
            let rows = self.client.query(statement, &[]).await?;
            Ok(objects(kind, &rows))
        });
        at_one_moment(&self.client, BEGIN, try_join_all(queries)).await
    }

    /// How long each kind takes, one after the other.
    async fn times(&self) -> Result<Vec<(Duration, &'static Kind)>, Error> {
        let mut times = Vec::new();
        for (kind, statement) in &self.statements {
            let begun = Instant::now();
            self.client.query(statement, &[]).await?;
            times.push((begun.elapsed(), *kind));
        }
        Ok(times)
    }
}

fn kinds(scope: Scope) -> impl Iterator<Item = &'static Kind> {
    KINDS
        .iter()
        .filter(move |kind| scope == Scope::Cluster || kind.scope == Scope::Database)
}

async fn at_one_moment(
    client: &Client,
    first: &str,
    queries: impl Future<Output = Result<Vec<Vec<(Identity, Facts)>>, Error>>,
) -> Result<Catalog, Error> {
    // The first is sent first, and nobody waits for its answer.
    let (begun, objects) = join!(client.batch_execute(first), queries);
    // Also after a failed query: the session is the caller's.
    let ended = client.batch_execute("ROLLBACK").await;
    begun?;
    let objects = objects?.into_iter().flatten().collect();
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
