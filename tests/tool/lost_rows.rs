//! What rows lost between two moments is found, and blamed on the table or the column that lost it.

use std::sync::Arc;

use pgconform::migrations::Loss;
use pgconform::rows::{Rows, TableContents, lost};
use pretty_assertions::assert_eq;

fn users(columns: &[&str], rows: &[&[Option<&str>]]) -> Rows {
    let table = TableContents {
        schema: "public".to_owned(),
        name: "users".to_owned(),
        columns: columns.iter().map(ToString::to_string).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|value| value.map(str::to_owned)).collect())
            .collect(),
    };
    Rows {
        tables: [("public.users".to_owned(), Arc::new(table))].into(),
        ..Rows::default()
    }
}

fn names(before: &Rows, after: &Rows) -> Vec<String> {
    lost(before, after).iter().map(Loss::to_string).collect()
}

#[test]
fn the_same_rows_in_another_order_with_others_beside_them_lose_nothing() {
    let before = users(
        &["id", "name"],
        &[&[Some("1"), Some("a")], &[Some("2"), None]],
    );
    let after = users(
        &["id", "name", "role"],
        &[
            &[Some("3"), Some("c"), None],
            &[Some("2"), None, None],
            &[Some("1"), Some("a"), Some("user")],
        ],
    );
    assert_eq!(names(&before, &after), [""; 0]);
}

#[test]
fn a_changed_value_is_the_loss_of_its_column() {
    let before = users(&["id", "name"], &[&[Some("1"), Some("a")]]);
    let after = users(&["id", "name"], &[&[Some("1"), Some("A")]]);
    assert_eq!(names(&before, &after), ["users.name"]);
}

#[test]
fn a_dropped_column_is_lost_unless_it_held_only_nulls() {
    let filled = users(&["id", "name"], &[&[Some("1"), Some("a")]]);
    let blank = users(&["id", "name"], &[&[Some("1"), None]]);
    let after = users(&["id"], &[&[Some("1")]]);
    assert_eq!(names(&filled, &after), ["users.name"]);
    assert_eq!(names(&blank, &after), [""; 0]);
}

#[test]
fn a_null_that_became_a_value_is_the_loss_of_its_column() {
    let before = users(
        &["id", "name"],
        &[&[Some("1"), Some("a")], &[Some("2"), None]],
    );
    let after = users(
        &["id", "name"],
        &[&[Some("1"), Some("a")], &[Some("2"), Some("none")]],
    );
    assert_eq!(names(&before, &after), ["users.name"]);
}

/// Rows that came since hold NULL as well, and so only the id tells which row is meant.
#[test]
fn a_null_that_became_a_value_is_the_loss_of_its_column_beside_other_rows_too() {
    let row = |active: Option<&'static str>, id| [active, Some(id)];
    let before = [row(Some("t"), "1"), row(None, "2"), row(Some("t"), "3")];
    let before: Vec<&[_]> = before.iter().map(|it| &it[..]).collect();
    let after = [
        row(Some("t"), "1"),
        row(Some("f"), "2"),
        row(Some("t"), "3"),
        row(None, "4"),
        row(Some("f"), "5"),
    ];
    let after: Vec<&[_]> = after.iter().map(|it| &it[..]).collect();
    let columns = ["active", "id"];
    let (before, after) = (users(&columns, &before), users(&columns, &after));
    assert_eq!(names(&before, &after), ["users.active"]);
}

#[test]
fn a_missing_row_and_a_missing_table_are_the_loss_of_the_table() {
    let before = users(&["id"], &[&[Some("1")], &[Some("2")]]);
    let after = users(&["id"], &[&[Some("1")]]);
    assert_eq!(names(&before, &after), ["users"]);
    assert_eq!(names(&before, &Rows::default()), ["users"]);
    assert_eq!(names(&users(&["id"], &[]), &Rows::default()), [""; 0]);
}

#[test]
fn values_that_changed_places_are_the_loss_of_the_table() {
    let before = users(
        &["id", "name"],
        &[&[Some("1"), Some("a")], &[Some("2"), Some("b")]],
    );
    let after = users(
        &["id", "name"],
        &[&[Some("1"), Some("b")], &[Some("2"), Some("a")]],
    );
    assert_eq!(names(&before, &after), ["users"]);
}

#[test]
fn values_of_one_column_that_changed_rows_are_the_loss_of_that_column() {
    let row = |id, name, mfa| [Some(id), Some(name), Some(mfa)];
    let columns = ["id", "mfa", "name"];
    let was = users(
        &columns,
        &[
            &row("1", "t", "a"),
            &row("2", "f", "b"),
            &row("3", "f", "c"),
        ],
    );
    let is = users(
        &columns,
        &[
            &row("1", "f", "a"),
            &row("2", "t", "b"),
            &row("3", "f", "c"),
        ],
    );
    assert_eq!(names(&was, &is), ["users.mfa"]);
}

#[test]
fn one_of_two_equal_rows_cannot_vanish_unseen() {
    let before = users(&["id"], &[&[Some("1")], &[Some("1")]]);
    let after = users(&["id"], &[&[Some("1")], &[Some("2")]]);
    assert_eq!(names(&before, &after), ["users"]);
}
