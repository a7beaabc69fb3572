//! What runs on a new server before the migrations: the project's own files, and presets of hosted databases.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::SettingType;
use super::setting_type::{Unfit, unfit};
use super::words::nearest;

/// SQL that is run before the migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetUp {
    /// A file.
    File(PathBuf),
    /// What a hosted database has from the start.
    Preset(Preset),
}

/// What a hosted database has from the start, as far as migrations take it for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name: `preset:supabase`.
    pub name: &'static str,
    /// What makes it.
    pub sql: &'static str,
    /// What its owner is given, who runs the migrations: psql's variable `owner` names that role.
    pub owner_sql: &'static str,
    /// What a comparison with a live database leaves out: the platform changes it at will.
    pub ignore: &'static [&'static str],
}

const PRESETS: [Preset; 3] = [
    Preset {
        name: "preset:supabase",
        sql: include_str!("presets/supabase.sql"),
        owner_sql: include_str!("presets/supabase_owner.sql"),
        ignore: &[
            "schema:_analytics",
            "schema:_realtime",
            "schema:auth",
            "schema:cron",
            "schema:extensions",
            "schema:graphql",
            "schema:graphql_public",
            "schema:net",
            "schema:pgbouncer",
            "schema:pgmq",
            "schema:pgsodium*",
            "schema:realtime",
            "schema:storage",
            "schema:supabase_functions",
            "schema:supabase_migrations",
            "schema:vault",
            "extension:pg_graphql",
            "extension:pg_net",
            "extension:pg_stat_statements",
            "extension:pgcrypto",
            "extension:pgjwt",
            "extension:pgsodium",
            "extension:supabase_vault",
            "extension:uuid-ossp",
            "setting:app.settings.*",
        ],
    },
    Preset {
        name: "preset:neon",
        sql: include_str!("presets/neon.sql"),
        owner_sql: include_str!("presets/neon_owner.sql"),
        ignore: &[
            "schema:neon*",
            "extension:neon*",
            "extension:pg_session_jwt",
        ],
    },
    Preset {
        name: "preset:rds",
        sql: include_str!("presets/rds.sql"),
        owner_sql: include_str!("presets/rds_owner.sql"),
        ignore: &["schema:aws_*", "extension:aws_*", "extension:rds_*"],
    },
];

const PREFIX: &str = "preset:";

impl SetUp {
    /// What there is of each host.
    pub fn presets() -> impl Iterator<Item = &'static Preset> {
        PRESETS.iter()
    }

    /// The file that it is.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(file),
            Self::Preset(_) => None,
        }
    }

    /// What a comparison with a live database leaves out for it.
    #[must_use]
    pub fn ignored(&self) -> &'static [&'static str] {
        match self {
            Self::File(_) => &[],
            Self::Preset(preset) => preset.ignore,
        }
    }
}

impl SettingType for SetUp {
    fn expected() -> String {
        format!(
            "expected a path, or one of {}",
            PRESETS.map(|it| it.name).join(", ")
        )
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        match text.to_str().filter(|text| text.starts_with(PREFIX)) {
            Some(name) => {
                let preset = PRESETS.into_iter().find(|preset| preset.name == name);
                preset.map(Self::Preset)
            }
            None => Some(Self::File(PathBuf::from(text))),
        }
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, folder: &Path) -> Result<Self, Unfit> {
        let text = value.get_ref().as_str().filter(|text| !text.is_empty());
        match text.and_then(|text| Self::from_text(OsStr::new(text))) {
            Some(Self::File(file)) => Ok(Self::File(folder.join(file))),
            Some(preset) => Ok(preset),
            None => Err(unfit::<Self>(value)),
        }
    }

    fn to_text(&self) -> String {
        match self {
            Self::File(file) => file.to_text(),
            Self::Preset(preset) => preset.name.to_owned(),
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }

    fn suggestion(mistyped: &str) -> Option<&'static str> {
        nearest(mistyped, &PRESETS.map(|it| it.name))
    }
}
