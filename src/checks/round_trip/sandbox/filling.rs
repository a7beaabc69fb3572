//! Inserts rows into a sandbox, and removes them again.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Client;

use super::by_product::ByProduct;
use super::sessions::Sessions;
use super::{Generated, Materials, Sandbox};
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::checks::error;
use crate::migrations::Version;
use crate::rows::{self, Row, TableContents, TableSelection};

/// How much longer than another question the generation of all rows may take.
const OF_GENERATED: u32 = 6;

/// Lets the server end each statement of a session that takes longer; `None` is as it came.
async fn limit_statements(client: &Client, limit: Option<Duration>) -> Result<(), Error> {
    let set = match limit {
        Some(limit) => format!("SET statement_timeout = {}", limit.as_millis().max(1)),
        None => "RESET statement_timeout".to_owned(),
    };
    Ok(client.batch_execute(&set).await?)
}

impl Sandbox {
    /// Whether the project keeps rows of its own for this version.
    pub fn has_own_rows(&self, version: Version) -> bool {
        self.materials.seeds.has(version)
    }

    /// Puts in the rows that the project keeps for this version, before generated ones take their places. `made` is what
    /// the up has made.
    pub async fn insert_own_rows(
        &mut self,
        version: Version,
        made: &[Difference],
    ) -> Result<(), Error> {
        let changes_type = |difference: &Difference| difference.fact.as_deref() == Some("type");
        if made.iter().any(changes_type) {
            self.forget_types().await?;
        }
        let Materials { seeds, .. } = &self.materials;
        let inspector = &self.sessions.inspector;
        limit_statements(inspector, self.materials.limits.movement).await?;
        let inserted = self.beside.insert(inspector, seeds, version).await;
        limit_statements(inspector, None).await?;
        Ok(inserted?)
    }

    /// Puts generated rows into the tables that `made` touched and those that were `emptied`. `standing` is what stands
    /// before.
    pub async fn generate_in(
        &mut self,
        made: &[Difference],
        emptied: &[String],
        standing: Catalog,
    ) -> Result<Generated, Error> {
        self.generate(Some(made), emptied, standing).await
    }

    /// Puts generated rows into every table. `standing` is what stands before.
    pub async fn generate_rows(&mut self, standing: Catalog) -> Result<Generated, Error> {
        self.generate(None, &[], standing).await
    }

    async fn generate(
        &mut self,
        made: Option<&[Difference]>,
        emptied: &[String],
        standing: Catalog,
    ) -> Result<Generated, Error> {
        self.round += 1;
        let closed = self.materials.seeds.closed(self.at);
        let wanted = TableSelection {
            touched_by: made,
            emptied,
            closed: &closed,
        };
        let Sessions {
            inspector, queries, ..
        } = &self.sessions;
        let mut learned = self.materials.learned.take();
        let begun = self.beside.begin(inspector).await?;
        let limit = self.materials.limits.row();
        limit_statements(inspector, Some(limit)).await?;
        let generating = rows::generate(inspector, queries, wanted, self.round, &mut learned);
        // Most tables take no time at all, and a table that hangs is skipped on its own.
        let all = self.materials.limits.answer() * OF_GENERATED;
        let generating = async { Ok(generating.await) };
        let whose = "the throw-away server";
        let generated = error::answered(whose, "rows are generated", all, generating).await?;
        self.materials.learned.put(learned);
        limit_statements(inspector, None).await?;
        self.beside.end(inspector, begun).await?;
        let mut catalog = standing;
        if ByProduct::may_come_of_rows(&catalog) {
            catalog::flush_statistics(inspector).await?;
            let standing = std::mem::replace(&mut catalog, self.catalog().await?);
            self.by_product.note(catalog::diff(&standing, &catalog));
        }
        let unfilled = generated?;
        Ok(Generated { unfilled, catalog })
    }

    /// The catalog once rows were put in, where `standing` stood before.
    pub async fn catalog_of_seeded(&self, standing: Catalog) -> Result<Catalog, Error> {
        if ByProduct::may_come_of_rows(&standing) {
            self.catalog().await
        } else {
            Ok(standing)
        }
    }

    /// Removes the rows of tables, by their names in a catalog, and of those that point to them.
    pub async fn empty(&self, tables: &[String]) -> Result<(), Error> {
        let truncate = format!("TRUNCATE {} CASCADE", tables.join(", "));
        self.sessions.inspector.batch_execute(&truncate).await?;
        self.sessions.have_emptied();
        Ok(())
    }

    /// Removes one row of a table; `false` where it is still there.
    pub async fn remove(
        &self,
        identity: &str,
        table: &TableContents,
        row: &Row,
    ) -> Result<bool, Error> {
        // What is deleted counts as written, unlike what is emptied, so that the next read sees it.
        Ok(rows::remove(&self.sessions.inspector, identity, table, row).await?)
    }

    /// A function that a session has run keeps to the types of that day, and refuses rows of others.
    async fn forget_types(&mut self) -> Result<(), Error> {
        let migrations = Arc::clone(&self.materials.migrations);
        self.sessions
            .inspect_anew(&self.server, migrations.history())
            .await
    }
}
