//! Tables from which an up removes a constraint or a limit.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::{Catalog, Change, Difference, Facts};

/// The tables that may take more than before, by their names without quotation marks: of which a rule is gone, or one of
/// whose types takes more.
pub(in crate::checks::round_trip) fn loosened(
    made: &[Difference],
    catalog: &Catalog,
) -> BTreeSet<String> {
    const RULES: [&str; 2] = ["constraint", "index"];
    const TYPES: [&str; 2] = ["enum", "domain"];
    let loosens = |it: &&Difference| {
        let kind = it.object.kind.as_str();
        match it.change {
            Change::Changed if kind == "column" => {
                matches!(it.fact.as_deref(), Some("type" | "not_null"))
            }
            Change::Changed if TYPES.contains(&kind) => true,
            Change::Missing | Change::Changed => RULES.contains(&kind),
            Change::Leftover => false,
        }
    };
    let whole = |name: &str| {
        name.rsplit_once('.')
            .map_or("", |(whole, _)| whole)
            .replace('"', "")
    };
    let loosened = made.iter().filter(loosens);
    let loosened = loosened.map(|it| match it.object.kind.as_str() {
        kind if TYPES.contains(&kind) => it.object.name.replace('"', ""),
        _ => whole(&it.object.name),
    });
    let mut loosened: BTreeSet<String> = loosened.collect();
    let is_of_such = |facts: &Facts| {
        let sort = facts
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        loosened.contains(&sort.trim_end_matches("[]").replace('"', ""))
    };
    let columns = catalog
        .of_kind("column")
        .filter(|(_, facts)| is_of_such(facts));
    let tables: Vec<String> = columns.map(|(name, _)| whole(name)).collect();
    loosened.extend(tables);
    loosened
}
