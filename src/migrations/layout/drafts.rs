//! From the files of a layout to its migrations.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::definition::Layout;
use crate::migrations::execution::Execution;
use crate::migrations::folder::Folder;
use crate::migrations::history::HistoryRows;
use crate::migrations::{Error, Migration, Script, Version};

/// A migration whose place in the order is known by where it stands in a list.
pub(super) struct Draft {
    /// Its version, as its tool writes it.
    pub id: String,
    pub name: String,
    pub up: Script,
    pub verify: Option<Script>,
    pub down: Option<Script>,
}

/// Gives each its place: its own number where all are numbers that go up, else how many come before.
pub(super) fn in_order(drafts: Vec<Draft>) -> Vec<Migration> {
    let numbers: Option<Vec<i64>> = drafts.iter().map(|draft| draft.id.parse().ok()).collect();
    let own = numbers.filter(|numbers| numbers.is_sorted_by(|a, b| a < b));
    let places = own.unwrap_or_else(|| (1..).take(drafts.len()).collect());
    let migration = |(draft, place): (Draft, i64)| Migration {
        version: Version(place),
        id: draft.id,
        name: draft.name,
        up: draft.up,
        verify: draft.verify,
        down: draft.down,
        refused_down: None,
        history: HistoryRows::default(),
        skipped_after: None,
        generated: None,
    };
    drafts.into_iter().zip(places).map(migration).collect()
}

/// Drafts of a tool that lets several files have one number: then their names tell them apart.
pub(super) fn told_apart(mut drafts: Vec<Draft>) -> Vec<Draft> {
    let is_repeated = drafts.windows(2).any(|pair| pair[0].id == pair[1].id);
    for draft in drafts.iter_mut().filter(|_| is_repeated) {
        draft.id = format!("{}_{}", draft.id, draft.name);
    }
    drafts
}

/// Ups and downs that stand in files of their own and share a version.
#[derive(Default)]
pub(super) struct Pairs {
    ups: BTreeMap<u64, (String, Script)>,
    downs: BTreeMap<u64, Script>,
}

impl Pairs {
    pub fn add_up(&mut self, version: u64, name: &str, up: Script) -> Result<(), Error> {
        let file = up.file.clone();
        match self.ups.insert(version, (name.to_owned(), up)) {
            Some((_, other)) => Err(duplicate_version(&version, other.file, file)),
            None => Ok(()),
        }
    }

    pub fn add_down(&mut self, version: u64, down: Script) -> Result<(), Error> {
        let file = down.file.clone();
        match self.downs.insert(version, down) {
            Some(other) => Err(duplicate_version(&version, other.file, file)),
            None => Ok(()),
        }
    }

    /// Those of a layout that has a file for each direction; `parse` finds version, name, and whether it is
    /// the up, in a file's name, and `script` reads the file.
    pub fn of_files<'a>(
        layout: Layout,
        folder: &Folder,
        files: impl Iterator<Item = &'a Path>,
        parse: impl Fn(&'a str) -> Option<(u64, &'a str, bool)>,
        script: impl Fn(&Folder, &Path) -> Result<Script, Error>,
    ) -> Result<Self, Error> {
        let mut pairs = Self::default();
        for (file, (version, title, is_up)) in layout.parse_names(folder, files, parse)? {
            let script = script(folder, file)?;
            if is_up {
                pairs.add_up(version, title, script)?;
            } else {
                pairs.add_down(version, script)?;
            }
        }
        Ok(pairs)
    }

    /// The migrations, by ascending number.
    pub fn in_order(mut self) -> Result<Vec<Migration>, Error> {
        let draft = |(version, (name, up))| Draft {
            id: u64::to_string(&version),
            name,
            up,
            verify: None,
            down: self.downs.remove(&version),
        };
        let drafts = self.ups.into_iter().map(draft).collect();
        match self.downs.pop_first() {
            Some((_, orphan)) => Err(Error::LoneDown(orphan.file)),
            None => Ok(in_order(drafts)),
        }
    }
}

/// A file that its tool sends as one message, without a transaction of its own.
pub(super) fn one_message(folder: &Folder, file: &Path) -> Result<Script, Error> {
    let text = folder.raw(file)?;
    Script::theirs(&folder.path(file), text, Execution::AS_ONE_MESSAGE)
}

pub(super) fn duplicate_version(version: &impl ToString, first: PathBuf, second: PathBuf) -> Error {
    Error::DuplicateVersion {
        version: version.to_string(),
        first,
        second,
    }
}

/// `12_add_users` as 12 and `add_users`.
pub(super) fn number_and_name(stem: &str) -> Option<(u64, &str)> {
    let (number, name) = stem.split_once('_')?;
    Some((digits(number)?, name))
}

/// A number of digits alone, that fits a version.
pub(super) fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = is_number.then(|| text.parse().ok())??;
    u64::try_from(number).ok()
}

/// The number that a file's name begins with.
pub(super) fn number_of(file: &str) -> Option<u64> {
    let end = file.find(|c: char| !c.is_ascii_digit());
    digits(&file[..end.unwrap_or(file.len())])
}
