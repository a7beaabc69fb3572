//! golang-migrate: `1_x.up.sql` and `1_x.down.sql`, each sent as one message without a transaction. Whatever follows `.up.`
//! or `.down.` is an extension to it; it skips other names.

use std::ffi::OsStr;
use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, digits, number_and_name, one_message};
use super::history::{HistoryRules, nearby};
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TableName, TransactionStatus};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "golang-migrate",
    form: "1_x.up.sql, 1_x.down.sql",
    reads: ".env, Makefile and the like, for x-multi-statement",
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
/// the same rows and takes longer than a small step. Its driver begins the transaction with READ WRITE.
fn noted(table: &TableName, version: Option<&str>) -> HistoryRow {
    let table = table.or_in("public");
    let write = |version: Option<&str>, dirty: &str| {
        let insert =
            version.map(|version| format!("INSERT INTO {table} VALUES ({version}, {dirty})"));
        let insert = insert.unwrap_or_default();
        format!("SET LOCAL transaction_read_only = off; DELETE FROM {table}; {insert}")
    };
    HistoryRow {
        before: write(version.or(Some("-1")), "true"),
        after: write(version, "false"),
    }
}

fn detect(folder: &Folder) -> Detection {
    let is_its = |file| split(name(file)).is_some() && is_sql(file);
    Detection::ambiguous_if(folder.top().any(is_its))
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

/// The same with any extension, and with a version of any length.
fn split(file: &str) -> Option<(&str, &str, bool)> {
    let (version, rest) = file.split_once('_')?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    let (up, down) = (rest.rfind(".up."), rest.rfind(".down."));
    let end = up.max(down)?;
    is_number.then_some((version, &rest[..end], up > down))
}

fn is_sql(file: &Path) -> bool {
    file.extension() == Some(OsStr::new("sql"))
}

fn parse(file: &str) -> Option<(u64, &str, bool)> {
    let (version, name, is_up) = split(file)?;
    Some((digits(version)?, name, is_up))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let files = folder
        .top()
        .filter(|file| is_sql(file) || split(name(file)).is_some());
    let files: Vec<&Path> = files.collect();
    for file in &files {
        if let Some((version, ..)) =
            split(name(file)).filter(|(version, ..)| digits(version).is_none())
        {
            let why = format!(
                "the version {version} does not fit the history of golang-migrate on PostgreSQL, whose column is a bigint (up to \
                 {})\nhelp: give the file a smaller one",
                i64::MAX
            );
            return Err(Error::in_file(&folder.path(file), None, why));
        }
    }
    let messages = if is_multi_statement(folder) {
        multi_statement
    } else {
        one_message
    };
    Pairs::of_files(LAYOUT, folder, files.into_iter(), parse, messages)?.in_order()
}

/// Files in which projects keep the address that they give golang-migrate.
const ADDRESSES: [&str; 6] = [
    ".env",
    "Makefile",
    "justfile",
    "Taskfile.yml",
    "docker-compose.yml",
    "compose.yaml",
];

/// Whether the project has golang-migrate send each statement by itself, which a parameter of its address says.
fn is_multi_statement(folder: &Folder) -> bool {
    let says = |text: &str| text.contains("x-multi-statement=true");
    let mut variables = folder.environment.iter();
    variables.any(|(_, value)| value.to_str().is_some_and(says))
        || ADDRESSES
            .iter()
            .any(|file| nearby(folder, file).is_some_and(|text| says(&text)))
}

/// With `x-multi-statement` a semicolon ends a message wherever it stands, also in a text.
fn multi_statement(folder: &Folder, file: &Path) -> Result<Script, Error> {
    let script = one_message(folder, file)?;
    let mut start = 0;
    let mut messages = Vec::new();
    for part in script.sql.split_inclusive(';') {
        if !part.trim().is_empty() {
            messages.push(Message::without_data(start..start + part.len()));
        }
        start += part.len();
    }
    Ok(Script {
        execution: Execution {
            transaction: false,
            messages: Messages::List(messages),
        },
        ..script
    })
}
