//! The row on which a movement failed.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::rows::{Row, TableContents};
use crate::runner::FailedSql;

/// `column "colour" of relation "item" contains null values`.
static NULLS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^column "(.+)" of relation ".+" contains null values$"#).expect("it is sound")
});

/// The column that has NULLs and must not, as the server names it.
pub(in crate::checks::round_trip) fn column_of_nulls(error: &FailedSql) -> Option<&str> {
    let found = NULLS.captures(&error.message)?;
    found.get(1).map(|column| column.as_str())
}

/// The columns that the words of an error name, in their order.
pub(super) fn columns_of(error: &FailedSql) -> Vec<&str> {
    let detail = error.detail.as_deref().unwrap_or_default();
    let key = KEY.captures(detail).and_then(|it| it.name("columns"));
    let key = key.into_iter().flat_map(|it| it.as_str().split(", "));
    let key = key.map(|it| it.trim_matches('"'));
    column_of_nulls(error).into_iter().chain(key).collect()
}

/// The row that an error is most likely about: the one that its words describe, else the last one. Where a column is
/// NULL that comes of others, that is the last one with a NULL, and where values are bytes, with a backslash in it.
pub(in crate::checks::round_trip) fn candidate(error: &FailedSql, table: &TableContents) -> usize {
    let last = table.rows.len().saturating_sub(1);
    let described = |row: Cow<'_, Row>| is_described(error, table, &row);
    let mut found = table.rows.iter().position(described);
    if found.is_none() {
        found = table.rows.iter().position(|row| may_be_meant(error, &row));
    }
    if found.is_none() && column_of_nulls(error).is_some() {
        found = last_where(table, |row| row.contains(&None));
    }
    if found.is_none() && error.message.contains("bytea") {
        let is_escaped = |value: &String| value.contains('\\') && !value.starts_with("\\x");
        found = last_where(table, |row| row.iter().flatten().any(is_escaped));
    }
    found.unwrap_or(last)
}

fn last_where(table: &TableContents, is_meant: impl Fn(&Row) -> bool) -> Option<usize> {
    let rows = table.rows.iter().enumerate();
    let found = rows.filter(|(_, row)| is_meant(row)).last();
    found.map(|(at, _)| at)
}

/// `Key (email, team)=(a@b, 1) is duplicated.`
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^Key \((?<columns>[^)]*)\)=\((?<values>.*)\) ").expect("it is sound")
});

/// `value too long for type character varying(10)`.
static TOO_LONG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^value too long for type .*\((\d+)\)$").expect("it is sound"));

/// `invalid input syntax for type integer: "x"`, `value "70000" is out of range for type smallint`.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)(?:: "(?<end>.*)"$)|(?:^value "(?<begin>.*)" is out of range)"#)
        .expect("it is sound")
});

/// `smallint out of range`.
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(smallint|integer|bigint) out of range$").expect("it is sound"));

/// Whether the words of an error tell this row from others.
pub(in crate::checks::round_trip) fn is_described(
    error: &FailedSql,
    table: &TableContents,
    row: &Row,
) -> bool {
    let value = |column: &str| {
        let at = table.columns.iter().position(|it| it == column)?;
        Some(row[at].as_deref())
    };
    if let Some(column) = column_of_nulls(error) {
        return value(column) == Some(None);
    }
    let detail = error.detail.as_deref().unwrap_or_default();
    // What is still referenced is a row of the other table.
    let key = KEY
        .captures(detail)
        .filter(|_| !detail.contains(" is still referenced from "));
    if let Some(key) = key {
        let columns: Vec<&str> = key["columns"]
            .split(", ")
            .map(|it| it.trim_matches('"'))
            .collect();
        let values: Option<Vec<&str>> = columns.iter().map(|it| value(it).flatten()).collect();
        return values.is_some_and(|values| values.join(", ") == key["values"]);
    }
    let quoted = VALUE.captures(&error.message);
    let quoted = quoted.and_then(|found| found.name("end").or_else(|| found.name("begin")));
    quoted.is_some_and(|quoted| row.iter().flatten().any(|value| value == quoted.as_str()))
}

/// Whether an error may be about a row: some value of it is too long, too large or of other characters, if of whichever
/// column.
fn may_be_meant(error: &FailedSql, row: &Row) -> bool {
    let values = || row.iter().flatten();
    if let Some(limit) = TOO_LONG.captures(&error.message) {
        let limit: usize = limit[1].parse().unwrap_or(usize::MAX);
        return values().any(|value| value.chars().count() > limit);
    }
    // An empty text is refused without a place.
    if error.message.starts_with("ltree syntax error at character") {
        let is_refused = |c: char| !(c.is_alphanumeric() || "_-.".contains(c));
        return values().any(|value| value.contains(is_refused));
    }
    if let Some(range) = RANGE.captures(&error.message) {
        let bits = match &range[1] {
            "smallint" => 15,
            "integer" => 31,
            _ => 63,
        };
        let numbers = values().filter_map(|value| value.parse::<i128>().ok());
        return numbers
            .into_iter()
            .any(|it| it >> bits != 0 && it >> bits != -1);
    }
    false
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::failed;
    use super::*;

    fn table() -> TableContents {
        let row =
            |note: Option<&str>, size: &str| vec![note.map(str::to_owned), Some(size.to_owned())];
        TableContents {
            schema: "public".to_owned(),
            name: "item".to_owned(),
            columns: vec!["note".to_owned(), "size".to_owned()],
            rows: vec![
                row(Some("one"), "1"),
                row(None, "40000"),
                row(Some("lengthy"), "3"),
                row(Some("4"), "4"),
            ]
            .into(),
        }
    }

    #[rstest]
    #[case::null(r#"column "note" of relation "item" contains null values"#, "", 1)]
    #[case::key(
        "could not create unique index",
        "Key (note, size)=(lengthy, 3) is duplicated.",
        2
    )]
    #[case::too_long("value too long for type character varying(6)", "", 2)]
    #[case::out_of_range("smallint out of range", "", 1)]
    #[case::value(r#"invalid input syntax for type integer: "one""#, "", 0)]
    #[case::value_out_of_range(r#"value "40000" is out of range for type smallint"#, "", 1)]
    #[case::no_words(
        r#"check constraint "c" of relation "item" is violated by some row"#,
        "",
        3
    )]
    fn the_row_that_the_words_describe_is_meant(
        #[case] message: &str,
        #[case] detail: &str,
        #[case] row: usize,
    ) {
        assert_eq!(candidate(&error(message, detail), &table()), row);
    }

    fn error(message: &str, detail: &str) -> FailedSql {
        FailedSql {
            detail: Some(detail.to_owned()),
            ..failed::error(message)
        }
    }
}
