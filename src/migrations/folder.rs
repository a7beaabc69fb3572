//! Lists the files of a folder of migrations.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use walkdir::{DirEntry, WalkDir};

use super::Error;
use crate::settings::Environment;
use crate::{escape, files};

/// No layout nests deeper; a folder that does is another one than was meant.
const DEPTH: usize = 6;
/// So many files are not migrations.
const MOST: usize = 50_000;

/// The files of a folder, by their paths in it, in the order of their names.
///
/// Hidden files and notes (`*.md`, `*.txt`) are nobody's migrations, nor is what was excluded.
#[derive(Debug)]
pub(super) struct Folder {
    pub root: PathBuf,
    pub files: Vec<PathBuf>,
    pub folders: Vec<PathBuf>,
    /// What tools fill into the texts of its files.
    pub environment: Environment,
}

impl Folder {
    pub fn open(root: &Path, exclude: &GlobSet, environment: &Environment) -> Result<Self, Error> {
        refuse_name(root)?;
        let real = fs::canonicalize(root).map_err(|error| unreadable(root, error))?;
        if !real.is_dir() {
            return Err(Error::NotAFolder(root.to_owned()));
        }
        let mut folder = Self {
            root: root.to_owned(),
            files: Vec::new(),
            folders: Vec::new(),
            environment: environment.clone(),
        };
        let is_wanted = |entry: &DirEntry| {
            let within = entry.path().strip_prefix(root).unwrap_or(entry.path());
            entry.depth() == 0 || !(is_note(entry.path()) || exclude.is_match(within))
        };
        let walk = WalkDir::new(root)
            .follow_links(true)
            .min_depth(1)
            .max_depth(DEPTH)
            .sort_by_file_name();
        for entry in walk.into_iter().filter_entry(is_wanted) {
            let entry = entry.map_err(|error| broken(root, error))?;
            folder.add(&entry, &real)?;
        }
        Ok(folder)
    }

    fn add(&mut self, entry: &DirEntry, real: &Path) -> Result<(), Error> {
        let path = entry.path();
        refuse_name(path)?;
        if entry.path_is_symlink() {
            let target = fs::canonicalize(path).map_err(|error| unreadable(path, error))?;
            if !target.starts_with(real) {
                return Err(Error::Outside {
                    link: path.to_owned(),
                    target,
                });
            }
        }
        if self.files.len() == MOST {
            return Err(Error::TooMany {
                folder: self.root.clone(),
                most: MOST,
            });
        }
        let within = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        if entry.file_type().is_dir() {
            self.folders.push(within);
        } else {
            self.files.push(within);
        }
        Ok(())
    }

    /// The files that stand directly in it.
    pub fn top(&self) -> impl Iterator<Item = &Path> {
        let files = self.files.iter().map(PathBuf::as_path);
        files.filter(|file| file.components().count() == 1)
    }

    /// The folders that stand directly in it.
    pub fn top_folders(&self) -> impl Iterator<Item = &Path> {
        let folders = self.folders.iter().map(PathBuf::as_path);
        folders.filter(|folder| folder.components().count() == 1)
    }

    /// Those of its files that are SQL by their names.
    pub fn sql(&self) -> impl Iterator<Item = &Path> {
        self.top()
            .filter(|file| file.extension().is_some_and(|it| it == "sql"))
    }

    /// Whether one of those that can be read has such a text.
    pub fn has_sql(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        self.sql()
            .any(|file| self.raw(file).is_ok_and(|text| is_meant(&text)))
    }

    /// The files at any depth with an ending, such as `.sql.conf`.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a Path> {
        let files = self.files.iter().map(PathBuf::as_path);
        files.filter(move |file| file.to_string_lossy().ends_with(ending))
    }

    pub fn has(&self, file: impl AsRef<Path>) -> bool {
        self.files.iter().any(|it| it == file.as_ref())
    }

    /// A file's whole path.
    pub fn path(&self, file: impl AsRef<Path>) -> PathBuf {
        self.root.join(file)
    }

    /// A file's text, without the mark that some editors begin it with.
    pub fn text(&self, file: impl AsRef<Path>) -> Result<String, Error> {
        text(&self.path(file))
    }

    /// A file's text as it stands there.
    pub fn raw(&self, file: impl AsRef<Path>) -> Result<String, Error> {
        raw(&self.path(file))
    }
}

/// Refuses a path that acts where it is shown: it is in reports, history tables and baselines.
pub(super) fn refuse_name(path: &Path) -> Result<(), Error> {
    match escape::refused(path) {
        None => Ok(()),
        Some(character) => Err(Error::Name {
            path: path.to_owned(),
            character,
        }),
    }
}

/// A file's text, without the mark that some editors begin it with.
pub(super) fn text(file: &Path) -> Result<String, Error> {
    let text = raw(file)?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

fn raw(file: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable {
        path: file.to_owned(),
        source,
    };
    let bytes = files::read(file).map_err(unreadable)?;
    // PostgreSQL takes no NUL in a text, so a NUL is as little text as a broken UTF-8 sequence.
    let offset = match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            None => return Ok(text),
            Some(offset) => offset,
        },
        Err(error) => error.utf8_error().valid_up_to(),
    };
    Err(Error::NotText {
        path: file.to_owned(),
        offset,
    })
}

/// A path's last part as text; empty where it is none.
pub(super) fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

fn is_note(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    let hidden = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .starts_with('.');
    hidden || extension == "md" || extension == "txt"
}

fn broken(root: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(root).to_owned();
    let source = match error.io_error() {
        // Without walkdir's own words, which name the file again.
        Some(io) => io::Error::new(io.kind(), io.to_string()),
        None => io::Error::from(error),
    };
    Error::Unreadable { path, source }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::NotFound => Error::NoFolder(path.to_owned()),
        _ => Error::Unreadable {
            path: path.to_owned(),
            source,
        },
    }
}
