//! Fills in `${name}`, from what the project says and what Flyway knows by itself.

use std::env;
use std::path::Path;

use time::OffsetDateTime;
use time::macros::format_description;

use super::project::Project;
use crate::migrations::Error;
use crate::migrations::folder::name;
use crate::sql::line_of_byte;

/// The role and the database of a throw-away server.
const SERVER: &str = "postgres";

/// The script with every placeholder filled in; one without a value is an error, as in Flyway.
pub(super) fn fill(file: &Path, text: &str, project: &Project) -> Result<String, Error> {
    let word = |setting, default: &str| {
        project
            .setting(setting)
            .unwrap_or_else(|| default.to_owned())
    };
    let (prefix, suffix) = (
        word("placeholderPrefix", "${"),
        word("placeholderSuffix", "}"),
    );
    let own = format!("flyway{}", word("placeholderSeparator", ":"));
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&prefix) {
        let line = line_of_byte(text, text.len() - rest.len() + at);
        let wrong = |why: String| Error::in_file(file, Some(line), why);
        filled += &rest[..at];
        let inside = &rest[at + prefix.len()..];
        let end = inside
            .find(&suffix)
            .ok_or_else(|| wrong(format!("a '{prefix}' without its '{suffix}'")))?;
        let placeholder = &inside[..end];
        let built_in = placeholder
            .strip_prefix(&own)
            .and_then(|it| built_in(file, it, project));
        let value = built_in.or_else(|| project.placeholder(placeholder));
        filled += &value.ok_or_else(|| {
            wrong(format!(
                "the placeholder {prefix}{placeholder}{suffix} has no value\nhelp: set FLYWAY_PLACEHOLDERS_{} in the environment, or \
                 flyway.placeholders.{placeholder} in flyway.conf or flyway.toml",
                placeholder.to_uppercase()
            ))
        })?;
        rest = &inside[end + suffix.len()..];
    }
    Ok(filled + rest)
}

/// What Flyway fills in by itself. Where it would ask the server, it is the throw-away one.
fn built_in(file: &Path, placeholder: &str, project: &Project) -> Option<String> {
    let setting = |name, default: &str| project.setting(name).unwrap_or_else(|| default.to_owned());
    match placeholder {
        "defaultSchema" => Some(setting("defaultSchema", "public")),
        "table" => Some(setting("table", "flyway_schema_history")),
        "environment" => Some(setting("environment", "default")),
        "user" | "database" => Some(SERVER.to_owned()),
        "filename" => Some(name(file).to_owned()),
        "workingDirectory" => {
            let folder = env::current_dir().ok()?;
            Some(setting("workingDirectory", &folder.to_string_lossy()))
        }
        "timestamp" => {
            let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
            OffsetDateTime::now_utc().format(form).ok()
        }
        _ => None,
    }
}
