//! Prisma: a folder for each migration, with `migration.sql` in it, in the order of their names. It
//! has no downs; a `down.sql` that a project keeps beside it is taken for one. From 7.4 on it sends
//! each statement by itself.

use std::path::{Path, PathBuf};

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use super::drizzle;
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "prisma",
    form: "folders 20240101120000_x with migration.sql in them",
    history: &["_prisma_migrations"],
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

const UP: &str = "migration.sql";

fn detect(folder: &Folder) -> Detection {
    let has_up = |within: &PathBuf| folder.has(within.join(UP));
    let is_here = folder.folders.iter().any(has_up) && !drizzle::has_snapshots(folder);
    Detection::certain_if(is_here)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let drafts = folder.top_folders().map(|within| draft(folder, within));
    let drafts: Result<Vec<Draft>, Error> = drafts.collect();
    drafts.map(in_order)
}

fn draft(folder: &Folder, within: &Path) -> Result<Draft, Error> {
    if !folder.has(within.join(UP)) {
        let why = "there is no migration.sql in this folder, which Prisma refuses: restore it, or take the folder away";
        return Err(Error::in_file(&folder.path(within), None, why));
    }
    let script = |file: &str| {
        let file = within.join(file);
        Script::theirs(
            &folder.path(&file),
            folder.text(&file)?,
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
