//! The kind of a loss: whose data is gone.

mod cascades;
mod derived;
mod loosened;
pub(in crate::checks::round_trip) mod not_at_fault;
pub(in crate::checks::round_trip) mod partitions;
mod renumbered;
pub(in crate::checks::round_trip) mod sequences;

use std::collections::BTreeSet;

use crate::catalog::{COLUMN_ORDER, Change, Difference};
use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::outcome::seen::Seen;
use crate::checks::round_trip::outcome::{Moved, StepOutcome};
use crate::checks::round_trip::sandbox::{Sandbox, State};
use crate::findings::Kind;
use crate::migrations::{Loss, Script};
use crate::rows::{self, Rows};
use crate::sql::{MadeBy, Recomputed, made};
use loosened::loosened;

/// Data that is gone after an up and its down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::checks::round_trip) struct Lost {
    /// Its name in reports, the same on every day.
    pub data: String,
    /// What it is reported as,
    pub reported: Loss,
    /// what was seen,
    pub loss: Loss,
    /// and what that is to the tables whose partition or child its table is.
    pub above: Vec<Loss>,
    /// A kind of loss.
    pub kind: Kind,
    /// How many rows, and one of them, where it shows.
    pub seen: Option<Seen>,
    /// Whether it comes of what another table has lost.
    pub goes_with_others: bool,
    /// Whether a query has made it again, and otherwise.
    pub is_made_again: bool,
}

/// What a step runs.
#[derive(Clone, Copy)]
pub(in crate::checks::round_trip) struct Scripts<'a> {
    pub down: &'a Script,
    /// The up's file and the down's.
    pub files: &'a [ScriptFile; 2],
}

impl Scripts<'_> {
    /// Whether one of its statements takes the rows of a table away, which then go with no other's.
    fn take(self, loss: &Loss) -> bool {
        let rows = Loss {
            column: None,
            ..loss.clone()
        };
        loss.column.is_none() && self.files.iter().any(|it| it.taker(&rows).is_some())
    }

    /// Whether one file takes the one away before the other.
    fn take_before(self, first: &Loss, second: &Loss) -> bool {
        let line = |file: &ScriptFile, it| file.taker(it).map(|(line, _)| line);
        let mut files = self.files.iter();
        files.any(|file| match (line(file, first), line(file, second)) {
            (Some(first), Some(second)) => first < second,
            _ => false,
        })
    }
}

impl Lost {
    /// A loss among `all` between the first and the last of three states, of which the second is without the migration.
    fn new(
        sandbox: &Sandbox,
        loss: &Loss,
        all: &[Loss],
        scripts: Scripts<'_>,
        kind: impl Fn(&Loss) -> Kind,
        (was, below, is): (&State, &State, &State),
    ) -> Self {
        let clock = sandbox.clock();
        let seen = |cause: &Loss, now: &State| Seen::of(sandbox, cause, was, &now.rows);
        let rows = Loss {
            column: None,
            ..loss.clone()
        };
        let cause = match not_at_fault::table(&below.rows, loss) {
            Some(_) => cascades::cause(loss, all, (was, is), |loss| scripts.take(loss)),
            // Of a table that goes with the migration, all goes with the table; but for what the up puts in again.
            None if seen(&rows, is).is_some() => rows,
            None => loss.clone(),
        };
        let kind = kind(&cause);
        let goes_with_others = (&cause.schema, &cause.table) != (&loss.schema, &loss.table);
        // Where the table goes, all of it goes; and a column of that name may be another one below.
        let is_left = not_at_fault::table(&below.rows, &cause).is_some();
        let [_, down] = scripts.files;
        let seen = match (kind, is_left) {
            _ if goes_with_others => None,
            // What goes is gone, but for what the down writes elsewhere first.
            (Kind::Forgets, is_left) if !is_left || cause.column.is_some() => {
                let carried = down.carries(&cause).then(|| seen(&cause, is));
                carried.flatten().filter(|it| it.lost < it.of)
            }
            _ => seen(&cause, below),
        };
        let seen = seen.map(|seen| {
            let rows = scripts.take(&cause).then_some(&cause);
            let owner = rows.and_then(|rows| cascades::pointed_to(rows, all, (was, is)));
            let gone_with = owner.filter(|owner| scripts.take_before(owner, &cause));
            Seen { gone_with, ..seen }
        });
        let reported = partitions::reported(clock, &cause, all, (was, is));
        Self {
            data: clock.dateless(&reported.to_string()),
            reported,
            loss: loss.clone(),
            above: partitions::above(loss, was),
            kind,
            seen,
            goes_with_others,
            is_made_again: false,
        }
    }

    /// Whether two are reported as one: the same, or of tables that differ in a date alone. What is only spelt alike is two.
    pub fn is_one_with(&self, other: &Self) -> bool {
        let is_dated = self.data != self.reported.to_string();
        self.data == other.data && (is_dated || self.reported == other.reported)
    }
}

/// What of `before` is gone after the down, where `made` is what the up changed. What a trigger moved when the migration
/// wrote a row is noted instead.
pub(in crate::checks::round_trip) fn before(
    sandbox: &Sandbox,
    made: &[Difference],
    [before, after]: [&State; 2],
    outcome: &mut StepOutcome,
) -> Vec<Loss> {
    let lost = rows::lost(&before.rows, &after.rows);
    let lost = renumbered::as_rows(lost, made, &before.rows);
    at_fault(sandbox, lost, (before, after), outcome)
}

/// What of `between` is gone after the second up, likewise.
pub(in crate::checks::round_trip) fn since(
    sandbox: &Sandbox,
    between: &State,
    after: &State,
    again: &State,
    outcome: &mut StepOutcome,
) -> Vec<Loss> {
    let lost = sandbox.clock().lost(&between.rows, &again.rows);
    let given_anew = |it: &Loss| not_at_fault::is_given_anew(it, &lost, between, after, again);
    let left = lost.iter().filter(|it| !given_anew(it)).cloned();
    at_fault(sandbox, left.collect(), (between, again), outcome)
}

fn at_fault(
    sandbox: &Sandbox,
    mut lost: Vec<Loss>,
    (was, is): (&State, &State),
    outcome: &mut StepOutcome,
) -> Vec<Loss> {
    lost.retain(|loss| {
        let moved = not_at_fault::moved_by(sandbox.clock(), loss, was, is);
        let is_moved = moved.is_some();
        let data = loss.to_string();
        outcome
            .moved
            .extend(moved.map(|trigger| Moved { data, trigger }));
        !is_moved && !sandbox.is_by_product(loss) && !derived::is_derived(loss, was, is)
    });
    lost
}

/// What of the rows that stood before an up is not there after the down: their values are missed there, whatever
/// the columns are called meanwhile.
///
/// A table that was made by a query, and is made by one again, holds copies: what the query does not give was put in by
/// nobody but the proof. So is a count that the down takes anew.
pub(in crate::checks::round_trip) fn of_before(
    sandbox: &Sandbox,
    lost: &[Loss],
    scripts: Scripts<'_>,
    before: &State,
    after: &State,
) -> Vec<Lost> {
    let kind = |loss: &Loss| {
        if is_made_again(sandbox, scripts, loss) {
            Kind::Forgets
        } else {
            Kind::LostBefore
        }
    };
    let all = lost.iter();
    let all = all.map(|loss| Lost::new(sandbox, loss, lost, scripts, kind, (before, after, after)));
    all.map(|lost| Lost {
        is_made_again: lost.kind == Kind::Forgets,
        ..lost
    })
    .collect()
}

/// Whether a query has made the data again that it had made before.
fn is_made_again(sandbox: &Sandbox, scripts: Scripts<'_>, loss: &Loss) -> bool {
    is_copy(sandbox, scripts, &loss.table) || is_recomputed(scripts, loss)
}

/// Whether the down takes a count anew, or computes by a query what the up computes by one: it is a matter of tables, and
/// no row's own. What a query finds in the one direction alone may well be a value that the up has moved.
fn is_recomputed(scripts: Scripts<'_>, loss: &Loss) -> bool {
    let Some(column) = &loss.column else {
        return false;
    };
    let [up, down] = scripts.files;
    let by_down: Vec<Recomputed> = down.recomputed(&loss.table, column).collect();
    let is_by_up = || up.recomputed(&loss.table, column).next().is_some();
    by_down.contains(&Recomputed::Counted) || !by_down.is_empty() && is_by_up()
}

/// Whether a query made a table, and the down's query makes it again.
fn is_copy(sandbox: &Sandbox, scripts: Scripts<'_>, table: &str) -> bool {
    let [_, down] = scripts.files;
    let is_made_by_down = down.made(table).any(|it| it == MadeBy::Query);
    let is_by_query = |script: &Script| made(&script.sql, table).contains(&MadeBy::Query);
    let mut ups = sandbox.migrations().all().iter().map(|it| &it.up);
    is_made_by_down && ups.any(is_by_query)
}

/// What came since the up and is gone once the down and the second up have run. `before` are the rows below the
/// migration, with the columns that there were, and `made` is what the up has made.
///
/// Whatever the older schema has no place for is always forgotten: a table or a column that is new, and what the up
/// has loosened, of which the older schema may take no more than a part.
pub(in crate::checks::round_trip) fn of_since(
    sandbox: &Sandbox,
    lost: &[Loss],
    scripts: Scripts<'_>,
    (before, between, after, again): (&Rows, &State, &State, &State),
    made: &[Difference],
) -> Vec<Lost> {
    let loosened = loosened(made, &between.catalog);
    let has_place = |loss: &Loss| {
        let table = before.table(&loss.schema, &loss.table);
        table.is_some_and(|(_, table)| match &loss.column {
            Some(column) => table.columns.contains(column),
            None => true,
        })
    };
    let is_loosened = |loss: &Loss| {
        let table = [&*loss.schema, &*loss.table].join(".");
        loosened.contains(&table)
    };
    let kind = |loss: &Loss| {
        if has_place(loss) && !is_loosened(loss) && !is_made_again(sandbox, scripts, loss) {
            Kind::LostSince
        } else {
            Kind::Forgets
        }
    };
    let by_down = sandbox.clock().lost(&between.rows, &after.rows);
    let [up, _] = scripts.files;
    let is_kept = |lost: &Lost| {
        let is_left = !by_down.iter().any(|it| it.covers(&lost.loss));
        let mut recomputed = lost.loss.column.iter();
        let is_recomputed =
            recomputed.any(|column| up.recomputed(&lost.loss.table, column).next().is_some());
        is_left && (lost.kind == Kind::Forgets || is_recomputed)
    };
    let all = lost.iter();
    let all =
        all.map(|loss| Lost::new(sandbox, loss, lost, scripts, kind, (between, after, again)));
    // What the second up alone writes over is still there after the down, which loses nothing.
    all.filter(|it| !is_kept(it)).collect()
}

/// The tables of which the up dropped a column, by their names in a catalog. Where it adds one of the same name, only the
/// order of the columns tells.
pub(in crate::checks::round_trip) fn dropped_from(
    made: &[Difference],
    up: &ScriptFile,
) -> BTreeSet<String> {
    let is_column = |it: &&Difference| it.change == Change::Missing && it.object.kind == "column";
    let columns = made.iter().filter(is_column);
    let missing = columns.filter_map(|it| Some(it.object.name.rsplit_once('.')?.0.to_owned()));
    let reordered = made.iter().filter(|it| {
        let (_, table) = it.object.name.rsplit_once('.').unwrap_or_default();
        it.fact.as_deref() == Some(COLUMN_ORDER) && up.drops_a_column_of(table.trim_matches('"'))
    });
    missing
        .chain(reordered.map(|it| it.object.name.clone()))
        .collect()
}
