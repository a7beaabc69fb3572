//! golang-migrate: `1_x.up.sql` and `1_x.down.sql`, each sent as one message without a transaction.

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name, one_message};
use super::history::HistoryRules;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TableName, TransactionStatus};
use crate::migrations::{Error, Migration};

pub(super) const LAYOUT: Layout = Layout {
    name: "golang-migrate",
    form: "1_x.up.sql, 1_x.down.sql",
    history: HISTORY,
    no_down: |up| format!("write {} beside it", up.replace(".up.sql", ".down.sql")),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["schema_migrations"],
    table: "schema_migrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let (schema, table) = (table.create_schema(), table.or_in("public"));
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} \
             (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)"
        ))
    },
    up: |movement| noted(movement.table, Some(&movement.migration.id)),
    down: |movement| noted(movement.table, movement.below),
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Checked,
};

/// The one row is dirty while the migration runs; at base there is none. golang-migrate truncates the table, which leaves
/// the same rows and takes longer than a small step.
fn noted(table: &TableName, version: Option<&str>) -> HistoryRow {
    let table = table.or_in("public");
    let write = |version: Option<&str>, dirty: &str| {
        let insert =
            version.map(|version| format!("INSERT INTO {table} VALUES ({version}, {dirty})"));
        format!("DELETE FROM {table}; {}", insert.unwrap_or_default())
    };
    HistoryRow {
        before: write(version.or(Some("-1")), "true"),
        after: write(version, "false"),
    }
}

fn detect(folder: &Folder) -> Detection {
    Detection::ambiguous_if(folder.top().any(|file| half(name(file)).is_some()))
}

/// Version, name, and whether it is the up, of `1_x.up.sql`.
pub(super) fn half(file: &str) -> Option<(u64, &str, bool)> {
    let stem = file.strip_suffix(".sql")?;
    let (stem, is_up) = match (stem.strip_suffix(".up"), stem.strip_suffix(".down")) {
        (Some(stem), _) => (stem, true),
        (_, Some(stem)) => (stem, false),
        _ => return None,
    };
    let (version, name) = number_and_name(stem)?;
    Some((version, name, is_up))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    Pairs::of_files(LAYOUT, folder, folder.sql(), half, one_message)?.in_order()
}
