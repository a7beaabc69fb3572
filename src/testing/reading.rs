//! Values that queries return, and why there is none.

use std::any::type_name;
use std::error::Error as StdError;

use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;

/// The first column of one row.
///
/// # Panics
///
/// If there is no column, or it is not of that type.
pub(super) fn first<T: FromSqlOwned>(row: &Row, sql: &str) -> T {
    let Some(column) = row.columns().first() else {
        panic!("the query returns no column:\n  {sql}");
    };
    row.try_get(0).unwrap_or_else(|error| {
        panic!(
            "cannot read column '{}', of PostgreSQL's type {}, as Rust's {}: {}\n  {sql}",
            column.name(),
            column.type_(),
            type_name::<T>(),
            innermost(&error)
        )
    })
}

/// Of several rows, the one that there should be.
///
/// # Panics
///
/// If there is none, or more than one.
pub(super) fn only<'a>(rows: &'a [Row], sql: &str) -> &'a Row {
    match rows {
        [row] => row,
        rows => panic!("the query returns {} rows, not one:\n  {sql}", rows.len()),
    }
}

/// The outermost words of tokio-postgres are only "error deserializing column 0".
fn innermost(error: &tokio_postgres::Error) -> String {
    let mut cause: &dyn StdError = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
