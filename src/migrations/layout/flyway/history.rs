//! Flyway's history, which it writes from a session of its own.

use super::super::history::{HistoryRules, Movement};
use super::project::Project;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::sql::{identifier, literal};

const TABLE: &str = "flyway_schema_history";

pub(super) const RULES: HistoryRules = HistoryRules {
    hidden: &[TABLE],
    table: TABLE,
    owns: |table| table.name.clone(),
    configured,
    create: |_, table| {
        let (schema, name) = (table.create_schema(), &table.name);
        let table = table.or_in("public");
        let key = identifier(&format!("{name}_pk"));
        let index = identifier(&format!("{name}_s_idx"));
        Ok(format!(
            "{schema}CREATE TABLE {table} (installed_rank int NOT NULL, version varchar(50), \
             description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, \
             checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), \
             execution_time integer NOT NULL, success boolean NOT NULL); \
             ALTER TABLE {table} ADD CONSTRAINT {key} PRIMARY KEY (installed_rank); \
             CREATE INDEX {index} ON {table} (success)"
        ))
    },
    up: |movement| noted(movement, "SQL"),
    down: |movement| noted(movement, "UNDO_SQL"),
    session: HistorySession::Beside,
    transactions: TransactionStatus::Unchecked,
};

/// The table that the project names.
fn configured(folder: &Folder) -> Option<String> {
    let project = Project::of(folder);
    let table = project.setting("table");
    let Some(schema) = project.setting("defaultSchema") else {
        return table;
    };
    Some(format!("{schema}.{}", table.as_deref().unwrap_or(TABLE)))
}

/// An undo is one row more. The checksum, which Flyway computes in a way of its own, may be NULL.
fn noted(movement: &Movement<'_>, kind: &str) -> HistoryRow {
    let table = movement.table.or_in("public");
    let migration = movement.migration;
    let version = if migration.id.starts_with("R ") {
        "NULL".to_owned()
    } else {
        movement.id()
    };
    let description = literal(&migration.name.replace('_', " "));
    let script = literal(&migration.up.name);
    HistoryRow::after(format!(
        "INSERT INTO {table} (installed_rank, version, description, type, script, installed_by, execution_time, success) \
         SELECT coalesce(max(installed_rank), 0) + 1, {version}, {description}, '{kind}', {script}, current_user, 1, true \
         FROM {table}"
    ))
}
