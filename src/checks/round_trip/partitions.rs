//! The rows of a partition are its table's.

use serde_json::Value;

use super::clock::Clock;
use super::sandbox::State;
use crate::catalog::Catalog;
use crate::migrations::Loss;

/// A loss as it is reported. One partition among others is nobody's to know: where its table goes with it, and where it is
/// named after a day that no file names, the loss is the table's. `state` is where its rows stood, and `below` is the
/// state without the migration.
pub(super) fn reported(clock: &Clock, loss: &Loss, state: &State, below: &State) -> Loss {
    let mut tables = state.rows.tables.iter();
    let found = tables.find(|(_, it)| it.schema == loss.schema && it.name == loss.table);
    let mut reported = loss.clone();
    let mut name = found.map(|(identity, _)| identity.as_str());
    while let Some(parent) = name.and_then(|name| parent(&state.catalog, name)) {
        let is_dated = clock.dateless(&reported.table) != reported.table;
        let goes_too = below.catalog.get("table", parent).is_none();
        if let Some((schema, table)) = split(parent).filter(|_| is_dated || goes_too) {
            reported.schema = schema;
            reported.table = table;
        }
        name = Some(parent);
    }
    reported
}

/// The same loss as one of each table above its own, whose partition or child that is.
pub(super) fn above(loss: &Loss, state: &State) -> Vec<Loss> {
    let mut tables = state.rows.tables.iter();
    let found = tables.find(|(_, it)| it.schema == loss.schema && it.name == loss.table);
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

/// The table that a partition is of, both by their names in a catalog.
fn parent<'a>(catalog: &'a Catalog, partition: &str) -> Option<&'a str> {
    catalog.get("table", partition)?.get("partition_bound")?;
    parents(catalog, partition).next()
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
