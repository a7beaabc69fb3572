//! Rows that are put into a sandbox, and taken away again.

use super::super::by_product::ByProduct;
use super::super::sessions::Sessions;
use super::Sandbox;
use crate::catalog::{self, Catalog, Difference};
use crate::checks::Error;
use crate::migrations::Version;
use crate::rows::{self, Row, TableContents, TableSelection, Unfilled};

impl Sandbox {
    /// Puts rows in: those that the project keeps for this version, and generated ones for the
    /// tables that `made` touched and those that were `emptied`. Where a project keeps rows, only its empty tables get generated
    /// ones. Returned are the tables that could not be filled. `standing` is what stands before.
    pub async fn seed(
        &mut self,
        version: Version,
        made: &[Difference],
        emptied: &[String],
        standing: &Catalog,
    ) -> Result<Vec<Unfilled>, Error> {
        let changes_type = |difference: &Difference| difference.fact.as_deref() == Some("type");
        if made.iter().any(changes_type) {
            self.forget_types().await?;
        }
        self.materials
            .seeds
            .insert(&self.sessions.inspector, version)
            .await?;
        self.generate(Some(made), emptied, standing).await
    }

    /// Whether rows that are put in may change others: by a trigger, a rule, or what a project's own file does.
    pub fn seeding_may_change_others(&self, catalog: &Catalog) -> bool {
        let has_any = |kind| catalog.of_kind(kind).next().is_some();
        !self.generates_rows() || has_any("trigger") || has_any("rule")
    }

    /// Puts generated rows into every table. `standing` is what stands before.
    pub async fn generate_rows(&mut self, standing: &Catalog) -> Result<Vec<Unfilled>, Error> {
        self.generate(None, &[], standing).await
    }

    async fn generate(
        &mut self,
        made: Option<&[Difference]>,
        emptied: &[String],
        standing: &Catalog,
    ) -> Result<Vec<Unfilled>, Error> {
        self.round += 1;
        let wanted = TableSelection {
            touched_by: made,
            emptied,
            only_empty: !self.generates_rows(),
        };
        let Sessions {
            inspector, queries, ..
        } = &self.sessions;
        let mut learned = self.materials.learned.take();
        let generated = rows::generate(inspector, queries, wanted, self.round, &mut learned).await;
        self.materials.learned.put(learned);
        if ByProduct::may_come_of_rows(standing) {
            catalog::flush_statistics(inspector).await?;
            let catalog = self.catalog().await?;
            self.by_product.note(catalog::diff(standing, &catalog));
        }
        Ok(generated?)
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
        let is_removed = rows::remove(&self.sessions.inspector, identity, table, row).await?;
        self.sessions.have_emptied();
        Ok(is_removed)
    }

    /// A function that a session has run keeps to the types of that day, and refuses rows of others.
    async fn forget_types(&mut self) -> Result<(), Error> {
        let layout = self.migrations().layout();
        self.sessions.inspect_anew(self.server.url(), layout).await
    }
}
