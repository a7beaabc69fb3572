//! Formats a row for a help text.

use std::collections::BTreeSet;

use super::row_in_the_way::{columns_of, is_described};
use crate::rows::{Row, Rows, TableContents};
use crate::runner::FailedSql;
use crate::sql::literal;

/// A value is shown up to so many characters,
const LONGEST_VALUE: usize = 40;
/// and so many columns of a row.
const MOST_COLUMNS: usize = 8;

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
    is_certain.then(|| (table, shown(error, named, (identity, table), &row)))
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

    use super::super::failed;
    use super::*;
    use crate::sql::QualifiedName;

    fn table() -> TableContents {
        TableContents {
            schema: "public".to_owned(),
            name: "item".to_owned(),
            columns: vec!["note".to_owned(), "size".to_owned()],
            rows: vec![
                vec![Some("one".to_owned()), Some("1".to_owned())],
                vec![None, Some("40000".to_owned())],
            ]
            .into(),
        }
    }

    fn first(table: &TableContents) -> Row {
        let row = table.rows.iter().next();
        row.expect("it has rows").into_owned()
    }

    fn error(message: &str, detail: &str) -> FailedSql {
        FailedSql {
            detail: Some(detail.to_owned()),
            ..failed::error(message)
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
                &first(&table)
            ),
            "generated row of public.item: size = 1, note = 'one'"
        );
    }

    #[test]
    fn a_row_is_shown_as_generated_and_cut_short() {
        let mut table = table();
        let mut row = first(&table);
        row[0] = Some("x".repeat(100));
        table.rows = vec![row].into();
        let shown = shown(
            &error("", ""),
            &BTreeSet::from(["note".to_owned()]),
            ("public.item", &table),
            &first(&table),
        );
        let value = "x".repeat(40);
        assert_eq!(
            shown,
            format!("generated row of public.item: note = '{value}...', size = 1")
        );
    }
}
