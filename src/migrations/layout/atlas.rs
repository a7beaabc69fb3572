//! Atlas' versioned migrations: `1_x.sql` beside `atlas.sum`, in the order of their names. A file that is an archive has
//! `-- migration.sql --`, and perhaps `-- checks.sql --` and `-- down.sql --`, as its sections.

use std::ops::Range;
use std::slice;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use super::golang_migrate::half;
use super::history::HistoryRules;
use super::sections::{lines, only};
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "atlas",
    form: "1_x.sql beside atlas.sum, perhaps an archive ('-- atlas:txtar') with '-- migration.sql --' and '-- down.sql --'",
    reads: "atlas.sum",
    history: HISTORY,
    no_down: |_| {
        "make it an archive ('-- atlas:txtar') with a section '-- down.sql --'; without one, Atlas computes its own down"
            .to_owned()
    },
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["atlas_schema_revisions", "atlas_schema_revisions.*"],
    table: "atlas_schema_revisions.atlas_schema_revisions",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} (version varchar PRIMARY KEY, description varchar NOT NULL, \
             type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, \
             executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, \
             hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL)"
        ))
    },
    up: |movement| {
        let (table, id, name) = (movement.table, movement.id(), movement.name());
        HistoryRow::after(format!(
            "INSERT INTO {table} (version, description, executed_at, execution_time, hash, operator_version) \
             VALUES ({id}, {name}, now(), 1, '', '')"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, movement.id());
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Checked,
};

const SUM: &str = "atlas.sum";

/// Atlas also sums folders that are laid out for other tools.
fn detect(folder: &Folder) -> Detection {
    let is_others = folder.sql().any(|file| half(name(file)).is_some());
    Detection::certain_if(folder.has(SUM) && !is_others)
}

fn parse(file: &str) -> Option<(&str, &str)> {
    let stem = file.strip_suffix(".sql")?;
    Some(stem.split_once('_').unwrap_or((stem, "")))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut drafts = Vec::new();
    for (file, (id, title)) in LAYOUT.parse_names(folder, folder.sql(), parse)? {
        let text = folder.text(file)?;
        let path = folder.path(file);
        let head = Head::read(&text).map_err(|why| Error::in_file(&path, None, why))?;
        // A checkpoint is what new databases get in place of all before it.
        if head.is_checkpoint {
            continue;
        }
        let (up, down) = if head.is_archive {
            (section(&text, "migration.sql"), section(&text, "down.sql"))
        } else {
            (Some(0..text.len()), None)
        };
        let why = "an archive without '-- migration.sql --'";
        let up = up.ok_or_else(|| Error::in_file(&path, None, why))?;
        let script = |place: Range<usize>| {
            let sql = only(&text, slice::from_ref(&place));
            Script::theirs(&path, sql, head.execution(&text, place))
        };
        drafts.push(Draft {
            id: id.to_owned(),
            name: title.to_owned(),
            up: script(up)?,
            verify: None,
            down: down.map(script).transpose()?,
        });
    }
    Ok(in_order(drafts))
}

/// What the comments at the head of a file, which a blank line ends, say to Atlas.
#[derive(Default)]
struct Head<'a> {
    is_archive: bool,
    is_checkpoint: bool,
    no_transaction: bool,
    /// What ends a statement in the place of a semicolon.
    delimiter: Option<&'a str>,
}

impl<'a> Head<'a> {
    fn read(text: &'a str) -> Result<Self, String> {
        let mut head = Self::default();
        let comments = text.lines().take_while(|line| line.starts_with("--"));
        if !text
            .lines()
            .nth(comments.clone().count())
            .unwrap_or_default()
            .trim()
            .is_empty()
        {
            return Ok(head);
        }
        for comment in comments {
            let Some((_, directive)) = comment.split_once("atlas:") else {
                continue;
            };
            let (name, value) = directive.split_once(' ').unwrap_or((directive, ""));
            match (name.trim(), value.trim()) {
                ("txtar", _) => head.is_archive = true,
                ("checkpoint", _) => head.is_checkpoint = true,
                ("delimiter", delimiter) => head.delimiter = Some(delimiter),
                ("txmode", "none") => head.no_transaction = true,
                ("txmode", "file") => {}
                ("txmode", other) => {
                    return Err(format!(
                        "'atlas:txmode {other}' is not a mode of a file\nhelp: write file or none"
                    ));
                }
                _ => {}
            }
        }
        Ok(head)
    }

    /// Each statement is a message of its own.
    fn execution(&self, text: &str, place: Range<usize>) -> Execution {
        let messages = match self.delimiter {
            None => Messages::Statements,
            Some(delimiter) => {
                let delimiter = delimiter.replace("\\n", "\n");
                let mut start = place.start;
                let parts = text[place].split(&delimiter).map(|part| {
                    let own = start..start + part.len();
                    start = own.end + delimiter.len();
                    own
                });
                let parts = parts.filter(|part| !text[part.clone()].trim().is_empty());
                Messages::List(parts.map(Message::without_data).collect())
            }
        };
        Execution {
            transaction: !self.no_transaction,
            messages,
        }
    }
}

/// Where a section of an archive stands, which its marker begins and the next one ends.
fn section(text: &str, file: &str) -> Option<Range<usize>> {
    let is_marker = |line: &str| line.starts_with("-- ") && line.ends_with(" --") && line.len() > 6;
    let mut markers = lines(text).filter(|(_, line)| is_marker(line.trim_end()));
    let (own, _) = markers.find(|(_, line)| line.trim_end() == format!("-- {file} --"))?;
    let end = markers.next().map_or(text.len(), |(next, _)| next.start);
    Some(own.end..end)
}
