//! What is wrong with a baseline.

use std::io;
use std::path::PathBuf;

use crate::escape;

/// Each names the file, and the line where there is one, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is none.
    #[error("there is no baseline {}\nhelp: write it from what is found now with --write-baseline", file.display())]
    Missing {
        /// Where it should be.
        file: PathBuf,
    },
    /// A folder, a device or a pipe, which can be neither read as a whole nor replaced.
    #[error("the baseline {} is not a regular file\nhelp: name a text file of your project", file.display())]
    NotAFile {
        /// What is there.
        file: PathBuf,
    },
    /// It cannot be read.
    #[error("cannot read the baseline {}: {source}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// One line cannot be understood.
    #[error(
        "{}, line {line}: {why}\nhelp: correct the line, or delete the file and write it anew with --write-baseline",
        file.display()
    )]
    Malformed {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// It cannot be written; what was there before still is.
    #[error("cannot write the baseline {}: {source}; nothing was changed", file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What would be written reads back as something else; what was there before still is.
    #[error(
        "cannot write the baseline {}: what would be written reads back as something else, which is a bug in pgconform; \
         nothing was changed\nhelp: report it, with the file and the names of the migrations",
        file.display()
    )]
    Unfaithful {
        /// Which.
        file: PathBuf,
    },
    /// A name that acts where it is shown.
    #[error("the baseline {} has the character U+{:04X} in its name\nhelp: rename it", escape::line(file.display()), u32::from(*character))]
    Name {
        /// Which.
        file: PathBuf,
        /// The first such character of its path.
        character: char,
    },
}
