//! Reads a folder into an ordered, checked list of migrations.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::directives::Directives;
use super::file_name::{Direction, FileName};
use super::{Error, Migration, Script, Version};

/// Whether counted versions may leave out a number.
///
/// Only counters are held to it: a version of eight digits or more is a date or a timestamp, and
/// those leave out numbers by nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// A number left out is an error: a file may have been lost in a merge.
    #[default]
    Refuse,
    /// Numbers may be left out.
    Allow,
}

pub(super) fn load(folder: &Path, gaps: Gaps) -> Result<Vec<Migration>, Error> {
    let mut ups: BTreeMap<Version, (String, Script)> = BTreeMap::new();
    let mut downs: BTreeMap<(Version, String), Script> = BTreeMap::new();
    for path in files(folder)? {
        let Some(file) = path
            .file_name()
            .and_then(|name| FileName::parse(name.to_str()?))
        else {
            return Err(Error::UnknownName(path));
        };
        let script = read(&path)?;
        match file.direction {
            Direction::Down => {
                if let Some(other) = downs.insert((file.version, file.name), script) {
                    return Err(duplicate(file.version, other.file, path));
                }
            }
            Direction::Up => {
                if let Some((_, other)) = ups.insert(file.version, (file.name, script)) {
                    return Err(duplicate(file.version, other.file, path));
                }
            }
        }
    }
    if ups.is_empty() && downs.is_empty() {
        return Err(Error::Empty(folder.to_owned()));
    }
    let ordered: Vec<Migration> = ups
        .into_iter()
        .map(|(version, (name, up))| {
            let down = downs.remove(&(version, name.clone()));
            Migration {
                version,
                name,
                up,
                down,
            }
        })
        .collect();
    if let Some((_, orphan)) = downs.pop_first() {
        return Err(down_without_up(orphan.file));
    }
    if gaps == Gaps::Refuse {
        refuse_gaps(folder, &ordered)?;
    }
    Ok(ordered)
}

/// The files that must be migrations, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Error::NoFolder(folder.to_owned()),
        io::ErrorKind::NotADirectory => Error::NotAFolder(folder.to_owned()),
        _ => Error::Unreadable {
            path: folder.to_owned(),
            source,
        },
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_note(&path) {
            continue;
        }
        if path.is_dir() {
            return Err(Error::Subfolder(path));
        }
        files.push(path);
    }
    files.sort();
    Ok(files)
}

fn is_note(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default();
    name.starts_with('.') || extension == "md" || extension == "txt"
}

fn read(path: &Path) -> Result<Script, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    // PostgreSQL takes no NUL in a text, so a NUL is as little text as a broken UTF-8 sequence.
    let sql = match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            None => text,
            Some(offset) => return Err(not_text(path, offset)),
        },
        Err(error) => return Err(not_text(path, error.utf8_error().valid_up_to())),
    };
    let directives = Directives::read(&sql).map_err(|misread| Error::Directive {
        path: path.to_owned(),
        line: misread.line,
        why: misread.why,
    })?;
    Ok(Script {
        file: path.to_owned(),
        sql,
        directives,
    })
}

fn not_text(path: &Path, offset: usize) -> Error {
    Error::NotText {
        path: path.to_owned(),
        offset,
    }
}

fn duplicate(version: Version, first: PathBuf, second: PathBuf) -> Error {
    Error::DuplicateVersion {
        version,
        first,
        second,
    }
}

fn down_without_up(down: PathBuf) -> Error {
    let name = down.file_name().unwrap_or_default().to_string_lossy();
    let up = down.with_file_name(name.replace(".down.sql", ".sql"));
    Error::DownWithoutUp { down, up }
}

fn refuse_gaps(folder: &Path, ordered: &[Migration]) -> Result<(), Error> {
    for pair in ordered.windows(2) {
        let (before, after) = (pair[0].version, pair[1].version);
        if !after.is_date() && after.0 != before.0 + 1 {
            return Err(Error::Gap {
                folder: folder.to_owned(),
                before,
                after,
            });
        }
    }
    Ok(())
}
