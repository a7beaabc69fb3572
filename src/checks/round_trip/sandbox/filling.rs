//! Rows that are put into a sandbox, and taken away again.

use std::sync::Arc;

use super::by_product::ByProduct;
use super::sessions::Sessions;
use super::{Generated, Materials, Sandbox};
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::migrations::Version;
use crate::rows::{self, Row, TableContents, TableSelection};

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
        self.beside
            .insert(&self.sessions.inspector, seeds, version)
            .await?;
        Ok(())
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
        let generated = rows::generate(inspector, queries, wanted, self.round, &mut learned).await;
        self.materials.learned.put(learned);
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
