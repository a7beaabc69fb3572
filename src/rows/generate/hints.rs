//! Hints from earlier rows: what the tables of a schema accepted, so that later rows are not refused for the same reason.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::choices::{Choice, Choices, DEFAULT, NULL};
use super::family::Family;
use super::plan::TablePlan;

/// What to try first, and where to give up early.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// By table, family and column: the place of the value that was taken last, where another was refused.
    places: HashMap<String, HashMap<Family, BTreeMap<String, usize>>>,
    /// The tables that took none of the rows of a family that were tried.
    refusals: HashMap<(String, Family), Refusal>,
    /// The tables of which a row was ended by the limit for it.
    hanging: BTreeSet<String>,
}

/// That a table took no row of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    /// Its columns as they were then.
    columns: Vec<(String, String)>,
    /// The words in which the first of the rows was refused, without the numbers in them.
    words: String,
}

impl Hints {
    /// Whether values of a table were refused before others were taken.
    pub(super) fn has_places(&self, table: &TablePlan) -> bool {
        let mut places = self.places.get(&table.identity).into_iter().flatten();
        places.any(|(_, places)| !places.is_empty())
    }

    /// Puts the values first that were taken before.
    pub(super) fn prefer(&self, table: &TablePlan, family: Family, choices: &mut Choices) {
        let places = self.places.get(&table.identity);
        let places = places.and_then(|it| it.get(&family)).into_iter().flatten();
        for (column, place) in places {
            if let Some(choice) = choices.get_mut(column) {
                choice.prefer(*place);
            }
        }
    }

    /// Takes note of the row that a table took. Columns without a value are to get one when they can.
    pub(super) fn take(&mut self, table: &TablePlan, family: Family, choices: &Choices) {
        let key = (table.identity.clone(), family);
        self.refusals.remove(&key);
        let has_value = |choice: &Choice| ![NULL, DEFAULT].contains(&choice.expression());
        let places = choices
            .iter()
            .filter(|(_, choice)| has_value(choice) && choice.place() > 0)
            .map(|(column, choice)| (column.clone(), choice.place()));
        let places: BTreeMap<String, usize> = places.collect();
        let of_table = self.places.entry(table.identity.clone()).or_default();
        of_table.insert(family, places);
    }

    /// Takes note that a table took none, and how the first of its rows was refused.
    pub(super) fn refuse(&mut self, table: &TablePlan, family: Family, words: &str) {
        let refusal = Refusal::of(table, words);
        self.refusals
            .insert((table.identity.clone(), family), refusal);
    }

    /// Takes note that a row of a table did not come to its end.
    pub(super) fn hang(&mut self, table: &TablePlan) {
        self.hanging.insert(table.identity.clone());
    }

    /// Whether a row of a table did not come to its end: then no other one is tried, as that would take as long.
    pub(super) fn hangs(&self, table: &TablePlan) -> bool {
        self.hanging.contains(&table.identity)
    }

    /// Whether a table took no row of a family when it was last tried, and has not changed since.
    pub(super) fn has_refused(&self, table: &TablePlan, family: Family) -> bool {
        let refusal = self.refusals.get(&(table.identity.clone(), family));
        refusal.is_some_and(|it| it.columns == Refusal::of(table, "").columns)
    }

    /// Whether a table took a row of any family.
    pub(super) fn has_taken(&self, table: &TablePlan) -> bool {
        self.places.contains_key(&table.identity)
    }

    /// Whether a table that has not changed refused a row in these words before, and all after it.
    pub(super) fn knows(&self, table: &TablePlan, family: Family, words: &str) -> bool {
        let refusal = self.refusals.get(&(table.identity.clone(), family));
        refusal == Some(&Refusal::of(table, words))
    }
}

impl Refusal {
    fn of(table: &TablePlan, words: &str) -> Self {
        let columns = table.columns.iter();
        let columns = columns.map(|column| (column.name.clone(), column.ty.clone()));
        let is_digit = |c: &char| c.is_ascii_digit();
        Self {
            columns: columns.collect(),
            words: words.chars().filter(|c| !is_digit(c)).collect(),
        }
    }
}
