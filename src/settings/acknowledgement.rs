//! `[[acknowledge]]`: an intended finding, with its reason.

use std::ops::Range;
use std::path::Path;

use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Place;

/// One entry of `pgconform.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The migration's version as its tool writes it: `7`, `1.2.3`.
    pub migration: String,
    /// The kind of finding, as its id names it.
    pub kind: String,
    /// What the finding is about; `None` for all of that kind in that migration.
    pub object: Option<String>,
    /// The reason, for people.
    pub because: String,
    /// Where it stands.
    pub place: Place,
}

/// Its keys, and whether each must be there.
pub(super) const KEYS: [(&str, bool); 4] = [
    ("migration", true),
    ("kind", true),
    ("object", false),
    ("because", true),
];

impl Acknowledgement {
    /// Reads one; an error says where it is, and what is wrong there.
    pub(super) fn read(
        place: Place,
        entry: &Spanned<DeValue<'_>>,
    ) -> Result<Self, (Range<usize>, String)> {
        let fields = entry.get_ref().as_table();
        let fields = fields.ok_or_else(|| (entry.span(), "write [[acknowledge]]".to_owned()))?;
        let required = |key: &'static str| {
            field(fields, key)?.ok_or_else(|| {
                let message = format!("an entry of acknowledge lacks {key}");
                (entry.span(), message)
            })
        };
        Ok(Self {
            migration: required("migration")?,
            kind: required("kind")?,
            object: field(fields, "object")?,
            because: required("because")?,
            place,
        })
    }
}

/// Those of a file for this folder: they are about the one that is `meant` by the file that they stand in, and of another
/// folder, which a flag or a variable names, they would all be stale.
pub(super) fn meant_for(
    all: Vec<Acknowledgement>,
    folder: &Path,
    meant: &Path,
) -> Vec<Acknowledgement> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if folder == meant || real(folder) == real(meant) {
        all
    } else {
        Vec::new()
    }
}

/// A text that is not empty; a version may stand there as a number, too.
fn field(
    fields: &DeTable<'_>,
    key: &'static str,
) -> Result<Option<String>, (Range<usize>, String)> {
    let Some((_, value)) = fields.iter().find(|(name, _)| name.get_ref() == key) else {
        return Ok(None);
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.trim().to_owned(),
        DeValue::Integer(number) if key == "migration" => number.as_str().to_owned(),
        _ => String::new(),
    };
    if text.is_empty() {
        return Err((
            value.span(),
            format!("{key} must be a text that is not empty"),
        ));
    }
    Ok(Some(text))
}

pub(super) fn schema() -> serde_json::Value {
    let required: Vec<&str> = KEYS
        .iter()
        .filter(|(_, is)| *is)
        .map(|(key, _)| *key)
        .collect();
    let text = json!({ "type": "string", "minLength": 1 });
    json!({
        "description": "Findings that do not fail, each with its reason",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "migration": { "type": ["string", "integer"], "description": "The migration's version" },
                "kind": text,
                "object": text,
                "because": text,
            },
            "required": required,
            "additionalProperties": false,
        }
    })
}
