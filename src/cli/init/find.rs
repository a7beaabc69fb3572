//! The folders of migrations in a project.

use std::cmp::Reverse;
use std::fmt;
use std::iter::zip;
use std::path::{Path, PathBuf};

use pgconform::migrations::{self, Gaps, Layout, Reading};
use serde::Serialize;

use crate::cli::Failure;

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
    for path in migrations::candidate_folders(project) {
        let folder = path.strip_prefix(project).unwrap_or(&path).to_owned();
        match reading.read(&path) {
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
