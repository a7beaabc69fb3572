//! The privilege that a role lacks for a migration, and the statement that grants it.

use std::sync::LazyLock;

use regex::Regex;

use super::{Error, FailedSql};
use crate::migrations::Migrations;
use crate::sql::identifier;

const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// How a tool that runs its own migrations repeats such an error.
const WORDS: [&str; 8] = [
    "permission denied for ",
    "permission denied to ",
    "must be owner of ",
    "must be superuser",
    "must be able to SET ROLE",
    "must be member of role",
    "InsufficientPrivilege",
    INSUFFICIENT_PRIVILEGE,
];

/// What the server names, and the statement that gives it to a role: `{}` is what was named.
const GIVEN: [(&str, &str); 11] = [
    (
        r#"with the ADMIN option on role "([^"]+)""#,
        "GRANT {} TO ROLE WITH ADMIN OPTION",
    ),
    (
        r#"with privileges of the "([^"]+)" role"#,
        "GRANT {} TO ROLE",
    ),
    (
        r#"(?:SET ROLE|must be member of role) "([^"]+)""#,
        "GRANT {} TO ROLE",
    ),
    (
        r"with the (CREATEROLE|CREATEDB|REPLICATION|BYPASSRLS) attribute",
        "ALTER ROLE ROLE {}",
    ),
    (
        r#"permission denied to set parameter "([^"]+)""#,
        "GRANT SET, ALTER SYSTEM ON PARAMETER {} TO ROLE",
    ),
    (
        r"permission denied for schema (\S+)",
        "GRANT USAGE, CREATE ON SCHEMA {} TO ROLE",
    ),
    (
        r"permission denied for (?:table|view|materialized view) (\S+)",
        "GRANT ALL ON TABLE {} TO ROLE",
    ),
    (
        r"permission denied for sequence (\S+)",
        "GRANT ALL ON SEQUENCE {} TO ROLE",
    ),
    (
        r"permission denied for foreign-data wrapper (\S+)",
        "GRANT USAGE ON FOREIGN DATA WRAPPER {} TO ROLE",
    ),
    (
        r"permission denied for foreign server (\S+)",
        "GRANT USAGE ON FOREIGN SERVER {} TO ROLE",
    ),
    (
        r"permission denied for type (\S+)",
        "GRANT USAGE ON TYPE {} TO ROLE",
    ),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let compiled = GIVEN.map(|(pattern, given)| {
        let pattern = Regex::new(pattern).expect("the patterns are sound");
        (pattern, given)
    });
    compiled.into()
});

static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"permission denied to create extension "([^"]+)""#;
    Regex::new(pattern).expect("it is sound")
});

static NEW_OWNER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?i)\sOWNER\s+TO\s+("[^"]+"|\w+)"#;
    Regex::new(pattern).expect("it is sound")
});

const ONLY_A_SUPERUSER: &str = "only a superuser may: if your host creates it, create it in a file for --setup FILE, and \
    remove it from the migration";

const OF_ANOTHER_OWNER: &str = "only its owner and members of that role may: leave it to its owner, or \
    make the role a member of it in a file for --setup FILE";

/// Whether a migration failed because its role may not do what it does.
#[must_use]
pub fn is_refused(failed: &FailedSql) -> bool {
    match failed.sqlstate.as_deref() {
        Some(state) => state == INSUFFICIENT_PRIVILEGE,
        None => WORDS.iter().any(|words| failed.message.contains(words)),
    }
}

/// The error with what to do where the migrations are run as a role that may not do what one of them does.
#[must_use]
pub fn with_help(mut error: Error, migrations: &Migrations) -> Error {
    if let (Error::Sql { failed, .. }, Some(role)) = (&mut error, migrations.as_role())
        && is_refused(failed)
    {
        failed.hint = Some(help(failed, role, migrations));
    }
    error
}

fn help(failed: &FailedSql, role: &str, migrations: &Migrations) -> String {
    let parts = [
        Some(&failed.message),
        failed.detail.as_ref(),
        failed.hint.as_ref(),
    ];
    let texts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let text = texts.join("\n");
    if let Some(found) = EXTENSION.captures(&text) {
        let name = identifier(&found[1]);
        return format!(
            "only a superuser may: if your host has it, write CREATE EXTENSION {name}; into a file, pass it with --setup FILE, \
             and write IF NOT EXISTS in the migration"
        );
    }
    let named = |(pattern, given): &(Regex, &'static str)| {
        let found = pattern.captures(&text)?;
        Some((identifier(found[1].trim_matches('"')), *given))
    };
    if text.contains("must be owner of ") {
        return OF_ANOTHER_OWNER.to_owned();
    }
    let Some((name, given)) = PATTERNS.iter().find_map(named) else {
        return ONLY_A_SUPERUSER.to_owned();
    };
    let name = if given.starts_with("ALTER ROLE") {
        name.trim_matches('"').to_owned()
    } else {
        name
    };
    let quoted = identifier(role);
    // Who is to own something must be able to create it there.
    let statement = failed.location().map_or("", |at| at.text.as_str());
    let owner = NEW_OWNER
        .captures(statement)
        .filter(|_| given.contains("CREATE ON SCHEMA"));
    if let Some(owner) = owner {
        let given = given.replace("ROLE", &owner[1]).replace("{}", &name);
        return format!("write {given}; into a file, and pass it with --setup FILE");
    }
    let given = given
        .replace("TO ROLE", &format!("TO {quoted}"))
        .replace("ALTER ROLE ROLE", &format!("ALTER ROLE {quoted}"))
        .replace("{}", &name);
    let made = if is_made_by_set_up(role, migrations) {
        String::new()
    } else {
        format!("CREATE ROLE {quoted} LOGIN CREATEDB CREATEROLE; ")
    };
    format!(
        "if the role of your host may, write {made}{given}; into a file, and pass it with --setup FILE"
    )
}

/// Whether a file of the set-up names the role, so that it is there before this file's end.
fn is_made_by_set_up(role: &str, migrations: &Migrations) -> bool {
    let of_project = migrations.setup().iter().filter(|it| it.name != "--as");
    let role = role.to_lowercase();
    of_project
        .map(|script| script.sql.to_lowercase())
        .any(|sql| sql.contains(&role))
}
