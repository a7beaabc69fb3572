//! A custom layout, which `[custom-layout]` in `pgconform.toml` describes.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

use regex::{Captures, Regex};

use super::command::HISTORIES;
use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order, told_apart};
use super::history::HistoryRules;
use crate::migrations::execution::{Execution, Messages};
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistoryRows, ToolHistory};
use crate::migrations::{Direction, Error, Migration, Script};
use crate::settings::{CustomLayout, FileMessages, FileOrder};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "custom",
    form: "what [custom-layout] in pgconform.toml says",
    reads: "pgconform.toml",
    history: HistoryRules::written_elsewhere(&HISTORIES),
    no_down: |up| format!("write the down of {up} as the pattern of [custom-layout] has it"),
    checks_ups: false,
    detect: |_| Detection::Absent,
    read: |_| Ok(Vec::new()),
};

/// The words that a pattern may have for a direction.
const UPS: [&str; 6] = ["up", "do", "deploy", "apply", "migrate", "forward"];
const DOWNS: [&str; 6] = [
    "down",
    "undo",
    "revert",
    "rollback",
    "downgrade",
    "backward",
];

/// What tells a migration from others, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    order: FileOrder,
    version: String,
    name: String,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let names = (&self.version, &self.name).cmp(&(&other.version, &other.name));
        match self.order {
            FileOrder::Name => names,
            FileOrder::Version => number(&self.version).cmp(&number(&other.version)),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As numbers of any length are compared.
fn number(version: &str) -> (usize, &str) {
    let digits = version.trim_start_matches('0');
    (digits.len(), digits)
}

/// A script, and whether it is of the dialect that is meant: then it stands before one of none.
type Found = (Script, bool);

pub(in crate::migrations) fn read(
    folder: &Folder,
    custom: &CustomLayout,
) -> Result<Vec<Migration>, Error> {
    let pattern = Regex::new(&format!("^(?:{})$", custom.pattern));
    let pattern = pattern.expect("the settings have checked it");
    let mut ups: BTreeMap<Key, Found> = BTreeMap::new();
    let mut downs: BTreeMap<Key, Found> = BTreeMap::new();
    let mut strays = Vec::new();
    for file in &folder.files {
        let path = file.to_string_lossy();
        let Some(found) = pattern.captures(&path) else {
            strays.extend(path.ends_with(".sql").then_some(file.as_path()));
            continue;
        };
        let dialect = found.name("dialect").map(|dialect| dialect.as_str());
        if let (Some(dialect), None) = (dialect, &custom.dialect) {
            let why = format!(
                "the pattern finds the dialect '{dialect}' in its name: say in [custom-layout] which is meant, with dialect = \
                 \"{dialect}\""
            );
            return Err(Error::in_file(&folder.path(file), None, why));
        }
        if dialect.is_some() && dialect != custom.dialect.as_deref() {
            continue;
        }
        let script = script(folder, file, custom, &found)?;
        let of_direction = match direction(&found) {
            Ok(Direction::Up) => &mut ups,
            Ok(Direction::Down) => &mut downs,
            Err(why) => return Err(Error::in_file(&script.file, None, why)),
        };
        add(
            of_direction,
            key(custom, &found),
            (script, dialect.is_some()),
        )?;
    }
    if !strays.is_empty() {
        return Err(LAYOUT.strays(folder, &strays));
    }
    let draft = |(key, (up, _)): (Key, Found)| Draft {
        down: downs.remove(&key).map(|(down, _)| down),
        id: if key.version.is_empty() {
            key.name.clone()
        } else {
            key.version
        },
        name: key.name,
        up,
        verify: None,
    };
    let drafts: Vec<Draft> = ups.into_iter().map(draft).collect();
    match downs.pop_first() {
        Some((_, (orphan, _))) => Err(Error::LoneDown(orphan.file)),
        None => Ok(in_order(told_apart(drafts))),
    }
}

/// The history that the settings describe: its table, and the rows of each migration.
pub(in crate::migrations) fn write_history(
    custom: &CustomLayout,
    history: &mut ToolHistory,
    migrations: &mut [Migration],
) {
    history.create.clone_from(&custom.history.create);
    for migration in migrations {
        let fill = |sql: &str| {
            let sql = sql.replace("{version}", &literal(&migration.id));
            HistoryRow::after(sql.replace("{name}", &literal(&migration.name)))
        };
        migration.history = HistoryRows {
            up: fill(&custom.history.insert),
            down: fill(&custom.history.delete),
        };
    }
}

fn add(scripts: &mut BTreeMap<Key, Found>, key: Key, found: Found) -> Result<(), Error> {
    let version = key.version.clone();
    let Some((other, is_of_dialect)) = scripts.get(&key) else {
        scripts.insert(key, found);
        return Ok(());
    };
    if *is_of_dialect == found.1 {
        return Err(duplicate_version(
            &version,
            other.file.clone(),
            found.0.file,
        ));
    }
    if found.1 {
        scripts.insert(key, found);
    }
    Ok(())
}

fn key(custom: &CustomLayout, found: &Captures<'_>) -> Key {
    let group = |name| found.name(name).map_or("", |it| it.as_str()).to_owned();
    Key {
        order: custom.order,
        version: group("version"),
        name: group("name"),
    }
}

/// A file without the group is an up.
fn direction(found: &Captures<'_>) -> Result<Direction, String> {
    let word = found
        .name("direction")
        .map_or("up", |it| it.as_str())
        .to_lowercase();
    if UPS.contains(&word.as_str()) {
        Ok(Direction::Up)
    } else if DOWNS.contains(&word.as_str()) {
        Ok(Direction::Down)
    } else {
        let all = [UPS, DOWNS].concat().join(", ");
        Err(format!(
            "the pattern finds the direction '{word}' in its name; the directions are {all}"
        ))
    }
}

fn script(
    folder: &Folder,
    file: &Path,
    custom: &CustomLayout,
    found: &Captures<'_>,
) -> Result<Script, Error> {
    let execution = Execution {
        transaction: custom.transaction && found.name("no_transaction").is_none(),
        messages: match custom.messages {
            FileMessages::Whole => Messages::Whole,
            FileMessages::Statements => Messages::Statements,
        },
    };
    Script::theirs(&folder.path(file), folder.text(file)?, execution)
}
