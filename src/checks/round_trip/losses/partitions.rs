//! The rows of a partition are its table's.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::Catalog;
use crate::checks::round_trip::clock::Clock;
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::sql::QualifiedName;

/// A loss as it is reported. Which partition its rows stood in is nobody's to know, so it is the loss of the table that the
/// partition is of, unless the partition alone is gone; and what a child table loses of an inherited column, of which its
/// parent loses as much, is its parent's loss. The rows stood in the first state, and are gone in the other.
pub(in crate::checks::round_trip) fn reported(
    clock: &Clock,
    loss: &Loss,
    all: &[Loss],
    (state, gone): (&State, &State),
) -> Loss {
    let found = state.rows.table(&loss.schema, &loss.table);
    let mut reported = loss.clone();
    let mut name = found.map(|(identity, _)| identity.as_str());
    while let Some((parent, sort)) = name.and_then(|name| parent(&state.catalog, name)) {
        let Some((schema, table)) = split(parent) else {
            break;
        };
        let of_parent = Loss {
            schema,
            table,
            column: reported.column.clone(),
        };
        let is_known = clock.dateless(&reported.table) == reported.table;
        let is_there = |name: &str| gone.catalog.get("table", name).is_some();
        if is_known && is_there(parent) && !name.is_some_and(is_there) {
            break;
        }
        if sort == Child::Inherits && !(loss.column.is_some() && all.contains(&of_parent)) {
            break;
        }
        reported = of_parent;
        name = Some(parent);
    }
    reported
}

/// The same loss as one of each table above its own, whose partition or child that is.
pub(in crate::checks::round_trip) fn above(loss: &Loss, state: &State) -> Vec<Loss> {
    let found = state.rows.table(&loss.schema, &loss.table);
    let mut waiting: Vec<&str> = found.map(|(name, _)| name.as_str()).into_iter().collect();
    let mut above = Vec::new();
    while let Some(name) = waiting.pop() {
        let parents = parents(&state.catalog, name);
        for (parent, (schema, table)) in parents.filter_map(|it| Some((it, split(it)?))) {
            let column = loss.column.clone();
            above.push(Loss {
                schema,
                table,
                column,
            });
            waiting.push(parent);
        }
    }
    above
}

/// The table above a partition that a statement names, where it does not name the partition: which one holds a row is nobody's
/// to know.
pub(in crate::checks::round_trip) fn written(
    table: &QualifiedName,
    state: &State,
    named: &BTreeSet<String>,
) -> Option<QualifiedName> {
    let is_named = |name: &str| named.contains(&name.to_lowercase());
    let found = state.rows.table(&table.schema, &table.name)?;
    let mut at = found.0.as_str();
    if is_named(&table.name) {
        return None;
    }
    while let Some((above, Child::Partition)) = parent(&state.catalog, at) {
        let (schema, name) = split(above)?;
        if is_named(&name) {
            return Some(QualifiedName { schema, name });
        }
        at = above;
    }
    None
}

/// What a table is to its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Child {
    Partition,
    Inherits,
}

/// The table that another is a child of, both by their names in a catalog.
fn parent<'a>(catalog: &'a Catalog, child: &str) -> Option<(&'a str, Child)> {
    let facts = catalog.get("table", child)?;
    let sort = match facts.get("partition_bound") {
        Some(_) => Child::Partition,
        None => Child::Inherits,
    };
    Some((parents(catalog, child).next()?, sort))
}

/// The tables that one inherits from, by their names in a catalog.
fn parents<'a>(catalog: &'a Catalog, table: &str) -> impl Iterator<Item = &'a str> {
    let facts = catalog.get("table", table);
    let inherits = facts.and_then(|facts| facts.get("inherits")?.as_array());
    inherits.into_iter().flatten().filter_map(Value::as_str)
}

/// Schema and table of a name in a catalog, without quotation marks.
fn split(name: &str) -> Option<(String, String)> {
    let mut is_quoted = false;
    let dot = name.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '.' && !is_quoted
    });
    let (schema, table) = name.split_at(dot?.0);
    let bare = |part: &str| match part
        .strip_prefix('"')
        .and_then(|part| part.strip_suffix('"'))
    {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => part.to_owned(),
    };
    Some((bare(schema), bare(&table[1..])))
}
