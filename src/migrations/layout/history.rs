//! How a layout's tool keeps its history.

use crate::files;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TableName, TransactionStatus};
use crate::migrations::{Error, Migration};
use crate::sql::literal;

/// How a tool keeps its history. The facts are from each tool's source.
#[derive(Clone, Copy)]
pub(super) struct HistoryRules {
    /// The tables that the tool keeps for itself, unqualified, and its schemas with `.*` behind them: no migration's
    /// doing.
    pub hidden: &'static [&'static str],
    /// The one with a row for each migration, where nothing names another.
    pub table: &'static str,
    /// What is the tool's alone where something names another: that table, or its whole schema.
    pub owns: fn(&TableName) -> String,
    /// The one that the project's configuration names.
    pub configured: fn(&Folder) -> Option<String>,
    /// What the tool runs before its first migration; empty where pgconform does not write the tool's history.
    pub create: fn(&Folder, &TableName) -> Result<String, Error>,
    /// What it writes for an up.
    pub up: fn(&Movement<'_>) -> HistoryRow,
    /// What it writes for a down.
    pub down: fn(&Movement<'_>) -> HistoryRow,
    /// Where it writes that.
    pub session: HistorySession,
    /// What its driver makes of transactions of a migration's own.
    pub transactions: TransactionStatus,
}

/// What a row says.
pub(super) struct Movement<'a> {
    pub table: &'a TableName,
    pub migration: &'a Migration,
    /// The version of the one before it.
    pub below: Option<&'a str>,
}

impl HistoryRules {
    /// Those of a tool that writes its history itself.
    pub const fn written_elsewhere(hidden: &'static [&'static str]) -> Self {
        Self {
            hidden,
            table: hidden[0],
            owns: |table| table.name.clone(),
            configured: |_| None,
            create: |_, _| Ok(String::new()),
            up: |_| HistoryRow::default(),
            down: |_| HistoryRow::default(),
            session: HistorySession::OfMigration,
            transactions: TransactionStatus::Unchecked,
        }
    }
}

impl Movement<'_> {
    /// The migration's version as a text of SQL.
    pub fn id(&self) -> String {
        literal(&self.migration.id)
    }

    /// The migration's name as a text of SQL.
    pub fn name(&self) -> String {
        literal(&self.migration.name)
    }
}

/// What is left out where a person has named it: tables in whatever schema, and schemas with `.*` behind their names.
pub(in crate::migrations) fn hidden_by(named: &[String]) -> impl Iterator<Item = String> {
    named.iter().map(|name| match TableName::parse(name) {
        Some(table) => table.name,
        None => name.replace('"', ""),
    })
}

/// The text of a tool's file that stands in the folder, or up to two folders above it, where a project's top is.
pub(super) fn nearby(folder: &Folder, name: &str) -> Option<String> {
    let root = folder.root.canonicalize().ok()?;
    let above = root.ancestors().take(3);
    above
        .map(|folder| folder.join(name))
        .find_map(|file| files::read_text(&file).ok())
}

/// What a file of lines `name = value` says; sections do not count.
pub(super) fn value_of(text: &str, name: &str) -> Option<String> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let mut values = lines.filter(|(found, _)| found.trim() == name);
    let (_, value) = values.next()?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The bytes of a checksum as tools write them.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
