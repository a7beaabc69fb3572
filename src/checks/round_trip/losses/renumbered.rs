//! Rows to which a down gave new numbers, so that a number no longer identifies a row.

use std::collections::BTreeSet;

use crate::catalog::{Change, Difference};
use crate::migrations::Loss;
use crate::rows::{Rows, TableContents};
use crate::sql::identifier;

/// Losses in which every column of a table is lost but those that the up dropped, as one loss of rows: what the down gave
/// the numbers to are other rows. `made` is what the up changed, `before` what stood before it.
pub(super) fn as_rows(lost: Vec<Loss>, made: &[Difference], before: &Rows) -> Vec<Loss> {
    let mut of_rows: Vec<Loss> = Vec::new();
    for (identity, table) in &before.tables {
        let columns: BTreeSet<&String> = lost
            .iter()
            .filter(|it| it.schema == table.schema && it.table == table.name)
            .filter_map(|it| it.column.as_ref())
            .collect();
        if columns.len() > 1 && is_all_but_dropped(&columns, (identity, table), made) {
            of_rows.push(Loss {
                schema: table.schema.clone(),
                table: table.name.clone(),
                column: None,
            });
        }
    }
    let is_covered = |loss: &Loss| of_rows.iter().any(|it| it.covers(loss));
    let left: Vec<Loss> = lost.into_iter().filter(|it| !is_covered(it)).collect();
    left.into_iter().chain(of_rows.iter().cloned()).collect()
}

/// Whether each column is among the lost ones or was dropped, and one was dropped.
fn is_all_but_dropped(
    lost: &BTreeSet<&String>,
    (identity, table): (&String, &TableContents),
    made: &[Difference],
) -> bool {
    let is_dropped = |column: &String| {
        let name = format!("{identity}.{}", identifier(column));
        made.iter().any(|it| {
            it.change == Change::Missing && it.object.kind == "column" && it.object.name == name
        })
    };
    let mut others = table
        .columns
        .iter()
        .filter(|it| !lost.contains(it))
        .peekable();
    others.peek().is_some() && others.all(is_dropped)
}
