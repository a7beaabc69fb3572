//! The rows of the last read, which are not read again while nothing is written.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio_postgres::Statement;

use super::{RowSet, TableContents};

/// The tables and sequences of the last read.
#[derive(Debug, Default)]
pub struct RowCache {
    /// By the OID of the relation.
    pub(super) tables: BTreeMap<u32, CachedTable>,
    pub(super) sequences: Vec<CachedSequence>,
}

#[derive(Debug)]
pub(super) struct CachedSequence {
    pub relation: u32,
    /// Its name in a catalog.
    pub identity: String,
    pub increment: i64,
    /// The table whose column owns it, by schema and name.
    pub owner: Option<(String, String)>,
}

#[derive(Debug)]
pub(super) struct CachedTable {
    pub relation: u32,
    /// Its name in a catalog.
    pub identity: String,
    pub schema: String,
    pub name: String,
    pub columns: Vec<String>,
    /// What returns each, as text.
    pub values: Vec<String>,
    /// What reads its rows: its text,
    pub text: String,
    /// and the same prepared.
    pub select: Statement,
    /// Whether values may be written as names of other objects, which can change while no row does.
    pub names_others: bool,
    /// How many rows were ever written into it.
    pub written: i64,
    /// `None` where they have to be read.
    pub rows: Option<Arc<TableContents>>,
}

impl RowCache {
    /// Forgets these relations; `None` is all of them. Returned are the statements that read their rows, by
    /// their texts: most tables are still the same.
    pub(super) fn forget(&mut self, relations: Option<&[u32]>) -> HashMap<String, Statement> {
        let forgotten: Vec<CachedTable> = match relations {
            Some(relations) => relations
                .iter()
                .filter_map(|relation| self.tables.remove(relation))
                .collect(),
            None => std::mem::take(&mut self.tables).into_values().collect(),
        };
        let statements = forgotten
            .into_iter()
            .map(|table| (table.text, table.select));
        statements.collect()
    }

    /// Takes note of how many rows were ever written into a table.
    pub(super) fn count(&mut self, relation: u32, written: i64) {
        let Some(table) = self.tables.get_mut(&relation) else {
            return;
        };
        if table.written != written || table.names_others {
            table.rows = None;
        }
        table.written = written;
    }

    /// Takes note of a table's rows.
    pub(super) fn read(&mut self, relation: u32, rows: RowSet) {
        if let Some(table) = self.tables.get_mut(&relation) {
            table.rows = Some(Arc::new(TableContents {
                schema: table.schema.clone(),
                name: table.name.clone(),
                columns: table.columns.clone(),
                rows,
            }));
        }
    }

    /// The rows of every table, by the table's name in a catalog.
    pub(super) fn rows(&self) -> BTreeMap<String, Arc<TableContents>> {
        let tables = self.tables.values();
        let read =
            tables.filter_map(|it| Some((it.identity.clone(), Arc::clone(it.rows.as_ref()?))));
        read.collect()
    }
}
