//! Objects that generated rows create: a trigger may create a table for each of them, or a partition for its day. No
//! migration is at fault for those.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::catalog::{Catalog, Change, Difference, Facts};

/// What was made so, on one server.
#[derive(Debug, Default)]
pub(in crate::checks::round_trip) struct ByProduct(Vec<Difference>);

/// What a function must say to change a catalog.
static DEFINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(create|alter|drop|comment|grant|revoke|execute)\b").expect("it is sound")
});

impl ByProduct {
    /// Whether rows that are put in may change this catalog.
    pub fn may_come_of_rows(catalog: &Catalog) -> bool {
        let defines = |body: &Value| body.as_str().is_some_and(|it| DEFINES.is_match(it));
        let mut functions = catalog.of_kind("function");
        catalog.of_kind("trigger").next().is_some()
            && functions.any(|(_, facts)| facts.get("body").is_some_and(defines))
    }

    /// Whether rows that are put into tables which `made` touches, or which were `emptied`, may change others: by a trigger
    /// or a rule of such a table.
    pub fn may_change_others(catalog: &Catalog, made: &[Difference], emptied: &[String]) -> bool {
        // Their tables have other names.
        const TYPES: [&str; 5] = [
            "enum",
            "domain",
            "composite_type",
            "range_type",
            "base_type",
        ];
        let is_of_type = made
            .iter()
            .any(|it| TYPES.contains(&it.object.kind.as_str()));
        let takes_rows = |table: &str| {
            let is_touched = made.iter().any(|it| {
                let rest = it.object.name.strip_prefix(table);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            is_touched || emptied.iter().any(|it| it == table)
        };
        let on_tables = ["trigger", "rule"].map(|kind| catalog.of_kind(kind));
        let on_tables: Vec<&str> = on_tables
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .collect();
        let has_any = |table: &str| {
            let mut rest = on_tables.iter().filter_map(|name| name.strip_prefix(table));
            rest.any(|rest| rest.starts_with('.'))
        };
        // Rows go from a table to its partitions, and what hangs on the one counts for the others.
        let is_child = |facts: &Facts| {
            let parents = facts.get("inherits").and_then(Value::as_array);
            parents.is_some_and(|it| !it.is_empty())
        };
        let mut tables = catalog.of_kind("table");
        !on_tables.is_empty()
            && (is_of_type
                || tables.any(|(name, facts)| {
                    let (takes, has) = (takes_rows(name), has_any(name));
                    takes && has || is_child(facts) && (takes || has)
                }))
    }

    /// Whether rows that are put into tables which `made` touches may let others of them point somewhere: in a cycle of
    /// foreign keys, a row that stands gets what it points to once there is something.
    pub fn may_be_pointed(catalog: &Catalog, made: &[Difference]) -> bool {
        // A new table has no row that stood.
        let is_new = |it: &Difference| it.object.kind == "table" && it.change == Change::Leftover;
        let is_touched = |table: &str| {
            let of_table = |it: &&Difference| {
                let rest = it.object.name.strip_prefix(table);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let mut of_table = made.iter().filter(of_table).peekable();
            of_table.peek().is_some() && !of_table.any(is_new)
        };
        let is_foreign = |facts: &Facts| facts.get("type").is_some_and(|it| it == "foreign key");
        let mut constraints = catalog.of_kind("constraint");
        constraints.any(|(name, facts)| {
            let table = name.rsplit_once('.');
            is_foreign(facts) && table.is_some_and(|(table, _)| is_touched(table))
        })
    }

    pub fn note(&mut self, made: Vec<Difference>) {
        self.0.extend(made);
    }

    /// Whether a difference is of what was made so, or of a part of it.
    pub fn has(&self, difference: &Difference) -> bool {
        let name = &difference.object.name;
        self.0.iter().any(|made| {
            let rest = name.strip_prefix(made.object.name.as_str());
            let is_inside = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            let is_the_same = made.object == difference.object && made.fact == difference.fact;
            is_the_same || made.change != Change::Changed && is_inside
        })
    }

    /// Whether a table was made so.
    pub fn has_table(&self, schema: &str, table: &str) -> bool {
        let name = format!("{schema}.{table}");
        let is_it = |made: &&Difference| {
            made.change == Change::Leftover && made.object.name.replace('"', "") == name
        };
        self.0.iter().any(|made| is_it(&made))
    }
}
