//! What can be wrong with a folder of migrations.

use std::io;
use std::path::PathBuf;

use super::Version;

/// Each names the file or folder it is about, and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such folder.
    #[error("no migrations folder at {}; give its path with --migrations DIR", .0.display())]
    NoFolder(PathBuf),
    /// The path leads to something that is not a folder.
    #[error("{} is not a folder; give the folder of the migrations with --migrations DIR", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds no migration.
    #[error(
        "no migrations in {}; add the first pair of files with 'pgconform new NAME'", .0.display()
    )]
    Empty(PathBuf),
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A name that no rule covers; skipping it would hide a migration.
    #[error(
        "{} is not named like a migration; a file here is V<number>__<words>.sql or V<number>__<words>.down.sql, \
         with letters, digits and underscores in the words: rename it or move it away", .0.display()
    )]
    UnknownName(PathBuf),
    /// A folder inside the folder; refinery would run what is in it.
    #[error(
        "{} is a folder; migrations stand directly in the migrations folder: move its files up or away", .0.display()
    )]
    Subfolder(PathBuf),
    /// The file is not text that PostgreSQL could read.
    #[error("{}, byte {offset}: not UTF-8 text; save the file as UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first byte (from 0) that is not text.
        offset: usize,
    },
    /// A directive in the leading comment was not understood.
    #[error("{}, line {line}: {why}", path.display())]
    Directive {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// Two files claim one place in the order.
    #[error(
        "version {version} is there twice: {} and {}; give one of them the next free number", first.display(), second.display()
    )]
    DuplicateVersion {
        /// The version.
        version: Version,
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A down whose up is not there.
    #[error("{} has no up beside it; its up would be {}", down.display(), up.display())]
    DownWithoutUp {
        /// The down.
        down: PathBuf,
        /// The file that is missing.
        up: PathBuf,
    },
    /// Counted versions leave out a number, so a file may have been lost.
    #[error(
        "no version {} in {}: {before} is followed by {after}; restore the missing file, or pass --allow-gaps if there never was one",
        .before.0 + 1, folder.display()
    )]
    Gap {
        /// The folder.
        folder: PathBuf,
        /// The last version before the gap.
        before: Version,
        /// The first version after it.
        after: Version,
    },
    /// Asked to go to a version that no file has.
    #[error("no version {version} in {}; it has {first} to {head}", folder.display())]
    UnknownVersion {
        /// What was asked for.
        version: Version,
        /// The folder.
        folder: PathBuf,
        /// Its oldest version.
        first: Version,
        /// Its newest version.
        head: Version,
    },
}
