//! The size of a table in a picture, and what is drawn of it.

use super::model::{Column, Table};

/// Pixels.
pub(super) const HEADER: f64 = 28.0;
pub(super) const ROW: f64 = 18.0;
const MARGIN: f64 = 10.0;
const CHARACTER: f64 = 6.7;
const TITLE_CHARACTER: f64 = 7.6;

/// So many columns are drawn; keys go first.
const MOST: usize = 9;

/// Longer words are cut.
pub(super) const LONGEST: usize = 26;

/// The columns of a table that are drawn, by their places.
pub(super) fn drawn(table: &Table<'_>) -> Vec<usize> {
    let is_key = |it: &Column<'_>| it.is_primary || it.is_foreign;
    let all = 0..table.columns.len();
    let keys = all.clone().filter(|at| is_key(&table.columns[*at]));
    let others = all.filter(|at| !is_key(&table.columns[*at]));
    let mut drawn: Vec<usize> = keys.chain(others).take(MOST).collect();
    drawn.sort_unstable();
    drawn
}

/// Width and height.
pub(super) fn size(table: &Table<'_>) -> (f64, f64) {
    let columns = drawn(table);
    let widest = columns.iter().map(|at| {
        let column = &table.columns[*at];
        length(&column.name) + length(&short(column.type_name)) + 5.0
    });
    let width = widest.fold(0.0, f64::max) * CHARACTER + 2.0 * MARGIN;
    let title = length(&table.label) * TITLE_CHARACTER + 2.0 * MARGIN;
    let more = usize::from(columns.len() < table.columns.len());
    let rows = index(columns.len() + more);
    (
        width.max(title).max(120.0).ceil(),
        HEADER + rows * ROW + 6.0,
    )
}

/// That of a table of another group, of which only the name is drawn.
pub(super) fn size_of_name(table: &Table<'_>) -> (f64, f64) {
    (
        (length(&table.label) * TITLE_CHARACTER + 2.0 * MARGIN).ceil(),
        HEADER,
    )
}

/// Where the middle of a column's row is, below the top of its table; of one that is not drawn, the last row.
pub(super) fn row(table: &Table<'_>, column: usize) -> f64 {
    let columns = drawn(table);
    let at = columns.iter().position(|it| *it == column);
    HEADER + index(at.unwrap_or(columns.len())) * ROW + ROW / 2.0
}

/// A type as people write it in a hurry.
pub(super) fn short(type_name: &str) -> String {
    let mut name = type_name.to_owned();
    for (long, short) in [
        ("timestamp with time zone", "timestamptz"),
        ("timestamp without time zone", "timestamp"),
        ("character varying", "varchar"),
        ("double precision", "float8"),
        ("time without time zone", "time"),
        ("public.", ""),
    ] {
        name = name.replace(long, short);
    }
    cut(&name)
}

/// A word that is not too long for a table.
pub(super) fn cut(word: &str) -> String {
    if word.chars().count() <= LONGEST {
        return word.to_owned();
    }
    word.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn length(word: &str) -> f64 {
    index(word.chars().count().min(LONGEST))
}

/// A small number as a length.
#[expect(clippy::cast_precision_loss, reason = "no picture has 2^52 rows")]
pub(super) fn index(number: usize) -> f64 {
    number as f64
}
