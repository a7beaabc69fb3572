//! What `V1__x.sql.conf` says of the script beside it.

use std::path::Path;

use crate::migrations::Error;
use crate::migrations::folder::Folder;

pub(super) struct Configuration {
    /// `None` where Flyway finds it out.
    pub in_transaction: Option<bool>,
    pub fills_placeholders: bool,
}

impl Configuration {
    pub fn read(folder: &Folder, script: &Path) -> Result<Self, Error> {
        let mut configuration = Self {
            in_transaction: None,
            fills_placeholders: true,
        };
        let file = script.with_added_extension("conf");
        if !folder.has(&file) {
            return Ok(configuration);
        }
        for (number, line) in (1..).zip(folder.text(&file)?.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |why: String| Error::in_file(&folder.path(&file), Some(number), why);
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| wrong("not 'name=value'".to_owned()))?;
            let flag = match value.trim() {
                "true" => true,
                "false" => false,
                other => return Err(wrong(format!("'{other}' is neither true nor false"))),
            };
            match key.trim() {
                "executeInTransaction" => configuration.in_transaction = Some(flag),
                "placeholderReplacement" => configuration.fills_placeholders = flag,
                other => {
                    let why = format!(
                        "'{other}' is not understood here; there are executeInTransaction and placeholderReplacement"
                    );
                    return Err(wrong(why));
                }
            }
        }
        Ok(configuration)
    }
}
