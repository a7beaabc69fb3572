//! Prisma: a folder for each migration, with `migration.sql` in it, in the order of their names as JavaScript's `localeCompare`
//! has it. It
//! has no downs; a `down.sql` that a project keeps beside it is taken for one. From 7.4 on it sends
//! each statement by itself.

mod names;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use super::drizzle;
use super::history::{HistoryRules, Movement, hexadecimal};
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "prisma",
    form: "folders 20240101120000_x with migration.sql in them",
    reads: "",
    history: HISTORY,
    no_down: |up| {
        format!(
            "write {}, which pgconform runs though Prisma does not",
            up.replace(UP, "down.sql")
        )
    },
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["_prisma_migrations"],
    table: "_prisma_migrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let (schema, table) = (table.create_schema(), table.or_in("public"));
        Ok(format!(
            "{schema}CREATE TABLE {table} (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, \
             finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, \
             started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)"
        ))
    },
    // Prisma names no schema there: the one of its address stands in the search_path of its session.
    up: |movement| {
        let (table, name) = (movement.table, folder_name(movement));
        let checksum = hexadecimal(&Sha256::digest(&movement.migration.up.sql));
        HistoryRow {
            before: format!(
                "INSERT INTO {table} (id, checksum, started_at, migration_name) \
                 VALUES (gen_random_uuid(), '{checksum}', now(), {name})"
            ),
            after: format!(
                "UPDATE {table} SET finished_at = now(), applied_steps_count = applied_steps_count + 1 \
                 WHERE migration_name = {name} AND finished_at IS NULL"
            ),
        }
    },
    down: |movement| {
        let (table, name) = (movement.table, folder_name(movement));
        HistoryRow::after(format!("DELETE FROM {table} WHERE migration_name = {name}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

/// The name of the migration's folder as a text of SQL.
fn folder_name(movement: &Movement<'_>) -> String {
    let folder = movement
        .migration
        .up
        .file
        .parent()
        .and_then(Path::file_name);
    literal(&folder.unwrap_or_default().to_string_lossy())
}

const UP: &str = "migration.sql";

fn detect(folder: &Folder) -> Detection {
    let has_up = |within: &PathBuf| folder.has(within.join(UP));
    let is_here = folder.folders.iter().any(has_up) && !drizzle::has_snapshots(folder);
    Detection::certain_if(is_here)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut folders: Vec<&Path> = folder.top_folders().collect();
    folders.sort_by_cached_key(|within| names::key(&within.to_string_lossy()));
    let drafts = folders.iter().map(|within| draft(folder, within));
    let drafts: Result<Vec<Draft>, Error> = drafts.collect();
    drafts.map(in_order)
}

fn draft(folder: &Folder, within: &Path) -> Result<Draft, Error> {
    if !folder.has(within.join(UP)) {
        let why = "there is no migration.sql in this folder, which Prisma refuses\nhelp: restore it, or delete the folder";
        return Err(Error::in_file(&folder.path(within), None, why));
    }
    let script = |file: &str| {
        let file = within.join(file);
        Script::theirs(
            &folder.path(&file),
            folder.raw(&file)?,
            Execution::BY_STATEMENT,
        )
    };
    let stem = within.to_string_lossy();
    let (id, name) = stem.split_once('_').unwrap_or((&stem, ""));
    let down = folder.has(within.join("down.sql"));
    Ok(Draft {
        id: id.to_owned(),
        name: name.to_owned(),
        up: script(UP)?,
        verify: None,
        down: down.then(|| script("down.sql")).transpose()?,
    })
}
