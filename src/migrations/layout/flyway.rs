//! Flyway: `V1.2__x.sql`, `U1.2__x.sql` to undo it, and `R__x.sql`, which comes last. A script is sent
//! statement by statement, in a transaction unless one of them refuses it.

mod configuration;
mod history;
mod placeholders;
mod project;
mod version;

use std::collections::BTreeMap;
use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, duplicate_version, in_order};
use crate::migrations::execution::{Execution, Messages};
use crate::migrations::file_name::FileName;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration, Script};
use crate::sql::{Statement, line_of_byte};
use configuration::Configuration;
use project::Project;
use version::DottedVersion;

pub(super) const LAYOUT: Layout = Layout {
    name: "flyway",
    form: "V1.2__x.sql, with U1.2__x.sql to undo it; R__x.sql comes last",
    reads: "flyway.toml or flyway.conf, and a .conf beside a migration",
    history: history::RULES,
    no_down: |up| format!("write its undo script, named like {up} with a U for the V"),
    checks_ups: true,
    detect,
    read,
};

/// What a file is by its name.
enum FileKind {
    Versioned(DottedVersion),
    Undo(DottedVersion),
    Repeatable,
}

fn detect(folder: &Folder) -> Detection {
    let is_own = |file: &Path| match parse(name(file)) {
        Some((FileKind::Undo(_) | FileKind::Repeatable, _)) => true,
        // refinery's names are Flyway's too, where the version is one number and the words are plain.
        Some((FileKind::Versioned(_), _)) => FileName::parse(name(file)).is_none(),
        None => false,
    };
    let has_configuration = folder.ending(".sql.conf").next().is_some();
    let has_downs = folder.ending(".down.sql").next().is_some();
    let is_here = has_configuration || folder.ending(".sql").any(is_own) && !has_downs;
    Detection::certain_if(is_here)
}

/// FileKind and description of `V1.2__x.sql`.
fn parse(file: &str) -> Option<(FileKind, &str)> {
    let stem = file.strip_suffix(".sql")?;
    let (head, description) = stem.split_once("__").unwrap_or((stem, ""));
    let version = || DottedVersion::parse(&head[1..]);
    let kind = match head.chars().next()? {
        'V' => FileKind::Versioned(version()?),
        'U' => FileKind::Undo(version()?),
        'R' if head == "R" => FileKind::Repeatable,
        _ => return None,
    };
    Some((kind, description))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut ups: BTreeMap<DottedVersion, (String, Script)> = BTreeMap::new();
    let mut undos: BTreeMap<DottedVersion, Script> = BTreeMap::new();
    let mut last: BTreeMap<String, Script> = BTreeMap::new();
    let project = Project::of(folder);
    for (file, (kind, description)) in LAYOUT.parse_names(folder, folder.ending(".sql"), parse)? {
        let Some(script) = script(folder, file, &project)? else {
            continue;
        };
        let path = script.file.clone();
        let description = description.to_owned();
        let other = match kind {
            FileKind::Versioned(version) => {
                let other = ups.insert(version.clone(), (description, script));
                other.map(|(_, other)| (version.to_string(), other))
            }
            FileKind::Undo(version) => undos
                .insert(version.clone(), script)
                .map(|other| (version.to_string(), other)),
            FileKind::Repeatable => last
                .insert(description.clone(), script)
                .map(|other| (description, other)),
        };
        if let Some((version, other)) = other {
            return Err(duplicate_version(&version, other.file, path));
        }
    }
    let versioned = ups.into_iter().map(|(version, (name, up))| Draft {
        id: version.to_string(),
        name,
        up,
        verify: None,
        down: undos.remove(&version),
    });
    let mut drafts: Vec<Draft> = versioned.collect();
    drafts.extend(last.into_iter().map(|(name, up)| Draft {
        id: format!("R {name}"),
        name,
        up,
        verify: None,
        down: None,
    }));
    match undos.pop_first() {
        Some((_, orphan)) => Err(Error::LoneDown(orphan.file)),
        None => Ok(in_order(drafts)),
    }
}

/// The script of a file; `None` where its configuration says that it is not run.
fn script(folder: &Folder, file: &Path, project: &Project) -> Result<Option<Script>, Error> {
    let path = folder.path(file);
    let configuration = Configuration::read(folder, file, project)?;
    if !configuration.is_executed {
        return Ok(None);
    }
    let mut text = folder.text(file)?;
    if configuration.fills_placeholders {
        text = placeholders::fill(&path, &text, project)?;
    }
    let by_statement = |transaction| Execution {
        transaction,
        messages: Messages::Statements,
    };
    let mut script = Script::with_copies(&path, text, by_statement(true))?;
    let is_off = project
        .setting("executeInTransaction")
        .is_some_and(|it| it == "false");
    script.execution.transaction = match configuration.in_transaction {
        Some(in_transaction) => in_transaction,
        None if is_off => false,
        None => !refuses(&script, project)?,
    };
    Ok(Some(script))
}

/// Whether a script has statements that run only outside a transaction. Flyway refuses one that has others too, unless it
/// is told that they may be mixed.
fn refuses(script: &Script, project: &Project) -> Result<bool, Error> {
    let statements = script.statements();
    let (refusing, others): (Vec<_>, Vec<_>) =
        statements.iter().partition(|it| refuses_transaction(it));
    let later = refusing.first().zip(others.first());
    if let Some((refusing, other)) = later.filter(|_| !project.is_set("mixed")) {
        let line = line_of_byte(&script.sql, refusing.start.max(other.start));
        let why = "Flyway refuses statements that run in a transaction beside some that do not\nhelp: split the file, set \
                   flyway.mixed, or executeInTransaction=false in the file's .conf";
        return Err(Error::in_file(&script.file, Some(line), why));
    }
    Ok(!refusing.is_empty())
}

/// Whether Flyway takes a statement for one that runs only outside a transaction.
fn refuses_transaction(statement: &Statement<'_>) -> bool {
    let words: Vec<&str> = statement.words.iter().map(String::as_str).collect();
    match words[..] {
        [
            "CREATE" | "DROP",
            "DATABASE" | "TABLESPACE" | "SUBSCRIPTION",
            ..,
        ]
        | ["CREATE" | "DROP", "INDEX", "CONCURRENTLY", ..]
        | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
        | ["ALTER", "SYSTEM", ..]
        | ["VACUUM", ..]
        | ["DISCARD", "ALL", ..] => true,
        ["REINDEX", ref rest @ ..] => rest
            .iter()
            .any(|word| ["SCHEMA", "DATABASE", "SYSTEM"].contains(word)),
        _ => false,
    }
}
