//! dbmate: `1_x.sql`, whose sections begin with `-- migrate:up` and `-- migrate:down`. They come in the
//! order of their files' names, digit by digit; a version is the text of its digits.

use std::ops::Range;
use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use super::history::{HistoryRules, Movement};
use super::sections::{lines, only};
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::{line_of_byte, literal};

pub(super) const LAYOUT: Layout = Layout {
    name: "dbmate",
    form: "1_x.sql with '-- migrate:up' and '-- migrate:down' in it",
    reads: "the variable DBMATE_MIGRATIONS_TABLE",
    history: HISTORY,
    no_down: |_| "write its '-- migrate:down'".to_owned(),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["schema_migrations"],
    table: "schema_migrations",
    owns: |table| table.name.clone(),
    configured: |folder| {
        let table = folder.environment.text("DBMATE_MIGRATIONS_TABLE");
        table.map(str::to_owned)
    },
    create: |_, table| {
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} (version varchar NOT NULL PRIMARY KEY)"
        ))
    },
    up: |movement| write("INSERT INTO %I.%I (version) VALUES (%L)", movement),
    down: |movement| write("DELETE FROM %I.%I WHERE version = %L", movement),
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Checked,
};

/// dbmate asks for the session's schema each time, after the migration: it is `public` where there is none.
fn write(statement: &str, movement: &Movement<'_>) -> HistoryRow {
    let schema = movement.table.schema.as_deref().map(literal);
    let schema = schema.unwrap_or_else(|| "coalesce(current_schema(), 'public')".to_owned());
    let (table, id) = (movement.table.literal(), movement.id());
    HistoryRow::after(format!(
        "DO $history$BEGIN EXECUTE format('{statement}', {schema}, {table}, {id}); END$history$"
    ))
}

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(
        folder.has_sql(|text| lines(text).any(|(_, line)| marker(line, "up").is_some())),
    )
}

/// The version in a file's name, and what comes after it.
fn id(file: &str) -> Option<(&str, &str)> {
    let stem = file.strip_suffix(".sql")?;
    let end = stem
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(stem.len());
    let (id, rest) = stem.split_at(end);
    (!id.is_empty()).then_some((id, rest.trim_start_matches('_')))
}

/// What stands behind a marker; `None` where the line is none.
fn marker<'a>(line: &'a str, section: &str) -> Option<&'a str> {
    let rest = line.strip_prefix("--")?.trim_start();
    let rest = rest.strip_prefix("migrate:")?.strip_prefix(section)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (file, (id, title)) in LAYOUT.parse_names(folder, folder.sql(), id)? {
        let path = folder.path(file);
        if let Some(other) = drafts.iter().find(|other| other.id == id) {
            return Err(duplicate_version(&id, other.up.file.clone(), path));
        }
        let (up, down) = sections(&path, &folder.raw(file)?)?;
        drafts.push(Draft {
            id: id.to_owned(),
            name: title.to_owned(),
            up,
            verify: None,
            down: Some(down),
        });
    }
    Ok(in_order(drafts))
}

/// A section's place in its file, and the options of its marker.
type Section<'a> = (Range<usize>, &'a str);

fn sections(file: &Path, text: &str) -> Result<(Script, Script), Error> {
    let wrong = |at: &Range<usize>, why: &str| {
        Error::in_file(file, Some(line_of_byte(text, at.start)), why)
    };
    let mut up: Option<Section<'_>> = None;
    let mut down: Option<Section<'_>> = None;
    for (place, line) in lines(text) {
        if let Some(options) = marker(line, "up") {
            if up.is_some() {
                return Err(wrong(
                    &place,
                    "a second '-- migrate:up'; write one file for each migration",
                ));
            }
            up = Some((place.start..text.len(), options));
        } else if let (Some((up, _)), Some(options)) = (&mut up, marker(line, "down")) {
            if down.is_some() {
                return Err(wrong(&place, "a second '-- migrate:down'"));
            }
            up.end = place.start;
            down = Some((place.start..text.len(), options));
        } else if up.is_none() && !line.trim().is_empty() && !line.trim_start().starts_with("--") {
            return Err(wrong(
                &place,
                "precedes '-- migrate:up', where only comments are allowed",
            ));
        }
    }
    let missing = |section: &str| {
        Error::in_file(
            file,
            None,
            format!("there is no '-- migrate:{section}' in it"),
        )
    };
    let up = up.ok_or_else(|| missing("up"))?;
    let down = down.ok_or_else(|| missing("down"))?;
    let script = |(place, options): Section<'_>| {
        let is_off = |option: &str| option == "transaction:false";
        let execution = if options.split_whitespace().any(is_off) {
            Execution::AS_ONE_MESSAGE
        } else {
            Execution::IN_TRANSACTION
        };
        Script::theirs(file, only(text, &[place]), execution)
    };
    Ok((script(up)?, script(down)?))
}
