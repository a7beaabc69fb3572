//! tern: `001_x.sql`, numbered from 1 without a gap, with a line between the up and the down.

mod template;

use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order, number_and_name};
use super::history::{HistoryRules, nearby, value_of};
use super::sections::only;
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TableName, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use template::Templates;

pub(super) const LAYOUT: Layout = Layout {
    name: "tern",
    form: "001_x.sql with '---- create above / drop below ----' in it",
    reads: "tern.conf",
    history: HISTORY,
    no_down: |_| format!("write the down below a line '{BETWEEN}'"),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["schema_version"],
    table: "public.schema_version",
    owns: |table| table.name.clone(),
    configured: |folder| value_of(&nearby(folder, "tern.conf")?, "version_table"),
    create: |_, table| {
        Ok(format!(
            "CREATE TABLE IF NOT EXISTS {table} (version int4 NOT NULL); \
             INSERT INTO {table} (version) SELECT 0 WHERE NOT EXISTS (SELECT FROM {table})"
        ))
    },
    up: |movement| noted(movement.table, &movement.migration.id),
    down: |movement| noted(movement.table, movement.below.unwrap_or("0")),
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

/// tern resets the session's settings first; a role stays.
fn noted(table: &TableName, version: &str) -> HistoryRow {
    HistoryRow::after(format!("RESET ALL; UPDATE {table} SET version = {version}"))
}

const BETWEEN: &str = "---- create above / drop below ----";
const NO_TRANSACTION: &str = "---- tern: disable-tx ----";

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(folder.has("tern.conf") || folder.has_sql(|text| text.contains(BETWEEN)))
}

fn parse(file: &str) -> Option<(u64, &str)> {
    number_and_name(file.strip_suffix(".sql")?)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let templates = Templates::read(folder)?;
    let mut drafts: Vec<(u64, Draft)> = Vec::new();
    for (file, (number, title)) in LAYOUT.parse_names(folder, folder.sql(), parse)? {
        let draft = draft(folder, file, title, &templates)?;
        if let Some((_, other)) = drafts.iter().find(|(other, _)| *other == number) {
            return Err(duplicate_version(
                &number,
                other.up.file.clone(),
                draft.up.file,
            ));
        }
        drafts.push((number, draft));
    }
    drafts.sort_by_key(|(number, _)| *number);
    if let Some((expected, (_, draft))) = (1..)
        .zip(&drafts)
        .find(|(expected, (number, _))| expected != number)
    {
        let why = format!(
            "number {expected} is missing before it, and tern counts from 1 without a gap\nhelp: restore the file"
        );
        return Err(Error::in_file(&draft.up.file, None, why));
    }
    let drafts = drafts.into_iter().map(|(number, draft)| Draft {
        id: number.to_string(),
        ..draft
    });
    Ok(in_order(drafts.collect()))
}

fn draft(folder: &Folder, file: &Path, title: &str, templates: &Templates) -> Result<Draft, Error> {
    let text = folder.raw(file)?;
    let path = folder.path(file);
    let (up, down) = match text.find(BETWEEN) {
        Some(at) => (0..at, at + BETWEEN.len()..text.len()),
        None => (0..text.len(), text.len()..text.len()),
    };
    let is_nothing = text[down.clone()].trim().is_empty();
    let is_sql = |line: &str| !(line.trim().is_empty() || line.trim().starts_with("--"));
    if !text[up.clone()].split('\n').any(is_sql) {
        let why = "its up holds no statement, which tern refuses: write SELECT 1; below a comment that says why nothing is to be done";
        return Err(Error::in_file(&path, None, why));
    }
    let script = |place| {
        let sql = templates.fill(&path, &only(&text, &[place]))?;
        let is_marker = |line: &str| line.strip_suffix('\n').unwrap_or(line) == NO_TRANSACTION;
        // As tern does: the section without blanks around it, and lines that end in `\n` alone.
        let execution = if sql.trim().split_inclusive('\n').any(is_marker) {
            Execution::BY_STATEMENT
        } else {
            Execution::IN_TRANSACTION
        };
        Script::theirs(&path, sql, execution)
    };
    Ok(Draft {
        id: String::new(),
        name: title.to_owned(),
        up: script(up)?,
        verify: None,
        down: (!is_nothing).then(|| script(down)).transpose()?,
    })
}
