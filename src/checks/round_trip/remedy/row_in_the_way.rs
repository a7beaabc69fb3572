//! Which row a movement failed on, and how it is shown.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::rows::{Row, Rows, TableContents};
use crate::runner::FailedSql;
use crate::sql::literal;

/// A value is shown up to so many characters,
const LONGEST_VALUE: usize = 40;
/// and so many columns of a row.
const MOST_COLUMNS: usize = 8;

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
fn columns_of(error: &FailedSql) -> Vec<&str> {
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
    let described = |row: &Row| is_described(error, table, row);
    let mut found = table.rows.iter().position(described);
    if found.is_none() {
        found = table.rows.iter().position(|row| may_be_meant(error, row));
    }
    if found.is_none() && column_of_nulls(error).is_some() {
        found = table.rows.iter().rposition(|row| row.contains(&None));
    }
    if found.is_none() && error.message.contains("bytea") {
        let is_escaped = |value: &String| value.contains('\\') && !value.starts_with("\\x");
        let mut rows = table.rows.iter();
        found = rows.rposition(|row| row.iter().flatten().any(is_escaped));
    }
    found.unwrap_or(last)
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

/// Whether an error may be about a row: some value of it is too long or too large, if of whichever column.
fn may_be_meant(error: &FailedSql, row: &Row) -> bool {
    let values = || row.iter().flatten();
    if let Some(limit) = TOO_LONG.captures(&error.message) {
        let limit: usize = limit[1].parse().unwrap_or(usize::MAX);
        return values().any(|value| value.chars().count() > limit);
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

/// The row that the words of an error describe, as it is shown, and its table; `None` where they describe none. Where the
/// server names no table, they are to describe rows of one table alone, since another's value may be like the one that it
/// quotes.
pub(in crate::checks::round_trip) fn described<'a>(
    error: &FailedSql,
    named: &BTreeSet<String>,
    rows: &'a Rows,
) -> Option<(&'a TableContents, String)> {
    let is_meant = |table: &TableContents| match &error.table {
        None => true,
        Some(of) => (&of.schema, &of.name) == (&table.schema, &table.name),
    };
    let tables = rows.filled().filter(|(_, table)| is_meant(table));
    let mut found = tables.flat_map(|(identity, table)| {
        let its = table.rows.iter();
        its.filter(|row| is_described(error, table, row))
            .map(move |row| (identity, table, row))
    });
    let (identity, table, row) = found.next()?;
    let is_certain = found.all(|(of, _, _)| of == identity);
    is_certain.then(|| (table, shown(error, named, (identity, table), row)))
}

/// `generated row of public.item: id = 2, note = NULL`: what the error is about comes first, and then what else is `named`
/// by the statement.
pub(in crate::checks::round_trip) fn shown(
    error: &FailedSql,
    named: &BTreeSet<String>,
    (identity, table): (&str, &TableContents),
    row: &Row,
) -> String {
    let mut about = columns_of(error);
    let is_named = |it: &&String| named.contains(&it.to_lowercase());
    about.extend(table.columns.iter().filter(is_named).map(String::as_str));
    let shown = columns(table, row, &about);
    format!("generated row of {identity}: {shown}")
}

/// `id = 2, note = NULL`: its number comes first, and then what it is `about`.
pub(in crate::checks::round_trip) fn columns(
    table: &TableContents,
    row: &Row,
    about: &[&str],
) -> String {
    let place = |column: &str| about.iter().position(|it| *it == column);
    let mut columns: Vec<_> = table.columns.iter().zip(row).collect();
    columns.sort_by_key(|(column, _)| match place(column) {
        _ if *column == "id" => 0,
        Some(place) => place + 1,
        None => usize::MAX,
    });
    let columns = columns.into_iter().map(|(column, value)| match value {
        None => format!("{column} = NULL"),
        Some(value) => format!("{column} = {}", short(value)),
    });
    let mut text: Vec<String> = columns.take(MOST_COLUMNS).collect();
    if table.columns.len() > MOST_COLUMNS {
        text.push("...".to_owned());
    }
    text.join(", ")
}

/// A value as SQL writes it, cut short.
pub(in crate::checks::round_trip) fn short(value: &str) -> String {
    if value.parse::<i64>().is_ok() {
        return value.to_owned();
    }
    let value = value.replace(char::is_control, " ");
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => literal(&format!("{}...", &value[..end])),
        None => literal(&value),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::*;
    use crate::sql::QualifiedName;

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
            ],
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
            file: String::new(),
            place: None,
            statement: None,
            sqlstate: None,
            table: None,
            message: message.to_owned(),
            detail: Some(detail.to_owned()),
            hint: None,
            outside_transaction: false,
        }
    }

    #[rstest]
    #[case::of_the_table_itself("item", true)]
    #[case::of_another("box", false)]
    fn a_row_is_shown_of_the_table_that_the_server_names_alone(
        #[case] named: &str,
        #[case] is_shown: bool,
    ) {
        let message = format!(r#"column "note" of relation "{named}" contains null values"#);
        let mut error = error(&message, "");
        error.table = Some(QualifiedName {
            schema: "public".to_owned(),
            name: named.to_owned(),
        });
        let mut rows = Rows::default();
        let of_items = ("public.item".to_owned(), Arc::new(table()));
        rows.tables.extend([of_items]);
        assert_eq!(
            described(&error, &BTreeSet::new(), &rows).is_some(),
            is_shown
        );
    }

    #[test]
    fn what_the_error_is_about_is_shown_first() {
        let table = table();
        let error = error(
            "could not create unique index",
            "Key (size, note)=(1, one) is duplicated.",
        );
        assert_eq!(
            shown(
                &error,
                &BTreeSet::new(),
                ("public.item", &table),
                &table.rows[0]
            ),
            "generated row of public.item: size = 1, note = 'one'"
        );
    }

    #[test]
    fn a_row_is_shown_as_generated_and_cut_short() {
        let mut table = table();
        table.rows[0][0] = Some("x".repeat(100));
        let shown = shown(
            &error("", ""),
            &BTreeSet::from(["note".to_owned()]),
            ("public.item", &table),
            &table.rows[0],
        );
        let value = "x".repeat(40);
        assert_eq!(
            shown,
            format!("generated row of public.item: note = '{value}...', size = 1")
        );
    }
}
