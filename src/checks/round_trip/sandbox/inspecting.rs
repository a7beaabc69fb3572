//! Reads the catalog and the rows of a sandbox.

use super::{Sandbox, State};
use crate::catalog::{self, Catalog};
use crate::checks::Error;
use crate::checks::error;
use crate::checks::round_trip::outcome::{After, Found};
use crate::rows::{Fill, Rows, Unfilled};
use crate::runner::History;

impl Sandbox {
    pub async fn inspect(&self) -> Result<State, Error> {
        // One after the other: what the first finds untouched, the second need not read.
        let catalog = self.catalog().await?;
        self.with_rows(catalog).await
    }

    /// The same after a movement that may have ended the server: `None` if it has.
    pub async fn inspect_if_there(&self) -> Result<Option<State>, Error> {
        if self.is_lost {
            return Ok(None);
        }
        if_there(self.inspect().await)
    }

    /// The catalog alone, likewise.
    pub async fn catalog_if_there(&self) -> Result<Option<Catalog>, Error> {
        if self.is_lost {
            return Ok(None);
        }
        if_there(self.catalog().await)
    }

    /// Reads only the rows, where the catalog is known.
    pub async fn with_rows(&self, catalog: Catalog) -> Result<State, Error> {
        let rows = self.rows().await?;
        Ok(State { catalog, rows })
    }

    /// What differs after a movement, of which `is` is what stands.
    pub async fn found(
        &self,
        after: After,
        was: &Catalog,
        is: &Catalog,
    ) -> Result<Vec<Found>, Error> {
        let mut all = Found::all(self.diff(was, is), after);
        for found in &mut all {
            let asked = catalog::classified(&self.sessions.inspector, &found.difference, is);
            found.class = asked.await?;
        }
        Found::pair(&mut all, was, is);
        Ok(all)
    }

    pub async fn catalog(&self) -> Result<Catalog, Error> {
        let reading = self.sessions.catalog(self.materials.counted);
        self.answered("its catalog is read", reading).await
    }

    /// Reads everything, and compares it with the sum of the partial readings.
    pub async fn confirm(&self, known: &Catalog) -> Result<(), Error> {
        let whole = self.sessions.whole_catalog();
        let whole = self.answered("its catalog is read", whole).await?;
        let overlooked = catalog::diff(&whole, known);
        let names = overlooked.iter().map(|it| it.object.to_string());
        if overlooked.is_empty() {
            Ok(())
        } else {
            Err(Error::Overlooked(names.collect::<Vec<_>>().join(", ")))
        }
    }

    pub async fn rows(&self) -> Result<Rows, Error> {
        self.answered("its rows are read", self.sessions.rows())
            .await
    }

    /// What the server answers within the limit for it.
    pub(super) fn answered<T>(
        &self,
        doing: &'static str,
        asking: impl Future<Output = Result<T, Error>>,
    ) -> impl Future<Output = Result<T, Error>> {
        let limit = self.materials.limits.answer();
        error::answered("the throw-away server", doing, limit, asking)
    }

    /// How well the tables are filled with `rows`, which are all that there are; `unfilled` are those that took none.
    pub async fn fill(&self, rows: &Rows, unfilled: &[Unfilled]) -> Result<Fill, Error> {
        Ok(Fill::of(&self.sessions.inspector, rows, unfilled).await?)
    }

    /// Whether the session that runs the migrations has outlived them.
    pub fn is_connected(&self) -> bool {
        !self.is_lost && !self.sessions.migrator.is_closed()
    }

    /// Whether a step outside a transaction stopped in the middle, and waits to go on.
    pub async fn is_interrupted(&self) -> Result<bool, Error> {
        let history = History::read(&self.sessions.inspector).await?;
        Ok(history.interrupted.is_some())
    }
}

/// `None` where the server no longer runs.
fn if_there<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_end_of_server() => Ok(None),
        Err(error) => Err(error),
    }
}
