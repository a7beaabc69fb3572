//! Values that the proof put into a table which the up made, and that the down carries into rows that lacked them.

use std::borrow::Cow;

use crate::catalog::{Change, Difference};
use crate::checks::round_trip::losses::not_at_fault::{table, values};
use crate::checks::round_trip::sandbox::State;
use crate::migrations::{Loss, Script};
use crate::rows::{Key, Row, Rows, TableContents, beyond};

/// The rows that came into tables which the up made.
#[derive(Debug, Default)]
pub(super) struct Carried(Vec<Row>);

impl Carried {
    /// Whether a down may carry values from one table into rows of another.
    pub fn may_be(made: &[Difference], down: Option<&Script>) -> bool {
        let writes = |script: &Script| script.sql.to_ascii_lowercase().contains("update");
        down.is_some_and(writes) && made.iter().any(|it| is_new_table(it).is_some())
    }

    /// What came between two readings, the first of which is right after the up.
    pub fn of(made: &[Difference], upgraded: &Rows, seeded: &Rows) -> Self {
        let none = TableContents::default();
        let new = made.iter().filter_map(is_new_table);
        let came = new.filter_map(|name| {
            let is = seeded.tables.get(name)?;
            let was = upgraded.tables.get(name);
            Some(beyond(is, was.map_or(&none, |it| &**it)))
        });
        let came = came.flat_map(|rows| rows.iter().map(Cow::into_owned).collect::<Vec<Row>>());
        Self(came.collect())
    }

    /// Whether all that a column lost is NULLs, and in the place of each stands what came since into a row about its row:
    /// one that names it by a value which no other row has. Had the up put it there, it would be no value of anybody's.
    pub fn covers(&self, loss: &Loss, before: &State, after: &State) -> bool {
        let (Some(column), Some((_, was)), Some((_, is))) = (
            &loss.column,
            table(&before.rows, loss),
            table(&after.rows, loss),
        ) else {
            return false;
        };
        let Some(at) = was.columns.iter().position(|it| it == column) else {
            return false;
        };
        if self.0.is_empty() || was.columns != is.columns {
            return false;
        }
        let keys: Vec<usize> = (0..was.columns.len())
            .filter(|key| *key != at && tells_apart(was, *key) && tells_apart(is, *key))
            .collect();
        let (gone, came) = (beyond(was, is), beyond(is, was));
        let came: Vec<Cow<'_, Row>> = came.iter().collect();
        // Other columns of the row may have changed with it, as a time of the last change does.
        let is_carried = |gone: Cow<'_, Row>| {
            keys.iter().any(|key| {
                let mut now = came.iter().filter(|now| now[*key] == gone[*key]);
                let carries = |carried: &Row, now: &Row| {
                    carried.contains(&gone[*key]) && carried.contains(&now[at])
                };
                now.any(|now| {
                    let is_carried = || self.0.iter().any(|carried| carries(carried, now));
                    now[at] == gone[at] || gone[at].is_none() && is_carried()
                })
            })
        };
        !gone.is_empty() && gone.iter().all(is_carried)
    }
}

fn is_new_table(made: &Difference) -> Option<&str> {
    let is_new = made.change == Change::Leftover && made.object.kind == "table";
    is_new.then_some(&made.object.name)
}

/// Whether each row has a value of its own in that column.
fn tells_apart(table: &TableContents, column: usize) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut values = values(table, &table.columns[column]).into_iter().flatten();
    let key = |value: &String| Key::of_values([Some(value.as_str())].into_iter());
    values.all(|value| value.is_some_and(|it| seen.insert(key(&it))))
}
