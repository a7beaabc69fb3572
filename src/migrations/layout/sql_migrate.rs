//! sql-migrate: `1_x.sql`, whose lines `-- +migrate ...` say where the up, the down and each statement begin.

mod parser;

use std::cmp::Ordering;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order, number_of, told_apart};
use super::history::{HistoryRules, Movement, nearby};
use super::sections::lines;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "sql-migrate",
    form: "1_x.sql with '-- +migrate Up' and '-- +migrate Down' in it",
    reads: "dbconfig.yml",
    history: HISTORY,
    no_down: |_| "write its '-- +migrate Down'".to_owned(),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["gorp_migrations"],
    table: "gorp_migrations",
    owns: |table| table.name.clone(),
    configured: |folder| {
        // dbconfig.yml has a section for each environment, which name the same table.
        let file = nearby(folder, "dbconfig.yml")?;
        let mut tables = file
            .lines()
            .filter_map(|line| line.trim().strip_prefix("table:"));
        let table = tables.next()?.trim().trim_matches(['"', '\'']);
        (!table.is_empty()).then(|| table.to_owned())
    },
    create: |_, table| {
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} (id text NOT NULL PRIMARY KEY, applied_at timestamptz)"
        ))
    },
    up: |movement| {
        let (table, id) = (movement.table, file_name(movement));
        HistoryRow::after(format!(
            "INSERT INTO {table} (id, applied_at) VALUES ({id}, now())"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, file_name(movement));
        HistoryRow::after(format!("DELETE FROM {table} WHERE id = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Checked,
};

fn file_name(movement: &Movement<'_>) -> String {
    literal(&movement.migration.up.name)
}

fn detect(folder: &Folder) -> Detection {
    let is_its = |text: &str| lines(text).any(|(_, line)| line.starts_with(parser::MARK));
    Detection::certain_if(folder.has_sql(is_its))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut files: Vec<_> = folder.sql().collect();
    files.sort_by(|a, b| order(name(a), name(b)));
    let draft = |file| {
        let stem = name(file).trim_end_matches(".sql");
        let (up, down) = parser::parse(&folder.path(file), &folder.raw(file)?)?;
        let (id, title) = stem.split_once('_').unwrap_or((stem, ""));
        Ok(Draft {
            id: id.to_owned(),
            name: title.to_owned(),
            up,
            verify: None,
            down,
        })
    };
    let drafts = files
        .into_iter()
        .map(draft)
        .collect::<Result<Vec<Draft>, Error>>()?;
    Ok(in_order(told_apart(drafts)))
}

/// Files with a number come first, by that; then the names count.
fn order(a: &str, b: &str) -> Ordering {
    match (number_of(a), number_of(b)) {
        (Some(first), Some(second)) => first.cmp(&second).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}
