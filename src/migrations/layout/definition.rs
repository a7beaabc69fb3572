//! The definition of a layout: how its files are detected, and how they are read.

use std::fmt;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::history::HistoryRules;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration};

/// How one tool lays out its migrations.
#[derive(Clone, Copy)]
pub struct Layout {
    /// As the tool calls itself, in lower case.
    pub(super) name: &'static str,
    /// What its files look like, for people.
    pub(super) form: &'static str,
    /// What of the project is read beside its migrations, for people; empty where nothing is.
    pub(super) reads: &'static str,
    /// How the tool keeps its history.
    pub(super) history: HistoryRules,
    /// What to do where a migration has no down, by the name of its up's file.
    pub(super) no_down: fn(up: &str) -> String,
    /// Whether the tool refuses an up that was changed after it was applied.
    pub(super) checks_ups: bool,
    /// How surely a folder is laid out like this.
    pub(super) detect: fn(&Folder) -> Detection,
    /// Its migrations, in its order.
    pub(super) read: fn(&Folder) -> Result<Vec<Migration>, Error>,
}

/// What a folder shows of a layout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detection {
    /// Nothing.
    Absent,
    /// Files that it could have, and others too.
    Ambiguous,
    /// What no other layout has.
    Certain,
    /// Files that it could have, in a project that names its tool.
    Named,
}

impl Detection {
    pub fn certain_if(is_here: bool) -> Self {
        if is_here { Self::Certain } else { Self::Absent }
    }

    pub fn ambiguous_if(is_here: bool) -> Self {
        if is_here {
            Self::Ambiguous
        } else {
            Self::Absent
        }
    }
}

impl Layout {
    /// Whether the tool refuses an up that was changed after it was applied: such a file is never edited.
    #[must_use]
    pub fn checks_ups(&self) -> bool {
        self.checks_ups
    }

    /// What to do where a migration has no down, by the name of its up's file.
    #[must_use]
    pub fn no_down(&self, up: &str) -> String {
        (self.no_down)(up)
    }

    /// Its name: `goose`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What its files look like, for people.
    #[must_use]
    pub fn form(&self) -> &'static str {
        self.form
    }

    /// What of the project is read beside its migrations, for people; empty where nothing is.
    #[must_use]
    pub fn reads(&self) -> &'static str {
        self.reads
    }

    /// The table of its tool's history, where nothing names another.
    #[must_use]
    pub fn history_table(&self) -> &'static str {
        self.history.table
    }

    /// What `parse` makes of the names of these files, which must all be its own.
    pub(super) fn parse_names<'a, T>(
        &self,
        folder: &Folder,
        files: impl Iterator<Item = &'a Path>,
        parse: impl Fn(&'a str) -> Option<T>,
    ) -> Result<Vec<(&'a Path, T)>, Error> {
        let mut parsed = Vec::new();
        let mut strays = Vec::new();
        for file in files {
            match parse(name(file)) {
                Some(it) => parsed.push((file, it)),
                None => strays.push(file),
            }
        }
        if strays.is_empty() {
            return Ok(parsed);
        }
        Err(self.strays(folder, &strays))
    }

    /// Files, of which there is one, whose names are none of its own.
    pub(super) fn strays(&self, folder: &Folder, strays: &[&Path]) -> Error {
        let globs: Vec<String> = strays
            .iter()
            .map(|it| globset::escape(&it.to_string_lossy()))
            .collect();
        let globs = globs.join(",");
        let is_listed = globs.len() < LONGEST_LIST && !globs.contains('\'');
        Error::UnknownFileName {
            file: folder.path(strays[0]),
            others: strays.len() - 1,
            form: self.form.to_owned(),
            exclude: if is_listed {
                format!("'{globs}'")
            } else {
                "GLOB".to_owned()
            },
        }
    }
}

/// A longer list of strays says that the layout is another one.
const LONGEST_LIST: usize = 500;

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Layout {}

/// As its name.
impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.form)
    }
}
