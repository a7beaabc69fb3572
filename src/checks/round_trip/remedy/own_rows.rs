//! The tables whose rows the proof did not generate.

use std::collections::BTreeSet;

use crate::migrations::{Migrations, Script};
use crate::rows::{Rows, Seeds};
use crate::sql::{NamedTable, inserted_into};

/// The tables that migrations, and a project's own rows, put rows into.
#[derive(Debug, Clone, Default)]
pub(in crate::checks::round_trip) struct OwnRows(BTreeSet<NamedTable>);

impl OwnRows {
    pub fn of(migrations: &Migrations, seeds: &Seeds) -> Self {
        let scripts = migrations.all().iter().flat_map(|migration| {
            let up = [&migration.up].into_iter();
            up.chain(&migration.down)
        });
        let scripts = scripts.chain(migrations.setup());
        let sql = scripts.map(|script: &Script| script.sql.as_str());
        Self::in_scripts(sql.chain(seeds.scripts()))
    }

    pub(super) fn in_scripts<'a>(scripts: impl Iterator<Item = &'a str>) -> Self {
        Self(scripts.flat_map(inserted_into).collect())
    }

    /// Whether any of them may be this table.
    pub fn has(&self, schema: &str, name: &str) -> bool {
        self.0.iter().any(|own| own.may_be(schema, name))
    }

    pub(super) fn has_any_of(&self, tables: &[String], rows: &Rows) -> bool {
        let mut named = tables.iter().filter_map(|table| rows.tables.get(table));
        named.any(|it| self.has(&it.schema, &it.name))
    }
}
