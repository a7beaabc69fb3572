//! Downs that rely on the content of a value, which no constraint of the schema requires.

use std::collections::BTreeSet;

use crate::catalog::{Change, Difference};
use crate::rows::Unfilled;
use crate::runner::FailedSql;

/// What is noted of tables whose rows stood in the way of a down.
pub(in crate::checks::round_trip) fn unfilled(
    tables: BTreeSet<String>,
    failed: &FailedSql,
) -> Vec<Unfilled> {
    let whose = match tables.len() {
        ..=1 => "its generated rows stood",
        _ => "its generated rows or another table's stood",
    };
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    let why = format!(
        "{whose} in the way of the down: {} ({code})",
        failed.message
    );
    let unfilled = tables.into_iter().map(|table| Unfilled {
        table,
        why: why.clone(),
        constraint: None,
    });
    unfilled.collect()
}

/// Whether a column's type was changed in the statement that failed, whose values are all converted: no query of theirs.
fn converts(failed: &FailedSql) -> bool {
    failed.begins_with("ALTER TABLE")
}

/// Whether a down failed for what stands in a value, which no rule of the schema asks for: that a text is a number,
/// that a document is a list, that a name can stand in a statement. An application may well write nothing else.
///
/// Where the migration changes the type of a column, or the type itself, the values that only the newer one takes
/// are its own doing. So are lengths (22001), bounds (22003) and all that the rules of a schema say (class 23).
pub(in crate::checks::round_trip) fn is_read(failed: &FailedSql, made: &[Difference]) -> bool {
    const OTHER_DATA: [&str; 2] = ["22001", "22003"];
    // Where names are put together to a statement.
    const SYNTAX: &str = "42601";
    const TYPES: [&str; 4] = ["enum", "domain", "composite_type", "range_type"];
    let code = failed.sqlstate.as_deref().unwrap_or_default();
    let is_of_data = code.starts_with("22") && !OTHER_DATA.contains(&code);
    let changes_type = |it: &Difference| {
        let is_of_a_type = TYPES.contains(&it.object.kind.as_str());
        it.fact.as_deref() == Some("type") || it.change == Change::Changed && is_of_a_type
    };
    // What the server can point to stands in the file.
    let is_pointed_to = failed.place.is_some();
    let reads_values = !is_pointed_to && !converts(failed) && !made.iter().any(changes_type);
    (is_of_data || code == SYNTAX) && reads_values
}
