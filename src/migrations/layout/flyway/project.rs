//! A project's Flyway settings: variables, `flyway.toml`, `flyway.conf`.

use super::super::history::{nearby, value_of};
use crate::migrations::folder::Folder;
use crate::settings::Environment;

pub(super) struct Project {
    environment: Environment,
    toml: toml::Table,
    conf: String,
}

impl Project {
    pub fn of(folder: &Folder) -> Self {
        let toml = nearby(folder, "flyway.toml").and_then(|text| toml::from_str(&text).ok());
        Self {
            environment: folder.environment.clone(),
            toml: toml.unwrap_or_default(),
            conf: nearby(folder, "flyway.conf").unwrap_or_default(),
        }
    }

    /// The value of a setting, as `defaultSchema`.
    pub fn setting(&self, name: &str) -> Option<String> {
        let mut variable = "FLYWAY_".to_owned();
        for c in name.chars() {
            if c.is_ascii_uppercase() {
                variable.push('_');
            }
            variable.push(c.to_ascii_uppercase());
        }
        self.value(&variable, &["flyway", name])
    }

    pub fn is_set(&self, name: &str) -> bool {
        self.setting(name).is_some_and(|value| value == "true")
    }

    /// The value of a placeholder of the project's own.
    pub fn placeholder(&self, name: &str) -> Option<String> {
        let variable = format!("FLYWAY_PLACEHOLDERS_{}", name.to_uppercase());
        self.value(&variable, &["flyway", "placeholders", name])
    }

    fn value(&self, variable: &str, keys: &[&str]) -> Option<String> {
        if let Some(value) = self.environment.get(variable) {
            return value.to_str().map(str::to_owned);
        }
        let (first, rest) = keys.split_first()?;
        let mut value = self.toml.get(*first);
        for key in rest {
            value = value.and_then(|value| value.get(key));
        }
        let of_toml = value.and_then(|value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Boolean(flag) => Some(flag.to_string()),
            _ => None,
        });
        of_toml.or_else(|| value_of(&self.conf, &keys.join(".")))
    }
}
