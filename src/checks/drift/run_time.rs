//! Partitions that are made at run time: no migration makes them, and each is what its table was made for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::{Catalog, Change, Difference, Facts};

/// Takes the partitions out of these differences that stand only in the live database, below a table that both have, and
/// says their names.
pub(super) fn take_out(
    was: &Catalog,
    is: &Catalog,
    differences: &mut Vec<Difference>,
) -> Vec<String> {
    let partitions: BTreeSet<&str> = is
        .of_kind("table")
        .map(|(name, _)| name)
        .filter(|name| is_made_at_run_time(was, is, name))
        .collect();
    differences.retain(|difference| {
        let object = &difference.object;
        let is_partition = object.kind == "table" && partitions.contains(&*object.name);
        let is_of_one = || is_foreign_key_of(is, difference, &partitions);
        difference.change != Change::Leftover || !is_partition && !is_of_one()
    });
    partitions.into_iter().map(str::to_owned).collect()
}

fn is_made_at_run_time(was: &Catalog, is: &Catalog, table: &str) -> bool {
    let Some(facts) = is.get("table", table) else {
        return false;
    };
    if was.get("table", table).is_some() || !facts.contains_key("partition_bound") {
        return false;
    }
    let parents = facts.get("inherits").and_then(Value::as_array);
    let mut parents = parents.into_iter().flatten().filter_map(Value::as_str);
    parents.any(|parent| was.get("table", parent).is_some() || is_made_at_run_time(was, is, parent))
}

/// Whether it is what a foreign key to a partitioned table has for each partition.
fn is_foreign_key_of(is: &Catalog, difference: &Difference, partitions: &BTreeSet<&str>) -> bool {
    let object = &difference.object;
    let text = |facts: &Facts, fact: &str| Some(facts.get(fact)?.as_str()?.to_owned());
    let table = || {
        let constraint = is.get(&object.kind, &object.name)?;
        let index = text(constraint, "referenced_index")?;
        text(is.get("index", &index)?, "table")
    };
    object.kind == "constraint" && table().is_some_and(|table| partitions.contains(&*table))
}
