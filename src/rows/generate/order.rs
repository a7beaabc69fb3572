//! The order in which tables get their rows: those that others point to first.

use std::collections::HashSet;

use super::plan::{ForeignKey, TablePlan};
use crate::sql::QualifiedName;

/// Tables that wait for their rows.
#[derive(Debug, Clone)]
pub(super) struct Waiting(Vec<TablePlan>);

impl Waiting {
    pub fn new(tables: Vec<TablePlan>) -> Self {
        Self(tables)
    }

    /// The next table, and those of its keys that are to be filled later, as they close a cycle.
    ///
    /// That is the first which points to none that waits. In a cycle it is the first of which the keys may be NULL till
    /// then, or are not checked till then, and else the first of those that wait for fewest: they only wait for each
    /// other.
    pub fn next(&mut self) -> Option<(TablePlan, Vec<ForeignKey>)> {
        let names: HashSet<&QualifiedName> = self.0.iter().map(|it| &it.name).collect();
        let waits = |table: &TablePlan, key: &ForeignKey| {
            key.target != table.name && names.contains(&key.target)
        };
        let waits_for_none = |table: &TablePlan| {
            let mut keys = table.foreign_keys.iter();
            !keys.any(|key| waits(table, key))
        };
        let may_begin = |table: &TablePlan| {
            let mut keys = table.foreign_keys.iter();
            !keys.any(|key| waits(table, key) && table.has_to_point(key))
        };
        let may_be_deferred = |table: &TablePlan| {
            let mut keys = table.foreign_keys.iter();
            !keys.any(|key| waits(table, key) && table.has_to_point(key) && !key.is_deferrable)
        };
        let at = self.0.iter().position(waits_for_none);
        let at = at.or_else(|| self.0.iter().position(may_begin));
        let at = at.or_else(|| self.0.iter().position(may_be_deferred));
        let fewest = || (0..self.0.len()).min_by_key(|at| self.needed_by(&self.0[*at]).len());
        let at = at.or_else(fewest)?;
        let keys = self.0[at].foreign_keys.iter();
        let cut = keys
            .filter(|key| waits(&self.0[at], key))
            .cloned()
            .collect();
        Some((self.0.remove(at), cut))
    }

    /// A table and those to which a row of it has to point, directly or by way of others.
    pub fn needed_by(&self, table: &TablePlan) -> Vec<TablePlan> {
        let mut needed = vec![table.clone()];
        let mut at = 0;
        while let Some(table) = needed.get(at) {
            let keys = table.foreign_keys.iter();
            let keys = keys.filter(|key| table.has_to_point(key));
            let targets: HashSet<&QualifiedName> = keys.map(|key| &key.target).collect();
            let is_new = |it: &&TablePlan| {
                targets.contains(&it.name) && !needed.iter().any(|other| other.name == it.name)
            };
            let found: Vec<TablePlan> = self.0.iter().filter(is_new).cloned().collect();
            needed.extend(found);
            at += 1;
        }
        needed
    }
}
