//! Whether a step could show what happens to the data that a file's declaration is about.
//!
//! Where no value of it stood, or what is gone of it is nobody's fault, a declaration is neither true nor false.

use std::collections::BTreeSet;

use crate::checks::round_trip::losses::partitions;
use crate::checks::round_trip::outcome::StepOutcome;
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows;
use crate::sql::identifier;

/// The four states of a step whose every movement ran.
pub(in crate::checks::round_trip) struct Tried<'a> {
    pub before: &'a State,
    pub between: &'a State,
    pub after: &'a State,
    pub again: &'a State,
}

impl Tried<'_> {
    /// Whether the step shows that data stays: values of it stood, and none of them is gone. What no schema has is
    /// shown to be no one's, too.
    pub fn shows(&self, data: &Loss) -> bool {
        !self.has_none(data) && !self.is_gone(data)
    }

    /// What the files of a migration declare to be in their way, and no value stood of.
    pub fn unproved(&self, outcome: &StepOutcome) -> BTreeSet<Loss> {
        let files = [&outcome.up].into_iter().chain(&outcome.down);
        let declared = files.flat_map(|file| file.refuses.iter().chain(&file.needs_empty));
        declared.filter(|it| self.has_none(it)).cloned().collect()
    }

    /// Whether the schema has a place for data in which no value stood.
    fn has_none(&self, data: &Loss) -> bool {
        let states = [self.before, self.between];
        let has_place = |state: &&State| has_place(state, data);
        states.iter().any(has_place) && !states.iter().any(|state| holds(state, data))
    }

    /// Whether any of it is gone, also where no migration is at fault: an id that is given anew is another one.
    fn is_gone(&self, data: &Loss) -> bool {
        let rounds = [(self.before, self.after), (self.between, self.again)];
        rounds.into_iter().any(|(was, is)| {
            let gone = rows::lost(&was.rows, &is.rows);
            gone.iter().any(|loss| is_of(loss, data, was))
        })
    }
}

/// Whether a loss is of this data, or of a table below it.
fn is_of(loss: &Loss, data: &Loss, state: &State) -> bool {
    let above = partitions::above(loss, state);
    [loss].into_iter().chain(&above).any(|it| data.covers(it))
}

fn has_place(state: &State, data: &Loss) -> bool {
    let table = identifier(&data.schema) + "." + &identifier(&data.table);
    match &data.column {
        None => state.catalog.get("table", &table).is_some(),
        Some(column) => {
            let column = format!("{table}.{}", identifier(column));
            state.catalog.get("column", &column).is_some()
        }
    }
}

/// Whether any row of a table, or of one below it, has a value there.
fn holds(state: &State, data: &Loss) -> bool {
    state.rows.filled().any(|(_, table)| {
        let whole = Loss {
            schema: table.schema.clone(),
            table: table.name.clone(),
            column: data.column.clone(),
        };
        let has_value = match &data.column {
            None => true,
            Some(column) => table.columns.binary_search(column).is_ok_and(|at| {
                let mut rows = table.rows.iter();
                rows.any(|row| row[at].is_some())
            }),
        };
        has_value && is_of(&whole, data, state)
    })
}
