//! A value that is not what a test says is named with its query, its column and both types.

use pgconform::testing::TestDb;

#[tokio::test]
#[should_panic(
    expected = "cannot read column 'total', of PostgreSQL's type int8, as Rust's i32: cannot convert between the Rust type `i32` and the Postgres type `int8`\n  SELECT count(*) AS total FROM users"
)]
async fn a_value_of_another_type_is_named() {
    let db = TestDb::head().await;
    db.value::<i32>("SELECT count(*) AS total FROM users").await;
}

#[tokio::test]
#[should_panic(
    expected = "of PostgreSQL's type text, as Rust's alloc::string::String: a Postgres value was `NULL`"
)]
async fn a_null_is_no_text() {
    let db = TestDb::empty().await;
    db.values::<String>("SELECT NULL::text AS nothing").await;
}

#[tokio::test]
#[should_panic(expected = "the query returns 2 rows, not one:\n  VALUES (1), (2)")]
async fn one_value_is_not_two() {
    let db = TestDb::empty().await;
    db.value::<i32>("VALUES (1), (2)").await;
}

#[tokio::test]
#[should_panic(expected = "the query returns no column:\n  SELECT")]
async fn a_row_without_columns_has_no_value() {
    let db = TestDb::empty().await;
    db.value::<i32>("SELECT").await;
}
