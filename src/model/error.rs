//! Reading a row's columns by name.

use std::error::Error as StdError;

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

/// A column that is not in the row, or holds what its field cannot.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot read {table}.{column}: {}; select every column of {table}, from a database at the version this code was built for",
    innermost(source)
)]
pub struct UnreadableColumn {
    /// The table whose row it should have been.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    source: tokio_postgres::Error,
}

/// For a statement that is run and read in one go, whose other errors are the server's.
impl From<UnreadableColumn> for tokio_postgres::Error {
    fn from(error: UnreadableColumn) -> Self {
        error.source
    }
}

/// A row that should be of this table.
pub(super) struct Columns<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r Row,
}

impl<'r> Columns<'r> {
    pub(super) fn read<T: FromSql<'r>>(&self, column: &'static str) -> Result<T, UnreadableColumn> {
        self.row.try_get(column).map_err(|source| UnreadableColumn {
            table: self.table,
            column,
            source,
        })
    }
}

/// tokio-postgres' own outermost words are only "error deserializing column 3".
fn innermost(error: &tokio_postgres::Error) -> String {
    let mut cause: &dyn StdError = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
