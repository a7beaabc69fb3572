//! Where a value comes from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use super::{Error, words::nearest};
use crate::escape;

/// A value and where it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<T> {
    /// The value.
    pub value: T,
    /// Who says so.
    pub origin: Origin,
}

/// Who said what a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: it is the default.
    Default,
    /// `pgconform.toml`.
    File(Place),
    /// The variable of this name.
    Variable(&'static str),
    /// The flag of this name, as `--rows`.
    Flag(&'static str),
}

/// A place in `pgconform.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as it is shown.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// How many characters of the line it covers, at least one.
    pub width: usize,
    /// The whole line.
    pub text: String,
}

impl<T> Value<T> {
    /// The error for a value, or a part of it, that a floor above this one finds wrong.
    #[must_use]
    pub fn refused(&self, name: &str, value: &str, why: &str) -> Error {
        Error::value(&self.origin, name, value, why, None)
    }

    /// The error for a value that is not among `allowed`, of which only a floor above this one knows.
    #[must_use]
    pub fn not_among(&self, name: &str, value: &str, allowed: &[&str]) -> Error {
        let help = nearest(value, allowed).map(|word| format!("did you mean '{word}'?"));
        let expected = format!("expected {}", allowed.join(", "));
        Error::value(&self.origin, name, value, &expected, help)
    }
}

impl<P: AsRef<Path>> Value<P> {
    /// The path of a folder that must exist; where it does not, the error names what says so. A default is for the caller to judge.
    pub fn folder(&self) -> Result<&Path, Error> {
        let path = self.value.as_ref();
        if self.origin == Origin::Default || path.is_dir() {
            return Ok(path);
        }
        Err(Error::NoFolder {
            path: path.to_owned(),
            origin: self.origin.clone(),
        })
    }
}

/// `default`, `pgconform.toml:3`, `PGCONFORM_KEEP`, `--rows`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(place) => {
                let file = escape::line(place.file.display());
                write!(f, "{file}:{}", place.line)
            }
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// As it is shown.
impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Place {
    /// The place of some bytes of a file's text; of several lines the first counts.
    pub(super) fn new(file: &Path, text: &str, bytes: std::ops::Range<usize>) -> Self {
        let start = bytes.start.min(text.len());
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let end = bytes.end.clamp(start, (line_start + line.len()).max(start));
        Self {
            file: file.to_owned(),
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].chars().count().max(1),
            text: line.to_owned(),
        }
    }
}

/// `pgconform.toml, line 3, column 10`, to which [`Place::snippet`] belongs.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = escape::line(self.file.display());
        write!(f, "{file}, line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// The line with a caret under the place, to stand below a message.
    #[must_use]
    pub fn snippet(&self) -> String {
        let text = escape::conceal_in_line(&self.text);
        escape::caret(self.line, &text, self.column, self.width)
    }
}
