//! What `V1__x.sql.conf` says of the script beside it.

use std::path::Path;

use super::placeholders;
use super::project::Project;
use crate::migrations::Error;
use crate::migrations::folder::Folder;

pub(super) struct Configuration {
    /// `None` where Flyway finds it out.
    pub in_transaction: Option<bool>,
    pub fills_placeholders: bool,
    /// Whether the script is run at all.
    pub is_executed: bool,
}

impl Configuration {
    pub fn read(folder: &Folder, script: &Path, project: &Project) -> Result<Self, Error> {
        let is_off = project
            .setting("placeholderReplacement")
            .is_some_and(|it| it == "false");
        let mut configuration = Self {
            in_transaction: None,
            fills_placeholders: !is_off,
            is_executed: true,
        };
        let file = script.with_added_extension("conf");
        if !folder.has(&file) {
            return Ok(configuration);
        }
        let path = folder.path(&file);
        let text = placeholders::fill(&path, &folder.text(&file)?, project)?;
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |why: String| Error::in_file(&path, Some(number), why);
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| wrong("not 'name=value'".to_owned()))?;
            let value = value.trim();
            let flag = || match value {
                "true" => Ok(true),
                "false" => Ok(false),
                other => Err(wrong(format!("'{other}' is neither true nor false"))),
            };
            match key.trim() {
                "executeInTransaction" => configuration.in_transaction = Some(flag()?),
                "placeholderReplacement" => configuration.fills_placeholders = flag()?,
                "shouldExecute" => {
                    configuration.is_executed = holds(value).ok_or_else(|| {
                        wrong(format!(
                            "'{value}' is not an expression of true, false, ==, !=, && and ||"
                        ))
                    })?;
                }
                "encoding" if value.replace('-', "").eq_ignore_ascii_case("utf8") => {}
                "encoding" => {
                    return Err(wrong(format!(
                        "the encoding {value} is not supported; only UTF-8 is"
                    )));
                }
                other => {
                    let why = format!(
                        "there is no setting '{other}' of a script; the settings are encoding, executeInTransaction, \
                         placeholderReplacement and shouldExecute"
                    );
                    return Err(wrong(why));
                }
            }
        }
        Ok(configuration)
    }
}

/// The value of an expression without parentheses, whose placeholders are filled in.
fn holds(expression: &str) -> Option<bool> {
    let term = |term: &str| match term.trim() {
        "true" => Some(true),
        "false" => Some(false),
        term => {
            let sides = |(a, b): (&str, &str)| a.trim() == b.trim();
            let unequal = term.split_once("!=").map(sides).map(|is_same| !is_same);
            unequal.or_else(|| term.split_once("==").map(sides))
        }
    };
    let mut any = false;
    for alternative in expression.split("||") {
        let mut all = true;
        for part in alternative.split("&&") {
            all &= term(part)?;
        }
        any |= all;
    }
    Some(any)
}
