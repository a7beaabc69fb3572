//! What tables hold: read, compared, and put there to be watched.

mod compare;
mod generate;
mod known;
mod plant;
mod position;
mod queries;
mod read;
mod seed;

pub use compare::{lost, rewound};
pub use generate::{Learned, Unfilled, Wanted, generate};
pub use known::Known;
pub use plant::{Planted, plant_once};
pub use position::Position;
pub use queries::Queries;
pub use read::{read, read_again};
pub use seed::{SeedError, Seeds};

use std::collections::BTreeMap;
use std::sync::Arc;

/// Every row of a database as text, and where every sequence stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// By the table's name in a catalog, for instance `public.users`. Later looks may share them.
    pub tables: BTreeMap<String, Arc<Table>>,
    /// By the sequence's name in a catalog.
    pub sequences: BTreeMap<String, Position>,
}

impl Rows {
    /// The tables that hold any, with their names in a catalog.
    pub fn filled(&self) -> impl Iterator<Item = (&String, &Table)> {
        let tables = self.tables.iter().map(|(name, table)| (name, &**table));
        tables.filter(|(_, table)| !table.rows.is_empty())
    }

    /// Drops the rows of tables that are empty now.
    pub fn forget_emptied(&mut self, now: &Self) {
        for (name, table) in &mut self.tables {
            if now.tables.get(name).is_some_and(|now| now.rows.is_empty()) {
                Arc::make_mut(table).rows.clear();
            }
        }
    }
}

/// The rows of one table, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Its schema, unquoted.
    pub schema: String,
    /// Its name in the schema, unquoted.
    pub name: String,
    /// The names of its columns, ascending.
    pub columns: Vec<String>,
    /// One value a column, as PostgreSQL writes it; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}
