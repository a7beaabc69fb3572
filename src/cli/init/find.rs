//! The folders of migrations in a project.

use std::cmp::Reverse;
use std::fmt;
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
    let is_part = |part: &Found, whole: &Found| {
        let is_below = part.folder != whole.folder && part.folder.starts_with(&whole.folder);
        is_below && (part.layout != whole.layout || part.count < whole.count)
    };
    let is_around = |whole: &Found, part: &Found| {
        let is_below = part.folder != whole.folder && part.folder.starts_with(&whole.folder);
        is_below && part.layout == whole.layout && part.count == whole.count
    };
    let is_kept = |it: &Found| {
        !found
            .iter()
            .any(|other| is_part(it, other) || is_around(it, other))
    };
    let kept: Vec<bool> = found.iter().map(is_kept).collect();
    let mut kept: Vec<Found> = found
        .into_iter()
        .zip(kept)
        .filter_map(|(it, is_kept)| is_kept.then_some(it))
        .collect();
    kept.sort_by_key(|it| {
        let is_named = it.folder.to_string_lossy().contains("migrat");
        (
            it.folder.components().count(),
            Reverse(is_named),
            it.folder.clone(),
        )
    });
    Ok(kept)
}

/// The folders in which, or one level below which, there is something that a tool's migrations have, by their paths in the
/// project.
fn folders(project: &Path) -> Vec<PathBuf> {
    let is_looked_into = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_left_out = name.starts_with('.') || NOT_OURS.contains(&&*name);
        entry.depth() == 0 || !is_left_out
    };
    let walk = WalkDir::new(project).max_depth(DEPTH).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(is_looked_into).flatten();
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in entries.filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(project).unwrap_or(entry.path());
        let is_sign =
            path.extension().is_some_and(|it| it == "sql") || path.ends_with("sqitch.plan");
        for folder in path.ancestors().skip(1).take(2) {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            if is_sign && !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        }
    }
    folders
}
