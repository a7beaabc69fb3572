//! Hasura: a folder for each migration, `1600000000000_x`, with `up.sql` and `down.sql`, in a folder for each database. A
//! direction is one message, in a transaction unless its first line is `-- hasura:no-transaction`.

use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name};
use super::golang_migrate::half;
use super::history::HistoryRules;
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "hasura",
    form: "folders 1600000000000_x with up.sql and down.sql in them, perhaps in one of a database, as default",
    reads: "",
    history: HISTORY,
    no_down: |up| format!("write {}", up.replace("up.sql", "down.sql")),
    checks_ups: false,
    detect,
    read,
};

/// Hasura keeps its history with its metadata: in another database, or in a schema of its own.
const HISTORY: HistoryRules = HistoryRules {
    table: "hdb_catalog.schema_migrations",
    owns: |_| "hdb_catalog.*".to_owned(),
    ..HistoryRules::written_elsewhere(&["hdb_catalog.*"])
};

const NO_TRANSACTION: &str = "-- hasura:no-transaction";
/// As many digits have the milliseconds since 1970.
const DIGITS: usize = 13;

/// Version and name of a migration's folder.
fn parse(folder: &Path) -> Option<(u64, &str)> {
    let name = name(folder);
    let version = name.split('_').next()?;
    (version.len() == DIGITS).then(|| number_and_name(name))?
}

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(is_here(folder))
}

/// Whether a folder is named by milliseconds and has an up.
pub(super) fn is_here(folder: &Folder) -> bool {
    let has_up = |within: &Path| folder.has(within.join("up.sql"));
    let mut folders = folder.folders.iter();
    folders.any(|within| parse(within).is_some() && has_up(within))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let databases: Vec<&Path> = folder
        .top_folders()
        .filter(|within| {
            parse(within).is_none() && folder.files.iter().any(|it| it.starts_with(within))
        })
        .collect();
    let is_flat = folder.top_folders().any(|within| parse(within).is_some());
    let database = match databases[..] {
        [] => Path::new(""),
        [database] if !is_flat => database,
        [first, ..] => {
            let why = format!(
                "it is not a migration, and one database is proved at a time\nhelp: give its own folder with --migrations {}, or skip \
                 the others with --exclude",
                folder.path(first).display()
            );
            return Err(Error::in_file(&folder.path(first), None, why));
        }
    };
    let mut pairs = Pairs::default();
    for file in &folder.files {
        let within = file.strip_prefix(database).unwrap_or(file);
        let parent = within.parent().unwrap_or(Path::new(""));
        let Some((version, title)) = parse(parent).filter(|_| parent.components().count() == 1)
        else {
            if half(name(file)).is_some() {
                let why = "a file of Hasura's first configuration: put it into a folder of its own, as 'hasura scripts \
                           update-project-v2' does";
                return Err(Error::in_file(&folder.path(file), None, why));
            }
            continue;
        };
        match name(file) {
            "up.sql" => pairs.add_up(version, title, script(folder, file)?)?,
            "down.sql" => pairs.add_down(version, script(folder, file)?)?,
            _ => {}
        }
    }
    pairs.in_order()
}

fn script(folder: &Folder, file: &Path) -> Result<Script, Error> {
    let text = folder.text(file)?;
    let path = folder.path(file);
    if text.is_empty() {
        let why = "it is empty, which Hasura refuses\nhelp: write a comment, or delete the file";
        return Err(Error::in_file(&path, None, why));
    }
    let is_alone = text
        .lines()
        .next()
        .is_some_and(|line| line.trim() == NO_TRANSACTION);
    let execution = if is_alone {
        Execution::AS_ONE_MESSAGE
    } else {
        Execution::IN_TRANSACTION
    };
    Script::theirs(&path, text, execution)
}
