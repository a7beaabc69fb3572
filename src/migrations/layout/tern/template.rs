//! What tern fills in: `{{.name}}` from `[data]` in `tern.conf`, and `{{template "shared/x.sql" .}}`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::migrations::Error;
use crate::migrations::folder::Folder;
use crate::sql::line_of_byte;

/// What the files of a project may fill in.
pub(super) struct Templates {
    data: BTreeMap<String, String>,
    /// The files in subfolders, by their paths.
    shared: BTreeMap<PathBuf, String>,
}

impl Templates {
    pub fn read(folder: &Folder) -> Result<Self, Error> {
        let data = if folder.has("tern.conf") {
            data(&folder.text("tern.conf")?)
        } else {
            BTreeMap::new()
        };
        let is_shared = |file: &&PathBuf| {
            file.components().count() > 1 && file.extension().is_some_and(|it| it == "sql")
        };
        let shared = folder.files.iter().filter(is_shared);
        let shared: Result<_, Error> = shared
            .map(|file| Ok((file.clone(), folder.raw(file)?)))
            .collect();
        Ok(Self {
            data,
            shared: shared?,
        })
    }

    /// A script with everything filled in.
    pub fn fill(&self, file: &Path, text: &str) -> Result<String, Error> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let line = line_of_byte(text, text.len() - rest.len() + at);
            let wrong = |why: String| Error::in_file(file, Some(line), why);
            filled += &rest[..at];
            let action = &rest[at + 2..];
            if let Some(after) = action.strip_prefix("\"{{\"}}") {
                filled += "{{";
                rest = after;
                continue;
            }
            let end = action
                .find("}}")
                .ok_or_else(|| wrong("a '{{' without its '}}'".to_owned()))?;
            filled += &self.value(file, action[..end].trim()).map_err(wrong)?;
            rest = &action[end + 2..];
        }
        Ok(filled + rest)
    }

    fn value(&self, file: &Path, action: &str) -> Result<String, String> {
        let action = action.trim_matches('-').trim();
        if let Some(name) = action.strip_prefix('.') {
            let value = self.data.get(name);
            return value
                .cloned()
                .ok_or_else(|| format!("'{{{{.{name}}}}}' has no value in [data] of tern.conf"));
        }
        let called = action.strip_prefix("template").map(str::trim);
        if let Some((path, ".")) = called.and_then(|called| called.rsplit_once(char::is_whitespace))
        {
            let path = path.trim().trim_matches('"');
            let text = self.shared.get(Path::new(path));
            let text = text.ok_or_else(|| format!("the template {path} is missing"))?;
            return self.fill(file, text).map_err(|error| error.to_string());
        }
        Err(format!(
            "'{{{{{action}}}}}' is not supported; of Go's templates, only these are: {{{{.name}}}} and {{{{template \"x.sql\" .}}}}"
        ))
    }
}

/// The section `[data]`: `name = value` a line.
fn data(conf: &str) -> BTreeMap<String, String> {
    let mut is_data = false;
    let mut data = BTreeMap::new();
    for line in conf.lines().map(str::trim) {
        if line.starts_with('[') {
            is_data = line == "[data]";
        } else if let (true, false, Some((name, value))) =
            (is_data, line.starts_with(['#', ';']), line.split_once('='))
        {
            data.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }
    data
}
