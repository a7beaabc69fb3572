//! Movements of a step, on tables that hold rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::content;
use super::outcome::StepOutcome;
use super::remedy::{Failed, Movement, Remedy, needs_empty, remedy};
use super::row_in_the_way::{described, shown};
use super::sandbox::{Sandbox, State};
use crate::catalog::Difference;
use crate::checks::Error;
use crate::findings::{Kind, Phase};
use crate::migrations::{Direction, Migration};
use crate::rows::{Row, Rows, TableContents};
use crate::runner::{self, FailedSql};

/// What came of a movement.
pub(super) enum Made {
    /// It ran, in so many milliseconds.
    Ran(f64),
    Failed(runner::Error),
    /// It failed where rows stand that could not be taken out of its way: a server without generated rows shows whether
    /// it runs there.
    Stuck(Box<FailedSql>),
}

/// Where generated rows were in the way, and nothing took them out of it.
pub(super) struct Stuck {
    pub movement: Movement,
    pub failed: Box<FailedSql>,
}

/// What a movement is made of, and what is to know of the rows that are taken out of its way.
pub(super) struct Step<'a> {
    pub migration: &'a Migration,
    pub movement: Movement,
    /// What stands before it.
    pub standing: &'a State,
    /// What the up has made; nothing before it.
    pub made: &'a [Difference],
    /// Whether generated rows stand in the tables.
    pub is_seeded: bool,
    pub outcome: &'a mut StepOutcome,
}

impl Movement {
    pub fn phase(self) -> Phase {
        match self {
            Self::Up => Phase::Up,
            Self::Down => Phase::Down,
            Self::UpAgain => Phase::UpAgain,
        }
    }

    pub fn direction(self) -> Direction {
        match self {
            Self::Up | Self::UpAgain => Direction::Up,
            Self::Down => Direction::Down,
        }
    }
}

impl Step<'_> {
    /// Makes the movement. Where it fails on generated rows, they are taken out of its way, which is noted, and
    /// `compared`, with which later rows are compared, forget them.
    pub async fn make(
        mut self,
        sandbox: &mut Sandbox,
        compared: &mut [&mut Rows],
    ) -> Result<Made, Error> {
        let mut rows = self.standing.rows.clone();
        let mut refusal: Option<Refusal> = None;
        loop {
            let moved = sandbox.run(self.migration, self.movement.direction());
            let error = match moved.await? {
                Ok(ms) => {
                    self.note(refusal.take());
                    return Ok(Made::Ran(ms));
                }
                Err(error) => error,
            };
            let failed = match &error {
                runner::Error::Sql { failed, .. } if sandbox.generates_rows() && self.is_seeded => {
                    failed
                }
                _ => return Ok(Made::Failed(error)),
            };
            let Some(now) = sandbox.inspect_if_there().await? else {
                return Ok(Made::Failed(error));
            };
            if refusal.as_ref().is_some_and(|it| !it.is_like(failed)) {
                self.note(refusal.take());
            }
            let remedy = remedy(&Failed {
                movement: self.movement,
                error: failed,
                script: &self.script(),
                rows: &now.rows,
                is_undone: now.catalog == self.standing.catalog && now.rows.tables == rows.tables,
                removed: refusal.as_ref().map_or(0, |it| it.removed),
                own: &sandbox.materials().own,
            });
            let mut refused = refusal
                .take()
                .unwrap_or_else(|| Refusal::new(failed, &now.rows));
            let taken = match remedy {
                Remedy::WithoutRow(table, row) => {
                    refused.take_row(sandbox, table, row, &now.rows).await?
                }
                Remedy::WithoutRowsOf(tables) => refused.take_all(sandbox, tables).await?,
                Remedy::OnBareServer => return Ok(Made::Stuck(failed.clone())),
                Remedy::None => return Ok(Made::Failed(error)),
            };
            rows = sandbox.rows().await?;
            for compared in &mut *compared {
                forget(compared, &now.rows, &rows, taken.as_ref());
            }
            refused.emptied.extend(emptied(&now.rows, &rows));
            refusal = Some(refused);
        }
    }

    fn script(&self) -> String {
        match self.movement.direction() {
            Direction::Up => self.migration.up.sql.clone(),
            Direction::Down => self
                .migration
                .down
                .as_ref()
                .map_or_else(String::new, |it| it.sql.clone()),
        }
    }

    /// Notes what rows were taken out of the way, once it is known that the movement goes on without them.
    fn note(&mut self, refusal: Option<Refusal>) {
        if let Some(refusal) = refusal {
            refusal.note(self.movement, self.made, self.outcome);
        }
    }
}

/// An error that a movement had on generated rows, and what was taken out of its way.
pub(super) struct Refusal {
    failed: Box<FailedSql>,
    /// The last row that was taken, as it is shown.
    row: Option<String>,
    removed: usize,
    /// The tables of which rows were taken,
    tables: BTreeSet<String>,
    /// and those that hold no row any more, by their names in a catalog.
    emptied: BTreeSet<String>,
    needs_empty: bool,
}

impl Refusal {
    pub fn new(failed: &FailedSql, rows: &Rows) -> Self {
        Self {
            failed: Box::new(failed.clone()),
            row: None,
            removed: 0,
            tables: BTreeSet::new(),
            emptied: BTreeSet::new(),
            needs_empty: needs_empty(failed, rows),
        }
    }

    /// That none of a sandbox's rows could be taken out of the way, which all were on another.
    pub fn of_all(failed: &FailedSql, rows: &Rows) -> Self {
        let filled: BTreeSet<String> = rows
            .filled()
            .map(|(identity, _)| identity.clone())
            .collect();
        Self {
            tables: filled.clone(),
            emptied: filled,
            row: described(failed, rows),
            ..Self::new(failed, rows)
        }
    }

    /// Whether an error is this one, on another row.
    fn is_like(&self, other: &FailedSql) -> bool {
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
    async fn take_row(
        &mut self,
        sandbox: &Sandbox,
        identity: String,
        row: usize,
        rows: &Rows,
    ) -> Result<Option<Taken>, Error> {
        let table = &rows.tables[&identity];
        let row = table.rows[row].clone();
        self.row = Some(shown(&identity, table, &row));
        self.removed += 1;
        self.tables.insert(identity.clone());
        if !sandbox.remove(&identity, table, &row).await? {
            sandbox.empty(&[identity]).await?;
            return Ok(None);
        }
        Ok(Some(Taken { identity, row }))
    }

    async fn take_all(
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

    /// Notes it as what it is of the movement.
    pub fn note(mut self, movement: Movement, made: &[Difference], outcome: &mut StepOutcome) {
        let direction = movement.direction();
        if direction == Direction::Down && content::is_read(&self.failed, made) {
            let unfilled = content::unfilled(self.tables, &self.failed);
            outcome.unfilled.extend(unfilled);
            return;
        }
        let kind = match direction {
            Direction::Down => Kind::DownRefusesRows,
            Direction::Up if self.needs_empty => Kind::UpNeedsEmpty,
            Direction::Up => Kind::UpRefusesRows,
        };
        self.failed.detail = match (self.row.take(), self.failed.detail.take()) {
            (Some(row), Some(detail)) => Some(format!("{row} ({detail})")),
            (row, detail) => row.or(detail),
        };
        outcome.emptied.extend(self.emptied);
        outcome.refuse(kind, movement.phase(), self.failed);
    }
}

/// A row that was taken away, by the name of its table in a catalog.
struct Taken {
    identity: String,
    row: Row,
}

/// The tables that held rows and hold none.
fn emptied(was: &Rows, is: &Rows) -> Vec<String> {
    let is_empty =
        |identity: &&String| is.tables.get(*identity).is_none_or(|it| it.rows.is_empty());
    let filled = was.filled().map(|(identity, _)| identity);
    filled.filter(is_empty).cloned().collect()
}

/// Drops from `compared` what was taken away between `was` and `is`: one row, and all of a table where more is gone.
fn forget(compared: &mut Rows, was: &Rows, is: &Rows, taken: Option<&Taken>) {
    for (identity, before) in &was.tables {
        let Some(after) = is.tables.get(identity) else {
            continue;
        };
        if before == after {
            continue;
        }
        let taken = taken
            .filter(|it| it.identity == *identity && after.rows.len() + 1 == before.rows.len());
        let Some(table) = compared.tables.get_mut(identity) else {
            continue;
        };
        let table = Arc::make_mut(table);
        match taken {
            Some(taken) => forget_row(table, before, &taken.row),
            None => table.rows.clear(),
        }
    }
}

/// Drops from `table` the row that became `row` of `now`; all, where it cannot be told which that is.
fn forget_row(table: &mut TableContents, now: &TableContents, row: &Row) {
    let shared: Vec<(usize, usize)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, now.columns.binary_search(column).ok()?)))
        .collect();
    let is_same =
        |stood: &Row, row: &Row| shared.iter().all(|(then, now)| stood[*then] == row[*now]);
    if let Some(at) = table.rows.iter().position(|stood| is_same(stood, row)) {
        table.rows.remove(at);
        return;
    }
    let is_there = |stood: &Row| now.rows.iter().any(|row| is_same(stood, row));
    // Where each of them is still there, it is none of them.
    if !table.rows.iter().all(is_there) {
        table.rows.clear();
    }
}
