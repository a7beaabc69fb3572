//! What rows make that the proof put in: a trigger may create a table for each of them, or a partition for its day. That is
//! the doing of no migration, whichever finds it later.

use std::sync::LazyLock;

use regex::Regex;

use crate::catalog::{Catalog, Change, Difference};

/// What was made so, on one server.
#[derive(Debug, Default)]
pub(super) struct ByProduct(Vec<Difference>);

/// What a function must say to change a catalog.
static DEFINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(create|alter|drop|comment|grant|revoke|execute)\b").expect("it is sound")
});

impl ByProduct {
    /// Whether rows that are put in may change this catalog.
    pub fn may_come_of_rows(catalog: &Catalog) -> bool {
        let defines =
            |body: &serde_json::Value| body.as_str().is_some_and(|it| DEFINES.is_match(it));
        let mut functions = catalog.of_kind("function");
        catalog.of_kind("trigger").next().is_some()
            && functions.any(|(_, facts)| facts.get("body").is_some_and(defines))
    }

    /// Whether rows that are put in may change others: by a trigger or a rule.
    pub fn may_change_others(catalog: &Catalog) -> bool {
        let has_any = |kind| catalog.of_kind(kind).next().is_some();
        has_any("trigger") || has_any("rule")
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
