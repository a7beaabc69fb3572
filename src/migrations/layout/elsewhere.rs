//! Where the migrations of a project are, when they are not in the folder that was named.

use std::path::{Path, PathBuf};

use globset::GlobSet;

use super::definition::Detection;
use super::{LAYOUTS, Layout};
use crate::migrations::folder::Folder;
use crate::migrations::search::candidate_folders;
use crate::settings::Environment;

/// So many folders with SQL are looked into, and so many named.
const MOST_LOOKED_INTO: usize = 300;
const MOST_NAMED: usize = 5;

/// Words in the path of a folder that is another database's.
const OTHERS: [&str; 9] = [
    "mysql",
    "mariadb",
    "sqlite",
    "clickhouse",
    "cassandra",
    "mssql",
    "sqlserver",
    "oracle",
    "cockroach",
];

/// The folders below one that hold migrations, the likeliest first, each with its layout: a line of `--migrations` for each.
/// Empty where there is none.
pub(in crate::migrations) fn below(root: &Path, environment: &Environment) -> String {
    let mut found: Vec<(u8, PathBuf, Layout)> = Vec::new();
    let folders = candidate_folders(root);
    // The root is whatever the project is.
    let folders = folders.iter().filter(|it| *it != root);
    for folder in folders.take(MOST_LOOKED_INTO) {
        let folder = folder.strip_prefix(".").unwrap_or(folder);
        let is_within = |(_, other, _): &(u8, PathBuf, Layout)| folder.starts_with(other);
        if found.iter().any(is_within) {
            continue;
        }
        let opened = Folder::open(folder, &GlobSet::empty(), environment);
        if let Some((detection, layout)) = opened.ok().as_ref().and_then(surest) {
            found.push((doubt(folder, detection), folder.to_owned(), layout));
        }
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let line = |(_, folder, layout): &(u8, PathBuf, Layout)| {
        format!("\n  --migrations {}  ({})", folder.display(), layout.name())
    };
    found.iter().take(MOST_NAMED).map(line).collect()
}

/// The layout that a folder surely has, or the only one that it may have.
fn surest(folder: &Folder) -> Option<(Detection, Layout)> {
    let detections = LAYOUTS.map(|layout| ((layout.detect)(folder), layout));
    let surest = detections.iter().map(|(detection, _)| *detection).max()?;
    let mut found = detections.into_iter().filter(|(it, _)| *it == surest);
    let first = found.next().filter(|_| surest > Detection::Absent)?;
    found.next().is_none().then_some(first)
}

/// Less for a folder that is more likely meant.
fn doubt(folder: &Path, detection: Detection) -> u8 {
    let path = folder.to_string_lossy().to_lowercase();
    let is_other = OTHERS.iter().any(|word| path.contains(word));
    let is_postgres = path.contains("postgres") || path.contains("pgsql");
    let is_test = path.contains("test") || path.contains("example") || path.contains("seed");
    let is_named = path.contains("migrat");
    let is_doubtful = |doubt: bool, weight: u8| if doubt { weight } else { 0 };
    is_doubtful(is_other && !is_postgres, 16)
        + is_doubtful(is_test, 8)
        + is_doubtful(!is_named, 4)
        + is_doubtful(detection == Detection::Ambiguous, 2)
        + is_doubtful(!is_postgres, 1)
}
