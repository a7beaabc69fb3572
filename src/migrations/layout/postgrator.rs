//! postgrator: `1.do.x.sql` and `1.undo.x.sql`, each sent as one message without a transaction.

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, digits, one_message};
use super::history::{HistoryRules, nearby};
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration};

pub(super) const LAYOUT: Layout = Layout {
    name: "postgrator",
    form: "1.do.x.sql, 1.undo.x.sql",
    reads: ".postgratorrc.json",
    history: HISTORY,
    no_down: |up| format!("write {} beside it", up.replace(".do.", ".undo.")),
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["schemaversion"],
    table: "schemaversion",
    owns: |table| table.name.clone(),
    configured: |folder| {
        let configuration = nearby(folder, ".postgratorrc.json")?;
        let configuration: serde_json::Value = serde_json::from_str(&configuration).ok()?;
        Some(configuration.get("schemaTable")?.as_str()?.to_owned())
    },
    create: |_, table| {
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE {table} (version bigint PRIMARY KEY, name text, md5 text, run_at timestamptz); \
             INSERT INTO {table} (version) VALUES (0)"
        ))
    },
    up: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        let name = movement.name();
        HistoryRow::after(format!(
            "INSERT INTO {table} (version, name, md5, run_at) VALUES ({id}, {name}, NULL, now())"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

fn detect(folder: &Folder) -> Detection {
    let is_here = folder.top().any(|file| parse(name(file)).is_some());
    Detection::certain_if(is_here)
}

/// Version, name, and whether it is the up, of `1.do.x.sql`.
fn parse(file: &str) -> Option<(u64, &str, bool)> {
    let stem = file.strip_suffix(".sql")?;
    let mut parts = stem.split('.');
    let version = digits(parts.next()?)?;
    let is_up = match parts.next()? {
        "do" => true,
        "undo" => false,
        _ => return None,
    };
    Some((version, parts.next().unwrap_or_default(), is_up))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    Pairs::of_files(LAYOUT, folder, folder.top(), parse, one_message)?.in_order()
}
