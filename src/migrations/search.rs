//! The folders of a project that may hold migrations.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// Projects keep their migrations no deeper, and rarely have more files above them.
const DEPTH: usize = 9;
const MOST_FILES: usize = 100_000;

/// Folders of dependencies, of what is built, and of what tests read.
const FOREIGN: [&str; 9] = [
    "node_modules",
    "target",
    "vendor",
    "venv",
    "dist",
    "build",
    "__pycache__",
    "fixtures",
    "testdata",
];

/// The folders in which, or one level below which, something is that migrations have: a file of SQL, or Sqitch's plan. They
/// are the root or below it, those above others first. Links are not followed: they may lead anywhere.
#[must_use]
pub fn candidate_folders(root: &Path) -> Vec<PathBuf> {
    let is_own = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || FOREIGN.contains(&name.as_ref()))
    };
    let is_sign = |path: &Path| {
        path.extension().is_some_and(|it| it == "sql") || path.ends_with("sqitch.plan")
    };
    let walk = WalkDir::new(root).min_depth(1).max_depth(DEPTH);
    let files = walk
        .into_iter()
        .filter_entry(is_own)
        .take(MOST_FILES)
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && is_sign(entry.path()));
    let mut folders = BTreeSet::new();
    for file in files {
        let around = file.path().ancestors().skip(1).take(2);
        // What is above the root is not of the project.
        for folder in around.filter(|it| it.starts_with(root)) {
            folders.insert((folder.components().count(), folder.to_owned()));
        }
    }
    folders.into_iter().map(|(_, folder)| folder).collect()
}
