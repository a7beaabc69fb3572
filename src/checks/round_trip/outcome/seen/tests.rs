use pretty_assertions::assert_eq;

use super::*;

fn table(columns: &[&str], rows: &[&[Option<&str>]]) -> TableContents {
    let row = |row: &&[Option<&str>]| row.iter().map(|it| it.map(str::to_owned)).collect();
    TableContents {
        schema: "public".to_owned(),
        name: "notes".to_owned(),
        columns: columns.iter().map(|&it| it.to_owned()).collect(),
        rows: rows.iter().map(row).collect(),
    }
}

#[test]
fn deleted_rows_are_counted_and_one_is_shown() {
    let two = [Some("2"), Some("b")];
    let before = table(&["id", "note"], &[&[Some("1"), Some("a")], &two, &two]);
    let after = table(&["id", "note"], &[&[Some("1"), Some("a")], &two]);
    let (lost, shown) = lost_rows(&before, Some(&after), &[]).expect("one is gone");
    assert_eq!((lost, &*shown), (1, "id = 2, note = 'b'"));
    assert_eq!(lost_rows(&before, None, &[]).map(|it| it.0), Some(3));
    assert_eq!(lost_rows(&after, Some(&before), &[]), None);
}

#[test]
fn values_that_are_cut_alike_are_told_apart() {
    let long = "a".repeat(1000);
    let said = change(Some(&long), Some(&long[..500]));
    assert!(
        said.ends_with(" of 1000 characters before, of 500 after"),
        "{said}"
    );
    let said = change(Some(&long), Some(&format!("{}b", &long[..999])));
    assert!(
        said.ends_with(" before, and another from its character 1000 on after"),
        "{said}"
    );
}

#[test]
fn rows_with_a_converted_value_are_still_there() {
    let columns = ["id", "state"];
    let row = |id, state| [Some(id), Some(state)];
    let before = [row("1", "success"), row("2", "going"), row("3", "failure")];
    let before: Vec<&[_]> = before.iter().map(|it| &it[..]).collect();
    let after = [row("1", "t"), row("3", "f")];
    let after: Vec<&[_]> = after.iter().map(|it| &it[..]).collect();
    let lost = lost_rows(
        &table(&columns, &before),
        Some(&table(&columns, &after)),
        &[],
    );
    assert_eq!(lost, Some((1, "id = 2, state = 'going'".to_owned())));
}

#[test]
fn a_changed_value_is_shown_beside_what_it_became() {
    let before = table(
        &["id", "note"],
        &[&[Some("1"), None], &[Some("2"), Some("b")]],
    );
    let after = table(&["id", "note"], &[&[Some("1"), None], &[Some("2"), None]]);
    let column = "note".to_owned();
    let shown = lost_values(&before, Some(&after), &column, &["id"]);
    assert_eq!(
        shown,
        Some((1, "id = 2, note = 'b' before, NULL after".to_owned(), false))
    );
    let without = table(&["id"], &[&[Some("1")], &[Some("2")]]);
    let shown = lost_values(&before, Some(&without), &column, &[]);
    let gone = "id = 2, note = 'b' before, no such column after";
    assert_eq!(shown, Some((1, gone.to_owned(), false)));
}

#[test]
fn a_row_is_told_by_its_primary_key() {
    let before = table(
        &["a", "note", "path"],
        &[&[Some("1"), Some("b"), Some("x")]],
    );
    let after = table(&["a", "note", "path"], &[&[Some("1"), None, Some("x")]]);
    let column = "note".to_owned();
    let shown = lost_values(&before, Some(&after), &column, &["path"]);
    let shown = shown.map(|(_, shown, _)| shown);
    assert_eq!(
        shown.as_deref(),
        Some("path = 'x', note = 'b' before, NULL after")
    );
    let shown = lost_rows(&before, None, &["path"]).map(|(_, shown)| shown);
    assert_eq!(shown.as_deref(), Some("path = 'x', a = 1, note = 'b'"));
}

#[test]
fn values_that_were_null_are_told_from_others() {
    let before = table(
        &["id", "note"],
        &[&[Some("1"), None], &[Some("2"), Some("b")]],
    );
    let filled = table(
        &["id", "note"],
        &[&[Some("1"), Some("")], &[Some("2"), Some("b")]],
    );
    let column = "note".to_owned();
    let (lost, _, are_nulls) = lost_values(&before, Some(&filled), &column, &[]).expect("a loss");
    assert_eq!((lost, are_nulls), (1, true));
    let changed = table(
        &["id", "note"],
        &[&[Some("1"), Some("")], &[Some("2"), Some("c")]],
    );
    let (lost, _, are_nulls) = lost_values(&before, Some(&changed), &column, &[]).expect("a loss");
    assert_eq!((lost, are_nulls), (2, false));
}
