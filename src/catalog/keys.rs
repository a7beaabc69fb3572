//! The constraints of tables, and the columns of their keys, as a catalog has them.

use serde_json::Value;

use super::diff::text;
use super::{Catalog, Facts, Identity};

/// The facts of a table's constraints of one type, such as `foreign key`.
pub(crate) fn constraints<'a>(
    catalog: &'a Catalog,
    table: &str,
    of: &'a str,
) -> impl Iterator<Item = &'a Facts> + use<'a> {
    let prefix = format!("{table}.");
    let first = Identity {
        kind: "constraint".to_owned(),
        name: prefix.clone(),
    };
    let its = catalog.objects.range(first..);
    its.take_while(move |(it, _)| it.kind == "constraint" && it.name.starts_with(&prefix))
        .map(|(_, facts)| facts.as_ref())
        .filter(move |facts| text(facts, "type") == Some(of))
}

/// The names in a fact that is a list, in its order.
pub(crate) fn names_in_fact<'a>(facts: &'a Facts, fact: &str) -> Vec<&'a str> {
    let names = facts.get(fact).and_then(Value::as_array);
    let names = names.into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// The columns of a table's primary key, in the key's order; none where it has no key.
pub(crate) fn primary_key<'a>(catalog: &'a Catalog, table: &str) -> Vec<&'a str> {
    let key = constraints(catalog, table, "primary key").next();
    key.map_or_else(Vec::new, |facts| names_in_fact(facts, "columns"))
}
