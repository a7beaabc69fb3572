//! Variables that the project's `.env` files set.

use std::fs;
use std::path::{Path, PathBuf};

use crate::connection::dot_env::readable;
use crate::files;

/// Folders of a project beside its root where tools look for one.
const BESIDE: [&str; 3] = ["prisma", "config", "db"];

/// The variables of every `.env` and `.env.*` in a folder, the folders above it and those that tools look into. A line
/// that cannot be read is left out, as is a file: whoever reads it in earnest will say so.
pub(super) fn read(folder: &Path) -> Vec<(String, String)> {
    let above = folder.ancestors().map(Path::to_owned);
    let beside = BESIDE.into_iter().map(|name| folder.join(name));
    let found = above.chain(beside).flat_map(|folder| all(&folder));
    found
        .filter_map(|file| files::read_text(&file).ok())
        .flat_map(|text| readable(&text))
        .collect()
}

fn all(folder: &Path) -> Vec<PathBuf> {
    let is_one = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name == ".env" || name.starts_with(".env."))
    };
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    // A pipe of that name would never end.
    let mut files: Vec<PathBuf> = paths.filter(is_one).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
