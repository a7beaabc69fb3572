//! The keys of tables, as a catalog has them.

use serde_json::Value;

use super::diff::text;
use super::{Catalog, Identity};

/// The columns of a table's primary key, in the key's order; none where it has no key.
pub(crate) fn primary_key<'a>(catalog: &'a Catalog, table: &str) -> Vec<&'a str> {
    let prefix = format!("{table}.");
    let first = Identity {
        kind: "constraint".to_owned(),
        name: prefix.clone(),
    };
    let constraints = catalog.objects.range(first..);
    let mut constraints =
        constraints.take_while(|(it, _)| it.kind == "constraint" && it.name.starts_with(&prefix));
    let key = constraints.find(|(_, facts)| text(facts, "type") == Some("primary key"));
    let columns = key.and_then(|(_, facts)| facts.get("columns")?.as_array());
    let columns = columns.into_iter().flatten();
    columns.filter_map(Value::as_str).collect()
}
