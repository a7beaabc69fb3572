//! refinery: `V1__x.sql`, or `U1__x.sql` for what may be applied late, at any depth; it has no downs, and `V1__x.down.sql`
//! beside an up is none of its files.

use std::collections::BTreeMap;
use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use super::history::{HistoryRules, nearby};
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script, refinery_checksum};
use crate::sql::{HISTORY_TABLE, literal};

pub(super) const LAYOUT: Layout = Layout {
    name: "refinery",
    form: "V1__x.sql or U1__x.sql, beside a refinery.toml or a Cargo.toml that depends on refinery",
    reads: "Cargo.toml",
    history: HISTORY,
    no_down: |up| {
        let down = up.replace(".sql", ".down.sql");
        format!("write {down} beside it, which refinery ignores and pgconform runs")
    },
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &[HISTORY_TABLE],
    table: HISTORY_TABLE,
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |folder, table| {
        let version = if has_long_versions(folder) {
            "int8"
        } else {
            "int4"
        };
        Ok(format!(
            "CREATE TABLE IF NOT EXISTS {table} (version {version} PRIMARY KEY, name VARCHAR(255), \
             applied_on VARCHAR(255), checksum VARCHAR(255))"
        ))
    },
    up: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        let name = &movement.migration.name;
        // The length of a version is part of it, and this one is refinery's with long ones.
        let checksum = id.parse().map_or(0, |version| {
            refinery_checksum(name, version, &movement.migration.up.sql)
        });
        let name = literal(name);
        HistoryRow::after(format!(
            "INSERT INTO {table} (version, name, applied_on, checksum) VALUES ({id}, {name}, \
             to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US000\"Z\"'), '{checksum}')"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

/// Its files have names that are pgconform's and Flyway's too, so the project has to say whose they are. Downs beside them
/// are pgconform's.
fn detect(folder: &Folder) -> Detection {
    let has_ups = folder
        .ending(".sql")
        .any(|file| parse(name(file)).is_some());
    let has_downs = folder.ending(".down.sql").next().is_some();
    let is_named = || nearby(folder, "refinery.toml").is_some() || dependency(folder).is_some();
    if has_ups && !has_downs && is_named() {
        Detection::Named
    } else {
        Detection::Absent
    }
}

/// The version as it is written, and the words behind it.
fn parse(file: &str) -> Option<(&str, &str)> {
    let stem = file.strip_suffix(".sql")?;
    let rest = stem.strip_prefix('V').or_else(|| stem.strip_prefix('U'))?;
    let (version, words) = rest.split_once("__")?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_version = match version.split_once('.') {
        Some((whole, fraction)) => is_number(whole) && is_number(fraction),
        None => is_number(version),
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_its = is_version && !words.is_empty() && words.chars().all(is_word);
    is_its.then_some((version, words))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut drafts: BTreeMap<i64, Draft> = BTreeMap::new();
    let most = match is_built_with_long_versions(folder) {
        Some(false) => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    for file in folder.ending(".sql") {
        // refinery ignores a file of another name.
        let Some((version, words)) = parse(name(file)) else {
            continue;
        };
        let path = folder.path(file);
        let number = number(version, most).map_err(|why| Error::InFile {
            path: path.clone(),
            line: None,
            why,
        })?;
        let draft = Draft {
            id: number.to_string(),
            name: words.to_owned(),
            up: script(folder, file)?,
            verify: None,
            down: down(folder, file)?,
        };
        if let Some(other) = drafts.insert(number, draft) {
            return Err(duplicate_version(&number, other.up.file, path));
        }
    }
    Ok(in_order(drafts.into_values().collect()))
}

fn number(version: &str, most: i64) -> Result<i64, String> {
    match version.parse::<i64>() {
        Ok(number) if number <= most => Ok(number),
        Ok(number) => Err(format!(
            "version {number} does not fit in 32 bits\nhelp: enable refinery's feature int8-versions in Cargo.toml"
        )),
        Err(_) => Err(format!(
            "refinery versions are integers, and {version} is not one\nhelp: rename the file"
        )),
    }
}

fn script(folder: &Folder, file: &Path) -> Result<Script, Error> {
    Script::theirs(
        &folder.path(file),
        folder.raw(file)?,
        Execution::IN_TRANSACTION,
    )
}

fn down(folder: &Folder, up: &Path) -> Result<Option<Script>, Error> {
    let down = up.with_extension("down.sql");
    folder.has(&down).then(|| script(folder, &down)).transpose()
}

/// What the project's Cargo.toml says of refinery.
fn dependency(folder: &Folder) -> Option<toml::Value> {
    let manifest: toml::Table = toml::from_str(&nearby(folder, "Cargo.toml")?).ok()?;
    let workspace = || manifest.get("workspace")?.get("dependencies");
    let own = manifest.get("dependencies");
    let mut tables = [own, workspace()].into_iter().flatten();
    tables.find_map(|table| table.get("refinery")).cloned()
}

/// Whether refinery is built with versions of 64 bits; `None` where another Cargo.toml decides that, or none.
fn is_built_with_long_versions(folder: &Folder) -> Option<bool> {
    let manifest = nearby(folder, "Cargo.toml").unwrap_or_default();
    if manifest.contains("int8-versions") {
        return Some(true);
    }
    let is_inherited = |it: &toml::Value| it.get("workspace").is_some();
    dependency(folder)
        .filter(|it| !is_inherited(it))
        .map(|_| false)
}

fn has_long_versions(folder: &Folder) -> bool {
    let is_long = |(version, _): (&str, _)| version.parse::<i32>().is_err();
    let mut names = folder.ending(".sql").filter_map(|file| parse(name(file)));
    is_built_with_long_versions(folder).unwrap_or_else(|| names.any(is_long))
}
