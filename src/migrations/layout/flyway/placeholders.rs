//! Fills in `${name}`, from the variables of the environment that Flyway itself reads.

use std::path::Path;

use crate::migrations::Error;
use crate::migrations::folder::name;
use crate::settings::Environment;
use crate::sql::line_of_byte;

/// The script with every placeholder filled in; one without a value is an error, as in Flyway.
pub(super) fn fill(file: &Path, text: &str, environment: &Environment) -> Result<String, Error> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let line = line_of_byte(text, text.len() - rest.len() + at);
        let wrong = |why: String| Error::in_file(file, Some(line), why);
        filled += &rest[..at];
        let inside = &rest[at + 2..];
        let end = inside
            .find('}')
            .ok_or_else(|| wrong("a '${' without its '}'".to_owned()))?;
        let placeholder = &inside[..end];
        filled += &value(file, placeholder, environment).ok_or_else(|| {
            wrong(format!(
                "the placeholder ${{{placeholder}}} has no value; set FLYWAY_PLACEHOLDERS_{} in the environment",
                placeholder.to_uppercase()
            ))
        })?;
        rest = &inside[end + 1..];
    }
    Ok(filled + rest)
}

fn value(file: &Path, placeholder: &str, environment: &Environment) -> Option<String> {
    match placeholder {
        "flyway:defaultSchema" => Some("public".to_owned()),
        "flyway:table" => Some("flyway_schema_history".to_owned()),
        "flyway:filename" => Some(name(file).to_owned()),
        _ => {
            let variable = format!("FLYWAY_PLACEHOLDERS_{}", placeholder.to_uppercase());
            environment.get(&variable)?.to_str().map(str::to_owned)
        }
    }
}
