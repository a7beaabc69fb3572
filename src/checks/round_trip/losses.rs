//! Of which kind a loss is: whose data it was that is gone.

use std::collections::BTreeSet;

use crate::catalog::{Change, Difference};
use crate::findings::Kind;
use crate::migrations::Loss;
use crate::rows::Rows;

/// Data that is gone after a step and its way back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lost {
    pub loss: Loss,
    /// A kind of loss.
    pub kind: Kind,
}

/// What of the rows that stood before an up is not there after the down: their values are missed there, whatever
/// the columns are called meanwhile.
pub(super) fn of_before(lost: Vec<Loss>) -> Vec<Lost> {
    let kind = Kind::LostBefore;
    lost.into_iter().map(|loss| Lost { loss, kind }).collect()
}

/// What came since the up and is gone once the down and the second up have run. `before` are the rows below the
/// migration, with the columns that there were, and `made` is what the up has made.
///
/// Whatever the older schema has no place for is forgotten by nature: a table or a column that is new, and what the up
/// has loosened, of which the older schema may take no more than a part.
pub(super) fn of_since(lost: Vec<Loss>, before: &Rows, made: &[Difference]) -> Vec<Lost> {
    let loosened = loosened(made);
    let has_place = |loss: &Loss| {
        let mut tables = before.tables.values();
        let table = tables.find(|it| it.schema == loss.schema && it.name == loss.table);
        table.is_some_and(|table| match &loss.column {
            Some(column) => table.columns.contains(column),
            None => true,
        })
    };
    let is_loosened = |loss: &Loss| {
        let table = [&*loss.schema, &*loss.table].join(".");
        loosened.contains(&table)
    };
    lost.into_iter()
        .map(|loss| Lost {
            kind: if has_place(&loss) && !is_loosened(&loss) {
                Kind::LostSince
            } else {
                Kind::Forgets
            },
            loss,
        })
        .collect()
}

/// The tables of which a column was dropped, by their names in a catalog.
pub(super) fn dropped_from(made: &[Difference]) -> BTreeSet<String> {
    let is_column = |it: &&Difference| it.change == Change::Missing && it.object.kind == "column";
    let columns = made.iter().filter(is_column);
    let tables = columns.filter_map(|it| Some(it.object.name.rsplit_once('.')?.0.to_owned()));
    tables.collect()
}

/// The tables that may take more than before, by their names without quotation marks.
fn loosened(made: &[Difference]) -> BTreeSet<String> {
    const RULES: [&str; 2] = ["constraint", "index"];
    let loosens = |it: &&Difference| {
        let kind = it.object.kind.as_str();
        match it.change {
            Change::Changed if kind == "column" => {
                matches!(it.fact.as_deref(), Some("type" | "not_null"))
            }
            Change::Missing | Change::Changed => RULES.contains(&kind),
            Change::Leftover => false,
        }
    };
    let of_table = |it: &Difference| {
        let name = it
            .object
            .name
            .rsplit_once('.')
            .map_or("", |(table, _)| table);
        name.replace('"', "")
    };
    made.iter().filter(loosens).map(of_table).collect()
}
