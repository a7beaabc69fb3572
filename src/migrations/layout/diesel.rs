//! diesel: a folder for each migration, with `up.sql`, `down.sql` and perhaps `metadata.toml`. They
//! come in the order of their versions as texts.

use std::path::Path;

use serde::Deserialize;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use super::hasura;
use super::history::HistoryRules;
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::{line_of_byte, statements};

pub(super) const LAYOUT: Layout = Layout {
    name: "diesel",
    form: "folders 1_x with up.sql, down.sql and perhaps metadata.toml in them",
    reads: "metadata.toml beside each migration",
    history: HISTORY,
    no_down: |up| {
        let down = up.replace("up.sql", "down.sql");
        format!(
            "write {down}; diesel refuses one without a statement, so write SELECT 1; where there is nothing to undo"
        )
    },
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["__diesel_schema_migrations"],
    table: "__diesel_schema_migrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        Ok(format!(
            "CREATE TABLE IF NOT EXISTS {table} (version varchar(50) PRIMARY KEY NOT NULL, \
             run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        ))
    },
    up: |movement| {
        let (table, id) = (movement.table, movement.id());
        HistoryRow::after(format!("INSERT INTO {table} (version) VALUES ({id})"))
    },
    down: |movement| {
        let (table, id) = (movement.table, movement.id());
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::CheckedAtEnd,
};

/// What `metadata.toml` says.
#[derive(Deserialize)]
struct Metadata {
    /// Where the file is there and does not say, diesel takes it for false.
    #[serde(default)]
    run_in_transaction: bool,
}

fn detect(folder: &Folder) -> Detection {
    let mut within = folder.top_folders();
    let is_here = within.any(|within| folder.has(within.join("up.sql")));
    let is_others = hasura::is_here(folder);
    Detection::certain_if(is_here && !is_others)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut drafts: Vec<Draft> = Vec::new();
    for within in folder.top_folders() {
        let is_empty = !folder.files.iter().any(|file| file.starts_with(within));
        if is_empty {
            continue;
        }
        if !folder.has(within.join("up.sql")) {
            let why = "there is no up.sql in this folder, which diesel refuses\nhelp: write one, or delete the folder";
            return Err(Error::in_file(&folder.path(within), None, why));
        }
        let draft = draft(folder, within)?;
        if let Some(other) = drafts.iter().find(|other| other.id == draft.id) {
            return Err(duplicate_version(
                &draft.id,
                other.up.file.clone(),
                draft.up.file,
            ));
        }
        drafts.push(draft);
    }
    drafts.sort_by(|a, b| a.id.cmp(&b.id));
    let mut migrations = in_order(drafts);
    for migration in migrations.iter_mut().filter(|it| it.down.is_none()) {
        let down = migration.up.file.with_file_name("down.sql");
        let is_there = folder.files.iter().any(|file| folder.path(file) == down);
        migration.refused_down = is_there.then_some(down);
    }
    Ok(migrations)
}

fn draft(folder: &Folder, within: &Path) -> Result<Draft, Error> {
    let execution = execution(folder, &within.join("metadata.toml"))?;
    let script = |file: &str| {
        let file = within.join(file);
        // diesel refuses to run a file of no bytes at all, and what PostgreSQL calls an empty query.
        let text = Some(folder.raw(&file)?).filter(|text| !statements(text).is_empty());
        let script = text.map(|text| Script::theirs(&folder.path(&file), text, execution.clone()));
        script.transpose()
    };
    let up = script("up.sql")?.ok_or_else(|| {
        let why = "it holds no statement, which diesel refuses: write SELECT 1; below a comment that says why nothing is to be done";
        Error::in_file(&folder.path(within.join("up.sql")), None, why)
    })?;
    let down = folder.has(within.join("down.sql"));
    let stem = within.to_string_lossy();
    let (version, name) = stem.split_once('_').unwrap_or((&stem, ""));
    Ok(Draft {
        id: version.replace('-', ""),
        name: name.to_owned(),
        up,
        verify: None,
        down: if down { script("down.sql")? } else { None },
    })
}

fn execution(folder: &Folder, metadata: &Path) -> Result<Execution, Error> {
    if !folder.has(metadata) {
        return Ok(Execution::IN_TRANSACTION);
    }
    let text = folder.text(metadata)?;
    let metadata: Metadata = toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| line_of_byte(&text, span.start));
        Error::in_file(&folder.path(metadata), line, error.message())
    })?;
    Ok(if metadata.run_in_transaction {
        Execution::IN_TRANSACTION
    } else {
        Execution::AS_ONE_MESSAGE
    })
}
