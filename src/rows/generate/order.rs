//! The order in which tables get their rows: those that others point to first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::plan::{ForeignKey, TablePlan};
use crate::sql::QualifiedName;

/// Tables that wait for their rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting {
    /// In their order; `None` where one has had its turn.
    tables: Vec<Option<TablePlan>>,
    places: HashMap<QualifiedName, usize>,
    /// By how many keys each points to others that wait,
    waits_for: Vec<usize>,
    /// and which others point to it, once for each key.
    pointing: Vec<Vec<usize>>,
    /// Those that wait and point to none that does.
    ready: BTreeSet<usize>,
}

impl Waiting {
    pub fn new(tables: Vec<TablePlan>) -> Self {
        let names = tables.iter().map(|table| table.name.clone());
        let mut waiting = Self {
            places: names.zip(0..).collect(),
            waits_for: vec![0; tables.len()],
            pointing: vec![Vec::new(); tables.len()],
            ..Self::default()
        };
        for (at, table) in tables.iter().enumerate() {
            let others = table
                .foreign_keys
                .iter()
                .filter(|key| key.target != table.name);
            for target in others.filter_map(|key| waiting.places.get(&key.target)) {
                waiting.waits_for[at] += 1;
                waiting.pointing[*target].push(at);
            }
        }
        let ready = waiting.waits_for.iter().enumerate();
        waiting.ready = ready.filter(|it| *it.1 == 0).map(|it| it.0).collect();
        waiting.tables = tables.into_iter().map(Some).collect();
        waiting
    }

    /// The next table, and those of its keys that are to be filled later, as they close a cycle.
    ///
    /// That is the first which points to none that waits. In a cycle it is the first of which the keys may be NULL till
    /// then, or are not checked till then, and else the first of those that wait for fewest: they only wait for each
    /// other.
    pub fn next(&mut self) -> Option<(TablePlan, Vec<ForeignKey>)> {
        let at = self
            .ready
            .first()
            .copied()
            .or_else(|| self.first_of_cycle())?;
        let table = self.tables[at].take()?;
        let keys = table.foreign_keys.iter();
        let cut = keys
            .filter(|key| self.waits(&table, key))
            .cloned()
            .collect();
        self.ready.remove(&at);
        for pointing in std::mem::take(&mut self.pointing[at]) {
            self.waits_for[pointing] -= 1;
            if self.waits_for[pointing] == 0 && self.tables[pointing].is_some() {
                self.ready.insert(pointing);
            }
        }
        Some((table, cut))
    }

    /// Which table to begin with where each points to one that waits.
    fn first_of_cycle(&self) -> Option<usize> {
        let first = |is_meant: &dyn Fn(&TablePlan) -> bool| {
            let is_meant = |it: &Option<TablePlan>| it.as_ref().is_some_and(is_meant);
            self.tables.iter().position(is_meant)
        };
        let has_to_wait =
            |table: &TablePlan, key: &ForeignKey| self.waits(table, key) && table.has_to_point(key);
        let may_begin = |table: &TablePlan| {
            let mut keys = table.foreign_keys.iter();
            !keys.any(|key| has_to_wait(table, key))
        };
        let may_be_deferred = |table: &TablePlan| {
            let mut keys = table.foreign_keys.iter();
            !keys.any(|key| has_to_wait(table, key) && !key.is_deferrable)
        };
        let fewest = || {
            let tables = self.tables.iter().enumerate();
            let waiting = tables.filter_map(|(at, it)| Some((at, it.as_ref()?)));
            waiting.min_by_key(|(_, table)| self.needed_by(table).len())
        };
        first(&may_begin)
            .or_else(|| first(&may_be_deferred))
            .or_else(|| fewest().map(|(at, _)| at))
    }

    /// A table and those to which a row of it has to point, directly or by way of others.
    pub fn needed_by(&self, table: &TablePlan) -> Vec<TablePlan> {
        let mut needed = vec![table];
        let mut seen = HashSet::from([&table.name]);
        let mut at = 0;
        while let Some(table) = needed.get(at) {
            let keys = table.foreign_keys.iter();
            let keys = keys.filter(|key| table.has_to_point(key));
            let targets: BTreeSet<usize> = keys.filter_map(|key| self.place(&key.target)).collect();
            let found = targets
                .into_iter()
                .filter_map(|at| self.tables[at].as_ref());
            let new: Vec<&TablePlan> = found.filter(|it| seen.insert(&it.name)).collect();
            needed.extend(new);
            at += 1;
        }
        needed.into_iter().cloned().collect()
    }

    /// Whether a table waits for the one that a key of it points to.
    fn waits(&self, table: &TablePlan, key: &ForeignKey) -> bool {
        key.target != table.name && self.place(&key.target).is_some()
    }

    /// Where a table stands, if it waits.
    fn place(&self, name: &QualifiedName) -> Option<usize> {
        let place = self.places.get(name).copied();
        place.filter(|at| self.tables[*at].is_some())
    }
}
