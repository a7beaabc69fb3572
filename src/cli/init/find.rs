//! The folders of migrations in a project.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;
use std::iter::zip;
use std::path::{Path, PathBuf};

use pgconform::migrations::{self, Gaps, Layout, Reading};
use serde::Serialize;
use walkdir::{DirEntry, WalkDir};

use crate::cli::Failure;

/// A project nests its migrations no deeper.
const DEPTH: usize = 6;
/// Folders of what a project is built into, or made of.
const NOT_OURS: [&str; 7] = [
    "node_modules",
    "target",
    "vendor",
    "venv",
    "dist",
    "build",
    "__pycache__",
];

/// A folder of migrations.
#[derive(Serialize)]
pub struct Found {
    pub folder: PathBuf,
    pub layout: Layout,
    pub count: usize,
}

/// `db/migrations, layout goose, 12 migrations`.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (folder, layout) = (self.folder.display(), self.layout.name());
        let noun = if self.count == 1 {
            "migration"
        } else {
            "migrations"
        };
        write!(f, "{folder}, layout {layout}, {} {noun}", self.count)
    }
}

/// All of them, the likeliest first: the least deep, and of those one that is named after migrations. Where there is none,
/// but a folder that could be one in several layouts, that is the error.
pub fn all(project: &Path) -> Result<Vec<Found>, Failure> {
    let mut found: Vec<Found> = Vec::new();
    let mut unclear = None;
    let reading = Reading {
        gaps: Gaps::Allow,
        ..Reading::default()
    };
    for folder in folders(project) {
        match reading.read(&project.join(&folder)) {
            // What is named by its version alone is a folder of rows.
            Ok(migrations) if migrations.all().iter().all(|it| it.name.is_empty()) => {}
            Ok(migrations) => found.push(Found {
                folder,
                layout: migrations.layout(),
                count: migrations.all().len(),
            }),
            Err(error @ migrations::Error::ManyLayouts { .. }) => {
                unclear.get_or_insert(error);
            }
            Err(_) => {}
        }
    }
    if let (Some(error), true) = (unclear, found.is_empty()) {
        return Err(error.into());
    }
    let is_kept = |it: &Found| !found.iter().any(|other| hides(other, it));
    let kept: Vec<bool> = found.iter().map(is_kept).collect();
    let mut found: Vec<Found> = zip(found, kept)
        .filter(|(_, is_kept)| *is_kept)
        .map(|(it, _)| it)
        .collect();
    found.sort_by_cached_key(|it| {
        let is_named = it.folder.to_string_lossy().contains("migrat");
        let depth = it.folder.components().count();
        (depth, Reverse(is_named), it.folder.clone())
    });
    for it in &mut found {
        if it.folder.as_os_str().is_empty() {
            it.folder = PathBuf::from(".");
        }
    }
    Ok(found)
}

/// Of two folders, one in the other, the inner one is meant where it has all the migrations, and is a part of the outer one
/// where it has not.
fn hides(other: &Found, it: &Found) -> bool {
    let is_same = other.layout == it.layout && other.count == it.count;
    let is_in = |inner: &Found, outer: &Found| {
        inner.folder != outer.folder && inner.folder.starts_with(&outer.folder)
    };
    is_in(it, other) && !is_same || is_in(other, it) && is_same
}

/// The folders in which, or one level below which, something is that migrations have, by their paths in the project.
fn folders(project: &Path) -> BTreeSet<PathBuf> {
    let is_searched = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_left_out = name.starts_with('.') || NOT_OURS.contains(&&*name);
        entry.depth() == 0 || !is_left_out
    };
    let is_sign = |path: &Path| {
        path.extension().is_some_and(|it| it == "sql") || path.ends_with("sqitch.plan")
    };
    WalkDir::new(project)
        .max_depth(DEPTH)
        .into_iter()
        .filter_entry(is_searched)
        .flatten()
        .filter(|entry| entry.file_type().is_file() && is_sign(entry.path()))
        .filter_map(|entry| Some(entry.path().strip_prefix(project).ok()?.to_owned()))
        .flat_map(|path| {
            path.ancestors()
                .skip(1)
                .take(2)
                .map(Path::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}
