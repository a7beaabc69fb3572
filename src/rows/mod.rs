//! What tables hold: read, compared, generated and seeded.

mod beside;
mod cache;
mod compare;
mod fill;
mod generate;
mod key;
mod long;
mod queries;
mod read;
mod remove;
mod row_set;
mod seed_once;
mod seeds;
mod sequence;
mod spool;

pub use beside::Beside;
pub use cache::RowCache;
pub use compare::{beyond, lost, rewound};
pub use fill::{ColumnFill, Empty, Fill, TableFill};
pub use generate::{Hints, TableSelection, Unfilled, generate};
pub use key::Key;
pub use long::length_of_long;
pub use queries::Queries;
pub use read::{ReadError, read, read_changed};
pub use remove::remove;
pub use row_set::{Iter, RowSet};
pub use seed_once::{SeededRows, seed_once};
pub use seeds::{SeedError, Seeds};
pub use sequence::SequenceState;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sql::quoted;

/// Every row of a database as text, and where every sequence stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// By the table's name in a catalog, for instance `public.users`. Later reads may share them.
    pub tables: BTreeMap<String, Arc<TableContents>>,
    /// By the sequence's name in a catalog.
    pub sequences: BTreeMap<String, SequenceState>,
}

impl Rows {
    /// A table by its schema and its name there, with its name in a catalog.
    #[must_use]
    pub fn table(&self, schema: &str, name: &str) -> Option<(&String, &Arc<TableContents>)> {
        // Which names it quotes, a server of a newer major decides by keywords of its own.
        let written = |part: &str| [part.to_owned(), quoted(part)];
        let identities = written(schema).into_iter().flat_map(|schema| {
            let names = written(name).into_iter();
            names.map(move |name| format!("{schema}.{name}"))
        });
        let mut found = identities.filter_map(|it| self.tables.get_key_value(&it));
        found.find(|(_, it)| it.schema == schema && it.name == name)
    }

    /// The tables that hold any, with their names in a catalog.
    pub fn filled(&self) -> impl Iterator<Item = (&String, &TableContents)> {
        let tables = self.tables.iter().map(|(name, table)| (name, &**table));
        tables.filter(|(_, table)| !table.rows.is_empty())
    }
}

/// The rows of one table, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableContents {
    /// Its schema, unquoted.
    pub schema: String,
    /// Its name in the schema, unquoted.
    pub name: String,
    /// The names of its columns, ascending.
    pub columns: Vec<String>,
    /// One value a column, as PostgreSQL writes it; `None` is NULL.
    pub rows: RowSet,
}

impl TableContents {
    /// What tells the values of these columns in a row from others; a column that the table lacks counts as NULL.
    pub(crate) fn key(&self, row: &Row, columns: &[impl AsRef<str>]) -> Key {
        let place = |column: &str| self.columns.binary_search_by(|it| it.as_str().cmp(column));
        let places = columns.iter().map(|it| place(it.as_ref()));
        Key::of_values(places.map(|at| at.ok().and_then(|at| row[at].as_deref())))
    }
}

/// A row's values, in the order of its table's columns.
pub type Row = Vec<Option<String>>;
