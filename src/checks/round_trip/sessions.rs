//! The sessions on one throw-away server.

use futures_util::future::try_join_all;
use tokio_postgres::Client;

use crate::catalog::{self, Reader, Scope, Shares};
use crate::checks::Error;
use crate::connection::{DatabaseUrl, Patience, connect};
use crate::migrations::Layout;
use crate::rows::Queries;

/// The smallest machines have two cores, and between the moves nobody else needs them.
const READERS: usize = 2;

/// One that runs the migrations, and others that look.
pub(super) struct Sessions {
    pub mover: Client,
    pub looker: Client,
    pub queries: Queries,
    pub reader: Reader,
}

impl Sessions {
    /// Opens them; the readers share out the kinds as others did before, if there were any.
    pub async fn open(
        url: &DatabaseUrl,
        layout: Layout,
        shares: Option<&Shares>,
    ) -> Result<Self, Error> {
        let readers = try_join_all((0..READERS).map(|_| session(url, layout))).await?;
        let reader = match shares {
            Some(shares) => Reader::prepare_with(readers, shares).await?,
            None => Reader::prepare(readers, Scope::Cluster).await?,
        };
        let looker = session(url, layout).await?;
        Ok(Self {
            mover: session(url, layout).await?,
            queries: Queries::prepare(&looker).await?,
            looker,
            reader,
        })
    }

    /// Looks at rows from a new session.
    pub async fn look_anew(&mut self, url: &DatabaseUrl, layout: Layout) -> Result<(), Error> {
        self.looker = session(url, layout).await?;
        self.queries = Queries::prepare(&self.looker).await?;
        Ok(())
    }

    /// Whether none of them was ended by somebody.
    pub async fn all_answer(&self) -> bool {
        let clients = self.reader.clients().chain([&self.mover, &self.looker]);
        try_join_all(clients.map(|client| client.batch_execute("")))
            .await
            .is_ok()
    }
}

/// A session that does not see what the migration tool keeps for itself.
async fn session(url: &DatabaseUrl, layout: Layout) -> Result<Client, Error> {
    let client = connect(url, Patience::default()).await?;
    catalog::leave_out(&client, layout.history()).await?;
    Ok(client)
}
