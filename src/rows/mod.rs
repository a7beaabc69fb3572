//! What tables hold: read, compared, and put there to be watched.

mod compare;
mod position;
mod read;
mod seed;

pub use compare::{lost, rewound};
pub use position::Position;
pub use read::read;
pub use seed::{SeedError, Seeds};

use std::collections::BTreeMap;

/// Every row of a database as text, and where every sequence stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// By schema and name of the table.
    pub tables: BTreeMap<(String, String), Table>,
    /// By schema and name of the sequence.
    pub sequences: BTreeMap<(String, String), Position>,
}

/// The rows of one table, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The names of its columns, ascending.
    pub columns: Vec<String>,
    /// One value a column, as PostgreSQL writes it; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}
