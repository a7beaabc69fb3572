//! Our own, and refinery's: `V<version>__<name>.sql` with its `.down.sql` beside it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use super::history::HistoryRules;
use crate::migrations::file_name::FileName;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Direction, Error, Migration, Script, Version};
use crate::sql::HISTORY_TABLE;

pub(super) const LAYOUT: Layout = Layout {
    name: "pgconform",
    form: "V<number>__<words>.sql or V<number>__<words>.down.sql, with letters, digits and underscores in the words",
    reads: "pgconform.toml",
    history: HistoryRules::written_elsewhere(&[HISTORY_TABLE]),
    no_down: |up| format!("write {} beside it", up.replace(".sql", ".down.sql")),
    checks_ups: true,
    detect,
    read,
};

fn detect(folder: &Folder) -> Detection {
    let ours = || folder.top().filter_map(|file| FileName::parse(name(file)));
    if ours().any(|file| file.direction == Direction::Down) {
        return Detection::Certain;
    }
    // An empty folder is where a new project's first migration will stand.
    Detection::ambiguous_if(ours().next().is_some() || folder.files.is_empty())
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    if let Some(within) = folder.folders.first() {
        return Err(Error::Subfolder(folder.path(within)));
    }
    let mut ups: BTreeMap<Version, (String, Script)> = BTreeMap::new();
    let mut downs: BTreeMap<(Version, String), Script> = BTreeMap::new();
    let files = folder.files.iter().map(PathBuf::as_path);
    for (file, parsed) in LAYOUT.parse_names(folder, files, FileName::parse)? {
        let path = folder.path(file);
        let script = Script::ours(&path, folder.raw(file)?)?;
        let other = match parsed.direction {
            Direction::Down => downs.insert((parsed.version, parsed.name), script),
            Direction::Up => {
                let other = ups.insert(parsed.version, (parsed.name, script));
                other.map(|(_, script)| script)
            }
        };
        if let Some(other) = other {
            return Err(duplicate_version(&parsed.version, other.file, path));
        }
    }
    let draft = |(version, (name, up)): (Version, (String, Script))| Draft {
        id: version.to_string(),
        verify: None,
        down: downs.remove(&(version, name.clone())),
        name,
        up,
    };
    let drafts = ups.into_iter().map(draft).collect();
    match downs.pop_first() {
        Some((_, orphan)) => {
            let file = name(&orphan.file).replace(".down.sql", ".sql");
            let up = orphan.file.with_file_name(file);
            let down = orphan.file;
            Err(Error::DownWithoutUp { down, up })
        }
        None => Ok(in_order(drafts)),
    }
}
