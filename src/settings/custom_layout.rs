//! `[custom-layout]`: a layout that the project describes itself.

use std::ops::Range;

use regex::Regex;
use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What `pgconform.toml` says of the files of a custom layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomLayout {
    /// A regular expression for the whole path of a file in the folder, with the groups `version`, `name`, `direction`,
    /// `dialect` and `no_transaction`, of which it has `version` or `name` at least.
    pub pattern: String,
    /// The dialect whose files are used, where files have one.
    pub dialect: Option<String>,
    /// What gives the order.
    pub order: FileOrder,
    /// Whether a direction runs in a transaction, unless its file has the group `no_transaction`.
    pub transaction: bool,
    /// Whether each statement is a message of its own.
    pub messages: FileMessages,
    /// What the migrator writes for itself beside the migrations.
    pub history: CustomHistory,
}

/// The SQL by which a migrator keeps its history; empty texts where nothing is said. In what is written for a migration,
/// `{version}` and `{name}` stand for its own, as texts of SQL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomHistory {
    /// What makes its table, before the first migration.
    pub create: String,
    /// What is written for an up.
    pub insert: String,
    /// What is written for a down.
    pub delete: String,
}

/// What gives files their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOrder {
    /// Their versions, as numbers; no two files of one direction share one.
    Version,
    /// Their whole names, as texts; several may share a version.
    Name,
}

/// What of a file is sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileMessages {
    /// All of it.
    Whole,
    /// Each statement by itself.
    Statements,
}

/// The groups of a pattern.
const GROUPS: [&str; 5] = ["version", "name", "direction", "dialect", "no_transaction"];

/// Its keys.
pub(super) const KEYS: [&str; 8] = [
    "pattern",
    "dialect",
    "order",
    "transaction",
    "messages",
    "history-create",
    "history-insert",
    "history-delete",
];

type Wrong = (Range<usize>, String);

impl CustomLayout {
    /// Reads it; an error says where it is, and what is wrong there.
    pub(super) fn read(entry: &Spanned<DeValue<'_>>) -> Result<Self, Wrong> {
        let fields = entry.get_ref().as_table();
        let fields = fields.ok_or_else(|| (entry.span(), "write [custom-layout]".to_owned()))?;
        let pattern = text(fields, "pattern")?;
        let (place, pattern) =
            pattern.ok_or_else(|| (entry.span(), "custom-layout lacks pattern".to_owned()))?;
        check(&pattern).map_err(|why| (place, why))?;
        let words = |key, words: [&str; 2]| match text(fields, key)? {
            Some((place, word)) if !words.contains(&word.as_str()) => {
                Err((place, format!("{key} must be {} or {}", words[0], words[1])))
            }
            found => Ok(found.is_some_and(|(_, word)| word == words[1])),
        };
        let transaction = match find(fields, "transaction") {
            None => true,
            Some(value) => {
                let flag = value.get_ref().as_bool();
                flag.ok_or_else(|| (value.span(), "transaction must be true or false".to_owned()))?
            }
        };
        Ok(Self {
            pattern,
            dialect: text(fields, "dialect")?.map(|(_, dialect)| dialect),
            order: if words("order", ["version", "name"])? {
                FileOrder::Name
            } else {
                FileOrder::Version
            },
            transaction,
            messages: if words("messages", ["whole", "statements"])? {
                FileMessages::Statements
            } else {
                FileMessages::Whole
            },
            history: history(fields)?,
        })
    }
}

fn history(fields: &DeTable<'_>) -> Result<CustomHistory, Wrong> {
    let create = text(fields, "history-create")?;
    let row = |key| match text(fields, key)? {
        Some((place, _)) if create.is_none() => Err((
            place,
            format!("{key} needs history-create, which creates its table"),
        )),
        found => Ok(found.map_or_else(String::new, |(_, sql)| sql)),
    };
    Ok(CustomHistory {
        insert: row("history-insert")?,
        delete: row("history-delete")?,
        create: create.map_or_else(String::new, |(_, sql)| sql),
    })
}

/// Why a pattern is none.
fn check(pattern: &str) -> Result<(), String> {
    let regex = Regex::new(pattern).map_err(|error| {
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default();
        format!(
            "pattern is not a regular expression: {}",
            last.trim_start_matches("error: ")
        )
    })?;
    let groups: Vec<&str> = regex.capture_names().flatten().collect();
    if let Some(unknown) = groups.iter().find(|group| !GROUPS.contains(group)) {
        return Err(format!(
            "no group is called '{unknown}'; the groups are {}",
            GROUPS.join(", ")
        ));
    }
    if !groups.contains(&"version") && !groups.contains(&"name") {
        return Err("pattern lacks the group (?<version>...) or (?<name>...)".to_owned());
    }
    Ok(())
}

fn find<'a, 'b>(fields: &'a DeTable<'b>, key: &str) -> Option<&'a Spanned<DeValue<'b>>> {
    let found = fields.iter().find(|(name, _)| name.get_ref() == key);
    found.map(|(_, value)| value)
}

/// A text that is not empty, and where it stands.
fn text(fields: &DeTable<'_>, key: &str) -> Result<Option<(Range<usize>, String)>, Wrong> {
    let Some(value) = find(fields, key) else {
        return Ok(None);
    };
    let text = value.get_ref().as_str().filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| {
        (
            value.span(),
            format!("{key} must be a text that is not empty"),
        )
    })?;
    Ok(Some((value.span(), text.to_owned())))
}

pub(super) fn schema() -> serde_json::Value {
    json!({
        "description": "How migrations are laid out that no known layout fits",
        "type": "object",
        "properties": {
            "pattern": {
                "type": "string",
                "description": format!("Regular expression for a file's whole path in the folder, with the groups {}", GROUPS.join(", ")),
            },
            "dialect": { "type": "string", "minLength": 1, "description": "The dialect whose files are used, where files have one" },
            "order": { "enum": ["version", "name"], "description": "What the order follows [default: version]" },
            "transaction": { "type": "boolean", "description": "Whether a direction runs in a transaction [default: true]" },
            "messages": { "enum": ["whole", "statements"], "description": "What is sent to the server at once [default: whole]" },
            "history-create": { "type": "string", "minLength": 1, "description": "SQL that creates the tool's history table, before the first migration" },
            "history-insert": { "type": "string", "minLength": 1, "description": "SQL that the tool runs after an up, with {version} and {name}" },
            "history-delete": { "type": "string", "minLength": 1, "description": "SQL that the tool runs after a down, with {version} and {name}" },
        },
        "required": ["pattern"],
        "additionalProperties": false,
    })
}
