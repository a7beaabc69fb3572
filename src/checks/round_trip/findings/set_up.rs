//! What the migrations rely on and a new server lacks: roles, schemas, extensions.

use crate::runner::FailedSql;
use crate::settings::SetUp;
use crate::sql::{identifier, names_in};

/// The file for `--setup` that makes what an error finds missing; `None` where a migration should make it.
pub(super) fn help(failed: &FailedSql) -> Option<String> {
    let what = failed.message.split('"').next()?.trim();
    let name = names_in(&failed.message)
        .first()
        .map(|name| identifier(name))
        .unwrap_or_default();
    let statement = match what {
        "role" => format!("CREATE ROLE {name};"),
        "schema" => format!("CREATE SCHEMA {name};"),
        "tablespace" => {
            format!("SET allow_in_place_tablespaces = on; CREATE TABLESPACE {name} LOCATION '';")
        }
        "collation" => format!("CREATE COLLATION {name} FROM \"C\";"),
        _ => format!(
            "CREATE EXTENSION {};",
            identifier(extension(&failed.message)?)
        ),
    };
    let preset = preset_that(&statement).map_or_else(String::new, |preset| {
        format!("pass --setup {preset}, which has it; or, ")
    });
    Some(format!(
        "{preset}where the migrations take it for granted, write {statement} into a file, and pass it with --setup FILE"
    ))
}

/// The extension of PostgreSQL's own that something well known belongs to.
fn extension(message: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 9] = [
        ("function uuid_generate_", "uuid-ossp"),
        ("type \"citext\"", "citext"),
        ("type \"hstore\"", "hstore"),
        ("type \"ltree\"", "ltree"),
        ("_trgm_ops\"", "pg_trgm"),
        ("function gen_salt(", "pgcrypto"),
        ("function digest(", "pgcrypto"),
        ("function gen_random_bytes(", "pgcrypto"),
        ("function unaccent(", "unaccent"),
    ];
    let known = KNOWN.iter().find(|(words, _)| message.contains(words));
    known.map(|(_, extension)| *extension)
}

/// The preset of a host that has what a statement makes.
fn preset_that(statement: &str) -> Option<&'static str> {
    let begun = statement.trim_end_matches(';');
    let is_made = |line: &str| {
        let rest = line.strip_prefix(begun);
        rest.is_some_and(|rest| rest.starts_with([' ', ';']))
    };
    let mut presets = SetUp::presets();
    let preset = presets.find(|preset| preset.sql.lines().any(is_made))?;
    Some(preset.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_named_that_has_what_is_missing() {
        assert_eq!(preset_that("CREATE ROLE anon;"), Some("preset:supabase"));
        assert_eq!(preset_that("CREATE SCHEMA auth;"), Some("preset:supabase"));
        assert_eq!(preset_that("CREATE ROLE rds_iam;"), Some("preset:rds"));
        assert_eq!(
            preset_that("CREATE ROLE neon_superuser;"),
            Some("preset:neon")
        );
        assert_eq!(preset_that("CREATE ROLE app;"), None);
        assert_eq!(preset_that("CREATE ROLE an;"), None);
    }
}
