//! One cause, one difference.

use std::collections::HashSet;

use serde_json::Value;

use super::diff::{DEFINITION, INDEX, TABLE, text};
use super::{Catalog, Change, Difference, Identity};

/// The facts that a definition holds, too.
const DEFINED: [&str; 19] = [
    "arguments",
    "columns",
    "deferrable",
    "events",
    "function",
    "initially_deferred",
    "level",
    "match",
    "no_inherit",
    "nulls_not_distinct",
    "on_delete",
    "on_delete_columns",
    "on_update",
    "predicate",
    "referenced_index",
    "timing",
    "type",
    "unique",
    "validated",
];
/// The fact that names the tables that one is a child of.
const INHERITS: &str = "inherits";

/// What differs without what differs only because something else does: a fact that the object's definition holds, too, the
/// index of a constraint that is another, and a child table's part of what differs in its parent.
#[must_use]
pub fn causes(found: &[Difference], before: &Catalog, after: &Catalog) -> Vec<Difference> {
    let facts = |identity: &Identity| {
        let facts = before.objects.get(identity);
        facts.or_else(|| after.objects.get(identity))
    };
    let is_defined = |it: &&Difference| it.fact.as_deref() == Some(DEFINITION);
    let defined: HashSet<&Identity> = found
        .iter()
        .filter(is_defined)
        .map(|it| &it.object)
        .collect();
    let indexes: HashSet<&str> = defined
        .iter()
        .filter_map(|it| text(facts(it)?, INDEX))
        .collect();
    let follows = |it: &Difference| {
        let is_held = it.fact.as_deref().is_some_and(|it| DEFINED.contains(&it));
        let is_index = facts(&it.object).is_some_and(|facts| facts.contains_key(TABLE));
        let is_under = is_index && indexes.contains(it.object.name.as_str());
        is_held && defined.contains(&it.object)
            || is_under && (is_held || it.fact.as_deref() == Some(DEFINITION))
    };
    let is_of_parent = |it: &Difference| {
        let parents = |table: &str| {
            let facts = before.get("table", table);
            let facts = facts.or_else(|| after.get("table", table));
            facts.and_then(|facts| facts.get(INHERITS)?.as_array())
        };
        let is_alike = |name: &str| {
            found.iter().any(|other| {
                other.object.name == name
                    && other.object.kind == it.object.kind
                    && (other.change, &other.fact) == (it.change, &it.fact)
                    && (&other.was, &other.is) == (&it.was, &it.is)
            })
        };
        let name = it.object.name.as_str();
        if it.object.kind == "table" {
            let mut parents = parents(name)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            return it.change != Change::Changed && parents.any(is_alike);
        }
        let Some((table, part)) = name.rsplit_once('.') else {
            return false;
        };
        let mut parents = parents(table)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        parents.any(|parent| is_alike(&format!("{parent}.{part}")))
    };
    let is_cause = |it: &&Difference| !follows(it) && !is_of_parent(it);
    found.iter().filter(is_cause).cloned().collect()
}
