//! The sessions on one throw-away server.

use futures_util::future::try_join_all;
use tokio_postgres::Client;

use crate::catalog::{self, Reader, Scope};
use crate::checks::Error;
use crate::connection::{DatabaseUrl, Patience, connect};
use crate::migrations::Layout;
use crate::rows::Queries;

/// One that runs the migrations, and others that look.
pub(super) struct Sessions {
    pub mover: Client,
    pub looker: Client,
    pub queries: Queries,
    pub reader: Reader,
}

impl Sessions {
    pub async fn open(url: &DatabaseUrl, layout: Layout) -> Result<Self, Error> {
        // Boxed, or every future that waits for it would be as large as three of connecting.
        let mover = Box::pin(session(url, layout));
        let looker = Box::pin(looker(url, layout));
        let reader = Box::pin(async {
            let client = session(url, layout).await?;
            Ok(Reader::prepare(client, Scope::Cluster).await?)
        });
        let (mover, (looker, queries), reader) = futures_util::try_join!(mover, looker, reader)?;
        Ok(Self {
            mover,
            looker,
            queries,
            reader,
        })
    }

    /// Looks at rows from a new session.
    pub async fn look_anew(&mut self, url: &DatabaseUrl, layout: Layout) -> Result<(), Error> {
        (self.looker, self.queries) = looker(url, layout).await?;
        Ok(())
    }

    /// Whether none of them was ended by somebody.
    pub async fn all_answer(&self) -> bool {
        let clients = [self.reader.client(), &self.mover, &self.looker];
        try_join_all(clients.map(|client| client.batch_execute("")))
            .await
            .is_ok()
    }
}

async fn looker(url: &DatabaseUrl, layout: Layout) -> Result<(Client, Queries), Error> {
    let client = session(url, layout).await?;
    let queries = Queries::prepare(&client).await?;
    Ok((client, queries))
}

/// A session that does not see what the migration tool keeps for itself.
async fn session(url: &DatabaseUrl, layout: Layout) -> Result<Client, Error> {
    let client = connect(url, Patience::default()).await?;
    catalog::leave_out(&client, layout.history()).await?;
    Ok(client)
}
