//! What `reset` deleted.

use serde::Serialize;

use super::Moved;
use crate::escape;
use crate::runner::RowCount;

/// The result of a reset.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reset {
    /// The tables that the database had, and their rows, those with the most rows first.
    pub tables: Vec<RowCount>,
    /// What was applied then, and where the database stands.
    #[serde(flatten)]
    pub moved: Moved,
}

/// How many tables have a line of their own.
const LINES: usize = 10;

/// What a database holds before it is reset: a total, and the tables with the most rows.
#[must_use]
pub fn held(database: &str, tables: &[RowCount]) -> String {
    let total: i64 = tables.iter().filter_map(|table| table.rows).sum();
    let mut text = format!(
        "reset deletes what {database} holds: {} in {}\n",
        count(total, "row"),
        count(tables.len(), "table")
    );
    for RowCount { table, rows } in tables.iter().take(LINES) {
        let rows = rows.map_or_else(|| "unknown".to_owned(), |rows| rows.to_string());
        text += &format!("{rows:>12}  {}\n", escape::line(table));
    }
    if tables.len() > LINES {
        let rest = &tables[LINES..];
        let rows = rest.iter().filter_map(|table| table.rows).sum::<i64>();
        text += &format!("{rows:>12}  in {} more\n", rest.len());
    }
    text
}

fn count(number: impl TryInto<i64>, what: &str) -> String {
    match number.try_into().unwrap_or(i64::MAX) {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
