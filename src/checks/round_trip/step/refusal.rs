//! Generated rows that a movement refuses, and that are removed so that it can run.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::content;
use super::taken::{Taken, forget};
use crate::catalog::{Catalog, Difference, primary_key};
use crate::checks::Error;
use crate::checks::round_trip::losses::partitions;
use crate::checks::round_trip::outcome::{Failure, StepOutcome};
use crate::checks::round_trip::remedy::row_in_the_way::is_described;
use crate::checks::round_trip::remedy::shown::{described, shown};
use crate::checks::round_trip::remedy::{Movement, named, needs_empty};
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::findings::Kind;
use crate::migrations::Direction;
use crate::rows::{Rows, TableContents};
use crate::runner::FailedSql;
use crate::sql::QualifiedName;

/// An error that a movement had on generated rows, and what was taken out of its way.
pub(in crate::checks::round_trip) struct Refusal {
    failed: Box<FailedSql>,
    /// What the failed statement names.
    named: BTreeSet<String>,
    /// The first row that was taken and that the error describes, else the last one, without which it is gone.
    row: Option<Shown>,
    is_described: bool,
    /// How many single rows were taken.
    pub removed: usize,
    /// The tables of which rows were taken,
    tables: BTreeSet<String>,
    /// and those that hold no row any more, by their names in a catalog.
    emptied: BTreeSet<String>,
    needs_empty: bool,
}

impl Refusal {
    pub fn new(failed: &FailedSql, script: &str, rows: &Rows) -> Self {
        Self {
            failed: Box::new(failed.clone()),
            named: named(failed, script),
            row: None,
            is_described: false,
            removed: 0,
            tables: BTreeSet::new(),
            emptied: BTreeSet::new(),
            needs_empty: needs_empty(failed, script, rows),
        }
    }

    /// That none of a sandbox's rows could be taken out of the way, which all were on another.
    pub fn of_all(failed: &FailedSql, script: &str, rows: &Rows) -> Self {
        let filled: BTreeSet<String> = rows
            .filled()
            .map(|(identity, _)| identity.clone())
            .collect();
        Self {
            tables: filled.clone(),
            emptied: filled,
            row: described(failed, &named(failed, script), rows)
                .map(|(table, words)| Shown::of(table, words)),
            ..Self::new(failed, script, rows)
        }
    }

    /// Whether an error is this one, on another row.
    pub fn is_like(&self, other: &FailedSql) -> bool {
        let words = |failed: &FailedSql| match failed.sqlstate.as_deref() {
            // Data exceptions quote values.
            Some(state) if state.starts_with("22") => String::new(),
            _ => failed.message.clone(),
        };
        let failed = &self.failed;
        failed.sqlstate == other.sqlstate
            && failed.table == other.table
            && words(failed) == words(other)
    }

    /// Takes a row out of the way, or its table's where it does not go by itself.
    pub async fn take_row(
        &mut self,
        sandbox: &Sandbox,
        identity: String,
        row: usize,
        (catalog, rows): (&Catalog, &Rows),
    ) -> Result<Option<Taken>, Error> {
        let table = &rows.tables[&identity];
        let row = table.rows.get(row).map(Cow::into_owned).unwrap_or_default();
        if !self.is_described {
            self.is_described = is_described(&self.failed, table, &row);
            // A function may have read the value in a table that the statement does not name.
            let is_elsewhere = !self.is_described && self.failed.table.is_none();
            let elsewhere = is_elsewhere.then(|| described(&self.failed, &self.named, rows));
            self.row = if let Some((table, words)) = elsewhere.flatten() {
                self.is_described = true;
                Some(Shown::of(table, words))
            } else {
                let words = shown(&self.failed, &self.named, (&identity, table), &row);
                Some(Shown::of(table, words))
            };
        }
        self.removed += 1;
        self.tables.insert(identity.clone());
        if !sandbox.remove(&identity, table, &row).await? {
            sandbox.empty(&[identity]).await?;
            return Ok(None);
        }
        let primary_key = primary_key(catalog, &identity);
        Ok(Some(Taken {
            primary_key: primary_key.into_iter().map(str::to_owned).collect(),
            identity,
            row,
        }))
    }

    /// Takes all rows of some tables out of the way.
    pub async fn take_all(
        &mut self,
        sandbox: &Sandbox,
        tables: Vec<String>,
    ) -> Result<Option<Taken>, Error> {
        // Which of them was in the way is not known any more.
        self.row = None;
        sandbox.empty(&tables).await?;
        self.tables.extend(tables);
        Ok(None)
    }

    /// What was taken is gone between `was` and `is`; `compared`, with which later rows are compared, forget it.
    pub fn has_taken(
        &mut self,
        taken: Option<&Taken>,
        (was, is): (&Rows, &Rows),
        compared: &mut [&mut Rows],
    ) {
        for compared in compared {
            forget(compared, was, is, taken);
        }
        self.emptied.extend(emptied(was, is));
    }

    /// Notes it as what it is of the movement, before which `standing` stood.
    pub fn note(
        mut self,
        (movement, standing): (Movement, &State),
        made: &[Difference],
        outcome: &mut StepOutcome,
    ) {
        let direction = movement.direction();
        if direction == Direction::Down && content::is_read(&self.failed, made) {
            let unfilled = content::unfilled(self.tables, &self.failed);
            outcome.unfilled.extend(unfilled);
            outcome.emptied.extend(self.emptied);
            return;
        }
        let kind = match direction {
            Direction::Down => Kind::DownRefusesRows,
            Direction::Up if self.needs_empty => Kind::UpNeedsEmpty,
            Direction::Up => Kind::UpRefusesRows,
        };
        // The server names no table where a value does not fit. Where it names one, another's row is not the one that it
        // refuses, but one that the statement made it of.
        let row = self.row.take();
        let row = row.filter(|row| self.failed.table.as_ref().is_none_or(|it| *it == row.table));
        let (table, row) = row.map(|row| (row.table, row.words)).unzip();
        self.failed.detail = match (row, self.failed.detail.take()) {
            (Some(row), Some(detail)) => Some(format!("{row} ({detail})")),
            (row, detail) => row.or(detail),
        };
        self.failed.table = self
            .failed
            .table
            .take()
            .or(table.filter(|_| self.removed > 0));
        let table = self.failed.table.as_ref();
        let written = table.and_then(|it| partitions::written(it, standing, &self.named));
        self.failed.table = written.or(self.failed.table.take());
        outcome.emptied.extend(self.emptied);
        outcome.refuse(Failure {
            on_any_row: self.needs_empty,
            ..Failure::refusal(kind, movement.phase(), self.failed)
        });
    }
}

/// A row as it is shown.
struct Shown {
    table: QualifiedName,
    words: String,
}

impl Shown {
    fn of(table: &TableContents, words: String) -> Self {
        let table = QualifiedName {
            schema: table.schema.clone(),
            name: table.name.clone(),
        };
        Self { table, words }
    }
}

/// The tables that held rows and hold none.
fn emptied(was: &Rows, is: &Rows) -> Vec<String> {
    let is_empty =
        |identity: &&String| is.tables.get(*identity).is_none_or(|it| it.rows.is_empty());
    let filled = was.filled().map(|(identity, _)| identity);
    filled.filter(is_empty).cloned().collect()
}
