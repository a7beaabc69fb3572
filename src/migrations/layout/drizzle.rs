//! Drizzle: `meta/_journal.json` lists the files `<tag>.sql` in order. It has no downs; a `<tag>.down.sql`, or a `down.sql`
//! beside `migration.sql`, that a project keeps is taken for one.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use super::history::{HistoryRules, Movement, hexadecimal};
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "drizzle",
    form: "meta/_journal.json and the files 0000_x.sql that it lists, or folders with migration.sql and snapshot.json",
    reads: "meta/_journal.json",
    history: HISTORY,
    no_down: |up| {
        let down = if up.ends_with(FILE) {
            up.replace(FILE, DOWN_FILE)
        } else {
            up.replace(".sql", DOWN)
        };
        format!("write {down}, which pgconform runs though Drizzle does not")
    },
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["__drizzle_migrations", "drizzle.*"],
    table: "drizzle.__drizzle_migrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let table = table.or_in("drizzle");
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} \
             (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)"
        ))
    },
    up: |movement| {
        let (table, hash) = (movement.table.or_in("drizzle"), hash(movement));
        // Without a journal Drizzle takes the moment from the folder's name.
        let created_at = movement.migration.generated.map_or_else(
            || "extract(epoch FROM now()) * 1000".to_owned(),
            |when| when.to_string(),
        );
        HistoryRow::after(format!(
            "INSERT INTO {table} (hash, created_at) VALUES ({hash}, {created_at})"
        ))
    },
    down: |movement| {
        let (table, hash) = (movement.table.or_in("drizzle"), hash(movement));
        HistoryRow::after(format!("DELETE FROM {table} WHERE hash = {hash}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::OneForAll,
};

fn hash(movement: &Movement<'_>) -> String {
    let hash = Sha256::digest(&movement.migration.up.sql);
    format!("'{}'", hexadecimal(&hash))
}

const JOURNAL: &str = "meta/_journal.json";
const FILE: &str = "migration.sql";
const DOWN_FILE: &str = "down.sql";
const DOWN: &str = ".down.sql";
/// What stands between two statements.
const BREAK: &str = "--> statement-breakpoint";

#[derive(Deserialize)]
struct Journal {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    tag: String,
    /// When it was generated, in milliseconds since 1970.
    when: Option<i64>,
}

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(folder.has(JOURNAL) || has_snapshots(folder))
}

/// Whether it is laid out as Drizzle does from version 1 on: a folder for each migration, with what
/// was to be there in `snapshot.json`.
pub(super) fn has_snapshots(folder: &Folder) -> bool {
    folder
        .folders
        .iter()
        .any(|within| folder.has(within.join("snapshot.json")) && folder.has(within.join(FILE)))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    if !folder.has(JOURNAL) && has_snapshots(folder) {
        let within = folder
            .folders
            .iter()
            .filter(|within| folder.has(within.join(FILE)));
        let drafts: Result<Vec<Draft>, Error> = within
            .map(|within| {
                let down = within.join(DOWN_FILE);
                draft(folder, &within.to_string_lossy(), &within.join(FILE), &down)
            })
            .collect();
        return drafts.map(in_order);
    }
    let journal = folder.path(JOURNAL);
    if !folder.has(JOURNAL) {
        return Err(Error::in_file(
            &journal,
            None,
            "it is missing, and it lists the files",
        ));
    }
    let entries: Journal = serde_json::from_str(&folder.text(JOURNAL)?)
        .map_err(|error| Error::in_file(&journal, Some(error.line()), error.to_string()))?;
    let is_listed = |file: &Path| {
        let stem = name(file).trim_end_matches(".sql");
        let tag = stem.strip_suffix(".down").unwrap_or(stem);
        entries.entries.iter().any(|entry| entry.tag == tag)
    };
    let mut sql = folder.sql();
    if let Some(stray) = sql.find(|file| !is_listed(file)) {
        let why = format!(
            "{JOURNAL} does not list it, so Drizzle never runs it\nhelp: list it, or skip it with --exclude '{}'",
            globset::escape(name(stray))
        );
        return Err(Error::in_file(&folder.path(stray), None, why));
    }
    let drafts: Result<Vec<Draft>, Error> = entries
        .entries
        .iter()
        .map(|Entry { tag, .. }| {
            let file = format!("{tag}.sql");
            if !folder.has(&file) {
                let why = format!(
                    "it lists {file}, which is missing\nhelp: restore the file, or remove it from the list"
                );
                return Err(Error::in_file(&journal, None, why));
            }
            let down = format!("{tag}{DOWN}");
            draft(folder, tag, Path::new(&file), Path::new(&down))
        })
        .collect();
    let mut migrations = in_order(drafts?);
    for (migration, skipped_after) in migrations.iter_mut().zip(skipped(&entries.entries)) {
        migration.skipped_after = skipped_after;
    }
    for (migration, entry) in migrations.iter_mut().zip(&entries.entries) {
        migration.generated = entry.when;
    }
    Ok(migrations)
}

/// The entry that makes Drizzle skip each, on databases that have it: Drizzle runs only what was generated after the newest
/// that is applied.
fn skipped(entries: &[Entry]) -> Vec<Option<String>> {
    let mut newest: Option<&Entry> = None;
    let mut skipped = Vec::new();
    for entry in entries {
        let is_newer = newest.is_none_or(|newest| entry.when > newest.when);
        skipped.push(
            newest
                .filter(|_| !is_newer)
                .map(|newest| newest.tag.clone()),
        );
        newest = if is_newer { Some(entry) } else { newest };
    }
    skipped
}

fn draft(folder: &Folder, tag: &str, up: &Path, down: &Path) -> Result<Draft, Error> {
    let script = |file| {
        let text = folder.raw(file)?;
        let messages = statements(&text).into_iter().map(Message::without_data);
        let execution = Execution {
            transaction: true,
            messages: Messages::List(messages.collect()),
        };
        Script::theirs(&folder.path(file), text, execution)
    };
    let (id, name) = tag.split_once('_').unwrap_or((tag, ""));
    Ok(Draft {
        id: id.to_owned(),
        name: name.to_owned(),
        up: script(up)?,
        verify: None,
        down: folder.has(down).then(|| script(down)).transpose()?,
    })
}

/// The places between the breaks.
fn statements(text: &str) -> Vec<Range<usize>> {
    let breaks = text.match_indices(BREAK).map(|(at, _)| at);
    let mut start = 0;
    let mut places = Vec::new();
    for at in breaks {
        places.push(start..at);
        start = at + BREAK.len();
    }
    places.push(start..text.len());
    places
}
