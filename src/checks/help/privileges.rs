//! The statements that restore privileges.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::names::split;
use crate::catalog::Difference;

/// What each letter of an access list means.
const PRIVILEGES: [(char, &str); 15] = [
    ('r', "SELECT"),
    ('a', "INSERT"),
    ('w', "UPDATE"),
    ('d', "DELETE"),
    ('D', "TRUNCATE"),
    ('x', "REFERENCES"),
    ('t', "TRIGGER"),
    ('m', "MAINTAIN"),
    ('X', "EXECUTE"),
    ('U', "USAGE"),
    ('C', "CREATE"),
    ('c', "CONNECT"),
    ('T', "TEMPORARY"),
    ('s', "SET"),
    ('A', "ALTER SYSTEM"),
];

/// Whether a privilege may be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Plain,
    Grant,
}

/// Privileges by role; `PUBLIC` is a role.
type Granted = BTreeMap<String, BTreeSet<(&'static str, Held)>>;

/// GRANT and REVOKE; `None` where an entry or the kind of object is unknown.
pub(super) fn put_back(difference: &Difference) -> Option<String> {
    let (was, is) = (
        read(difference.was.as_ref())?,
        read(difference.is.as_ref())?,
    );
    let none = BTreeSet::new();
    let mut statements = Vec::new();
    let roles: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for role in roles {
        let (was, is) = (
            was.get(role).unwrap_or(&none),
            is.get(role).unwrap_or(&none),
        );
        let names = |all: &BTreeSet<(&'static str, Held)>| -> BTreeSet<&'static str> {
            all.iter().map(|(name, _)| *name).collect()
        };
        let extra: Vec<&str> = names(is).difference(&names(was)).copied().collect();
        if !extra.is_empty() {
            let on = on(difference, &extra)?;
            statements.push(format!("REVOKE {on} FROM {role}"));
        }
        for option in [Held::Plain, Held::Grant] {
            let missing = was.difference(is).filter(|(_, its)| *its == option);
            // Of one that may still be passed on, nothing is missing.
            let has_more =
                |name: &str| is.iter().any(|(its, _)| *its == name) && option == Held::Plain;
            let missing: Vec<&str> = missing
                .map(|(name, _)| *name)
                .filter(|name| !has_more(name))
                .collect();
            if !missing.is_empty() {
                let with = if option == Held::Grant {
                    " WITH GRANT OPTION"
                } else {
                    ""
                };
                statements.push(format!(
                    "GRANT {} TO {role}{with}",
                    on(difference, &missing)?
                ));
            }
        }
    }
    (!statements.is_empty()).then(|| statements.join("; "))
}

/// `SELECT, INSERT ON TABLE public.a`.
fn on(difference: &Difference, privileges: &[&str]) -> Option<String> {
    let name = &difference.object.name;
    let word = match difference.object.kind.as_str() {
        "table" | "view" | "materialized_view" => "TABLE",
        "sequence" => "SEQUENCE",
        "function" | "aggregate" => "FUNCTION",
        "schema" => "SCHEMA",
        "enum" | "domain" | "composite_type" | "range_type" | "base_type" => "TYPE",
        "language" => "LANGUAGE",
        "foreign_server" => "FOREIGN SERVER",
        "foreign_data_wrapper" => "FOREIGN DATA WRAPPER",
        "tablespace" => "TABLESPACE",
        "column" => {
            let (table, column) = split(name)?;
            let each = privileges.iter().map(|it| format!("{it} ({column})"));
            return Some(format!(
                "{} ON TABLE {table}",
                each.collect::<Vec<_>>().join(", ")
            ));
        }
        _ => return None,
    };
    Some(format!("{} ON {word} {name}", privileges.join(", ")))
}

fn read(list: Option<&Value>) -> Option<Granted> {
    let mut granted = Granted::new();
    let entries = match list {
        Some(Value::Array(entries)) => entries.as_slice(),
        None => &[],
        Some(_) => return None,
    };
    for entry in entries {
        let (role, rights) = entry.as_str()?.rsplit_once('=')?;
        let (rights, _) = rights.split_once('/')?;
        let role = if role.is_empty() { "PUBLIC" } else { role };
        let held = granted.entry(role.to_owned()).or_default();
        let mut letters = rights.chars().peekable();
        while let Some(letter) = letters.next() {
            let (_, name) = PRIVILEGES.iter().find(|(its, _)| *its == letter)?;
            let option = match letters.next_if_eq(&'*') {
                Some(_) => Held::Grant,
                None => Held::Plain,
            };
            held.insert((name, option));
        }
    }
    Some(granted)
}
