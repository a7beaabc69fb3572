//! The sessions on one throw-away server.

use std::sync::{Mutex, PoisonError};

use futures_util::future::try_join_all;
use time::{Duration, OffsetDateTime};
use tokio_postgres::Client;

use super::counted::Counted;
use crate::catalog::{self, Catalog, Reader, Scope, Touched, flush_statistics};
use crate::checks::Error;
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::migrations::ToolHistory;
use crate::postgres::Server;
use crate::rows::{self, Queries, RowCache, Rows};

/// One that runs the migrations, and others that inspect.
pub(in crate::checks::round_trip) struct Sessions {
    pub migrator: Client,
    pub inspector: Client,
    pub queries: Queries,
    reader: Reader,
    seen: Mutex<Seen>,
}

/// What the last readings saw, and what was touched since.
struct Seen {
    known: RowCache,
    /// What was touched since the rows were last read, according to the readings of the catalog.
    touched: Touched,
    /// Whether a movement ran since the catalog was last read, so that this is not known.
    is_moved: bool,
}

impl Seen {
    fn nothing() -> Self {
        Self {
            known: RowCache::default(),
            touched: Touched::ALL,
            is_moved: true,
        }
    }
}

impl Sessions {
    pub async fn open(server: &Server, history: &ToolHistory) -> Result<Self, Error> {
        let (url, of_migrator) = (server.url(), server.migrator_url());
        // Boxed, or every future that waits for it would be as large as three of connecting.
        let migrator = Box::pin(session(&of_migrator, history));
        let inspector = Box::pin(inspector(url, history));
        let reader = Box::pin(async {
            let client = session(url, history).await?;
            Ok(Reader::begin(client, Scope::Cluster).await?)
        });
        let (migrator, (inspector, queries), reader) =
            futures_util::try_join!(migrator, inspector, reader)?;
        Ok(Self {
            migrator,
            inspector,
            queries,
            reader,
            seen: Mutex::new(Seen::nothing()),
        })
    }

    /// Looks at rows from a new session.
    pub async fn inspect_anew(
        &mut self,
        server: &Server,
        history: &ToolHistory,
    ) -> Result<(), Error> {
        flush_statistics(&self.inspector).await?;
        (self.inspector, self.queries) = inspector(server.url(), history).await?;
        self.seen = Mutex::new(Seen::nothing());
        Ok(())
    }

    /// What the server's clock says.
    pub async fn now(&self) -> Result<OffsetDateTime, Error> {
        let now = "SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float8";
        let row = self.inspector.query_typed_one(now, &[]).await?;
        let since_1970 = Duration::seconds_f64(row.try_get(0)?);
        Ok(OffsetDateTime::UNIX_EPOCH + since_1970)
    }

    /// Migrates, and puts rows in, from new sessions.
    pub async fn move_anew(&mut self, server: &Server, history: &ToolHistory) -> Result<(), Error> {
        self.migrator = session(&server.migrator_url(), history).await?;
        self.inspect_anew(server, history).await
    }

    /// Takes note that the one that moves has moved. Returned is whether it is still there.
    pub async fn have_migrated(&self) -> bool {
        self.change(|seen| seen.is_moved = true);
        flush_statistics(&self.migrator).await.is_ok()
    }

    /// Whether none of the inspecting sessions was terminated.
    pub async fn can_look(&self) -> bool {
        let clients =
            [self.reader.client(), &self.inspector].map(|client| client.batch_execute(""));
        try_join_all(clients).await.is_ok()
    }

    /// Takes note that the last movement left nothing. What stood before it had been read.
    pub fn have_moved_nothing(&self) {
        self.change(|seen| seen.is_moved = false);
    }

    /// Takes note that tables were emptied, which counts as no row.
    pub fn have_emptied(&self) {
        self.change(|seen| seen.is_moved = true);
    }

    /// The catalog. Where not everybody tells what they write, nothing is taken as untouched.
    pub async fn catalog(&self, counted: Counted) -> Result<Catalog, Error> {
        let (catalog, touched) = match counted {
            Counted::Yes => self.reader.read().await?,
            Counted::No => self.reader.read_anew().await?,
        };
        self.change(|seen| {
            seen.touched.add(&touched);
            seen.is_moved = counted == Counted::No;
        });
        Ok(catalog)
    }

    /// The catalog, whatever was touched.
    pub async fn whole_catalog(&self) -> Result<Catalog, Error> {
        self.change(|seen| seen.is_moved = true);
        Ok(self.reader.read_whole().await?)
    }

    /// The rows.
    pub async fn rows(&self) -> Result<Rows, Error> {
        let (mut known, touched) = self.change(|seen| {
            let touched = std::mem::replace(&mut seen.touched, Touched::ALL);
            let known = std::mem::take(&mut seen.known);
            (known, if seen.is_moved { Touched::ALL } else { touched })
        });
        let rows = rows::read_changed(&self.inspector, &self.queries, &mut known, &touched).await?;
        self.change(|seen| {
            seen.known = known;
            seen.touched = Touched::NOTHING;
        });
        Ok(rows)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn inspector(url: &DatabaseUrl, history: &ToolHistory) -> Result<(Client, Queries), Error> {
    let client = session(url, history).await?;
    let queries = Queries::prepare(&client).await?;
    Ok((client, queries))
}

/// A session that does not see what the migration tool keeps for itself.
async fn session(url: &DatabaseUrl, history: &ToolHistory) -> Result<Client, Error> {
    let client = connect(url, RetryFor::default()).await?;
    catalog::exclude_history(&client, &history.hidden).await?;
    Ok(client)
}
