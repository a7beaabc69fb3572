//! River's own migrations: `001_x.up.sql` and `001_x.down.sql`, in which `/* TEMPLATE: schema */` stands for a schema. A
//! direction is one message, in a transaction.

use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::Pairs;
use super::golang_migrate::half;
use super::history::HistoryRules;
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "river",
    form: "001_x.up.sql, 001_x.down.sql with '/* TEMPLATE: schema */' in them",
    reads: "",
    history: HISTORY,
    no_down: |up| format!("write {} beside it", up.replace(".up.sql", ".down.sql")),
    checks_ups: false,
    detect,
    read,
};

/// From this version on its table has a column for the line of migrations.
const WITH_LINES: u64 = 5;

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["river_migration"],
    table: "river_migration",
    owns: |table| table.name.clone(),
    configured: |_| None,
    // Its first migration makes it.
    create: |_, _| Ok(String::new()),
    up: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        let has_lines = id.parse().is_ok_and(|id: u64| id >= WITH_LINES);
        HistoryRow::after(if has_lines {
            format!("INSERT INTO {table} (line, version) VALUES ('main', {id})")
        } else {
            format!("INSERT INTO {table} (version) VALUES ({id})")
        })
    },
    down: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        HistoryRow::deleted_if_there(table, &format!("version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

const SCHEMA: &str = "/* TEMPLATE: schema */";

fn detect(folder: &Folder) -> Detection {
    let has_pairs = folder.top().any(|file| half(name(file)).is_some());
    Detection::certain_if(has_pairs && folder.has_sql(|text| text.contains(SCHEMA)))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    Pairs::of_files(LAYOUT, folder, folder.sql(), half, script)?.in_order()
}

/// Where no schema is configured, nothing stands for the template, not even in a text.
fn script(folder: &Folder, file: &Path) -> Result<Script, Error> {
    let sql = folder.text(file)?.replace(SCHEMA, "");
    Script::theirs(&folder.path(file), sql, Execution::IN_TRANSACTION)
}
