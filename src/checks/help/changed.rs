//! Properties of an object that differ, and the statements that restore them.

use serde_json::Value;

use super::names::{self, split};
use super::privileges;
use crate::catalog::{Difference, Holder};
use crate::findings::words;
use crate::sql::literal;

/// The statement that puts a fact back; `None` where only the author can know it.
pub(super) fn help(difference: &Difference, fact: &str) -> Option<String> {
    let (kind, name) = (difference.object.kind.as_str(), &difference.object.name);
    let was = difference.was.as_ref();
    match (kind, fact) {
        (_, "comment") => return Some(commented(difference)),
        (_, "owner") => return Some(owned(kind, name, was)),
        (_, "privileges") => return Some(granted(difference)),
        (_, "column_order") => {
            return Some(
                "let the down create the table with its columns in their earlier order".to_owned(),
            );
        }
        ("enum", "labels") => {
            return Some(
                "PostgreSQL drops no enum value: make the type again without it and rebuild what uses it, or write ADD VALUE IF NOT EXISTS in the up and acknowledge in pgconform.toml that the label stays"
                    .to_owned(),
            );
        }
        ("sequence", "next_value") => {
            return Some(format!(
                "it would hand out numbers again: keep the sequence, or set it on to where it stood, with SELECT setval({}, ...)",
                literal(name)
            ));
        }
        ("view" | "materialized_view", "definition") => {
            return Some(
                "put it back: in the down, make it again with the columns that it had; a * in its query stands for those of today".to_owned(),
            );
        }
        ("function", "body") => {
            return Some(
                "put it back: in the down, CREATE OR REPLACE it with its earlier body".to_owned(),
            );
        }
        ("function", "settings") => return set(name, difference),
        ("index", "valid") => return Some(format!("make it again with REINDEX INDEX {name}")),
        _ => {}
    }
    let statement = match kind {
        "column" if difference.holder == Holder::CompositeType => {
            let (composite, attribute) = split(name)?;
            let was = was.filter(|_| fact == "type")?.as_str()?;
            format!("ALTER TYPE {composite} ALTER ATTRIBUTE {attribute} TYPE {was}")
        }
        "column" => of_column(name, fact, was)?,
        "table" => of_table(name, fact, was)?,
        _ if fact == "definition" => defined(difference, &words::line(was?.as_str()?))?,
        "constraint" if fact == "validated" && was == Some(&Value::Bool(true)) => {
            let (table, constraint) = split(name)?;
            let alter = names::alter(difference.holder, table);
            format!("{alter} VALIDATE CONSTRAINT {constraint}")
        }
        "trigger" if fact == "enabled" => {
            let (table, trigger) = split(name)?;
            format!(
                "ALTER TABLE {table} {} TRIGGER {trigger}",
                enabled(was?.as_str()?)
            )
        }
        _ => return None,
    };
    let first = if statement.ends_with("SET NOT NULL") {
        "fill what is NULL there, then ".to_owned()
    } else if let Some(was) = narrower(difference, fact) {
        format!(
            "first change or delete the values that {was} cannot hold, and declare what that loses; then "
        )
    } else if may_refuse_rows(difference, fact) {
        "change or delete the rows that it refuses, if any, and declare what that loses; then "
            .to_owned()
    } else {
        String::new()
    };
    Some(format!("{first}put it back with {statement}"))
}

/// Whether what is put back may refuse rows that came meanwhile.
fn may_refuse_rows(difference: &Difference, fact: &str) -> bool {
    let was = difference.was.as_ref().and_then(Value::as_str);
    match (difference.object.kind.as_str(), fact) {
        ("constraint", "definition" | "validated") => true,
        ("index", "definition") => was.is_some_and(|it| it.starts_with("CREATE UNIQUE")),
        _ => false,
    }
}

/// The earlier type of a column, where it may not hold all values of the present one.
fn narrower<'a>(difference: &'a Difference, fact: &str) -> Option<&'a str> {
    const WHOLE: [&str; 3] = ["smallint", "integer", "bigint"];
    let [was, is] = [&difference.was, &difference.is].map(|it| it.as_ref().and_then(Value::as_str));
    let (was, is) = (was.filter(|_| fact == "type")?, is?);
    let width = |name: &str| WHOLE.iter().position(|it| *it == name);
    let is_wide_enough = match (width(was), width(is)) {
        (Some(was), Some(is)) => was >= is,
        _ => match (limits(was), limits(is)) {
            (("text" | "character varying", None), (base, _)) => {
                base == "text" || base.starts_with("character")
            }
            ((was, Some([was_digits, was_scale])), (is, Some([is_digits, is_scale]))) => {
                was == is && was_scale >= is_scale && was_digits - was_scale >= is_digits - is_scale
            }
            ((was, None), (is, _)) => was == is,
            _ => false,
        },
    };
    (!is_wide_enough).then_some(was)
}

/// `numeric(9,2)` as `numeric`, 9 and 2; `character varying(40)` as that, 40 and 0.
fn limits(name: &str) -> (&str, Option<[i64; 2]>) {
    let Some((base, limits)) = name.split_once('(') else {
        return (name, None);
    };
    let mut limits = limits.trim_end_matches(')').split(',');
    let mut next = || limits.next().and_then(|it| it.parse().ok());
    let first = next();
    (base, first.map(|first| [first, next().unwrap_or_default()]))
}

/// The settings of a function that it had, and without those that it had not.
fn set(name: &str, difference: &Difference) -> Option<String> {
    // Lists of names, which PostgreSQL keeps as SQL writes them.
    const LISTS: [&str; 2] = ["search_path", "temp_tablespaces"];
    let settings = |value: Option<&Value>| -> Vec<(String, String)> {
        let all = value.and_then(Value::as_array).into_iter().flatten();
        let pairs = all.filter_map(|it| it.as_str()?.split_once('='));
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let (was, is) = (
        settings(difference.was.as_ref()),
        settings(difference.is.as_ref()),
    );
    let back = was
        .iter()
        .filter(|it| !is.contains(it))
        .map(|(setting, value)| {
            let value = match value.as_str() {
                value if LISTS.contains(&setting.as_str()) && !value.is_empty() => value.to_owned(),
                value => literal(value),
            };
            format!("ALTER ROUTINE {name} SET {setting} = {value}")
        });
    let away = is
        .iter()
        .filter(|(setting, _)| !was.iter().any(|(it, _)| it == setting));
    let away = away.map(|(setting, _)| format!("ALTER ROUTINE {name} RESET {setting}"));
    let all: Vec<String> = back.chain(away).collect();
    (!all.is_empty()).then(|| format!("put it back with {}", all.join("; ")))
}

fn of_column(name: &str, fact: &str, was: Option<&Value>) -> Option<String> {
    let (table, column) = split(name)?;
    let change = match (fact, was) {
        ("not_null", Some(Value::Bool(true))) => "SET NOT NULL".to_owned(),
        ("not_null", _) => "DROP NOT NULL".to_owned(),
        ("default", Some(Value::String(was))) => format!("SET DEFAULT {was}"),
        ("default", _) => "DROP DEFAULT".to_owned(),
        ("type", Some(Value::String(was))) => format!("TYPE {was}"),
        ("storage" | "compression", was) => {
            let value = was.and_then(Value::as_str).unwrap_or("DEFAULT");
            format!("SET {} {value}", fact.to_uppercase())
        }
        _ => return None,
    };
    Some(format!(
        "ALTER TABLE {table} ALTER COLUMN {column} {change}"
    ))
}

fn of_table(name: &str, fact: &str, was: Option<&Value>) -> Option<String> {
    let state = match (fact, was == Some(&Value::Bool(true))) {
        ("row_security", true) => "ENABLE",
        ("row_security", false) => "DISABLE",
        ("force_row_security", true) => "FORCE",
        ("force_row_security", false) => "NO FORCE",
        _ => return None,
    };
    Some(format!("ALTER TABLE {name} {state} ROW LEVEL SECURITY"))
}

/// What is made by one statement can only be made again.
fn defined(difference: &Difference, was: &str) -> Option<String> {
    let (kind, name) = (difference.object.kind.as_str(), &difference.object.name);
    let word = kind.to_uppercase();
    Some(match kind {
        "trigger" | "rule" => {
            let (table, part) = split(name)?;
            format!("DROP {word} {part} ON {table}; {was}")
        }
        "index" | "statistics" => format!("DROP {word} {name}; {was}"),
        "constraint" if difference.holder == Holder::Domain => {
            let (domain, constraint) = split(name)?;
            // It takes one change a statement.
            let alter = names::alter(Holder::Domain, domain);
            format!(
                "{alter} DROP CONSTRAINT {constraint}; {alter} ADD CONSTRAINT {constraint} {was}"
            )
        }
        "constraint" => {
            let (table, constraint) = split(name)?;
            format!(
                "ALTER TABLE {table} DROP CONSTRAINT {constraint}, ADD CONSTRAINT {constraint} {was}"
            )
        }
        _ => return None,
    })
}

fn enabled(was: &str) -> &'static str {
    match was {
        "origin" => "ENABLE",
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        _ => "ENABLE ALWAYS",
    }
}

fn commented(difference: &Difference) -> String {
    let (kind, name) = (&difference.object.kind, &difference.object.name);
    let was = difference.was.as_ref();
    let text = was
        .and_then(Value::as_str)
        .map_or_else(|| "NULL".to_owned(), literal);
    names::commented(kind, name, difference.holder).map_or_else(
        || "put the comment back with COMMENT ON".to_owned(),
        |object| format!("put it back with COMMENT ON {object} IS {text}"),
    )
}

fn owned(kind: &str, name: &str, was: Option<&Value>) -> String {
    match (names::statement_word(kind), was) {
        (Some(word), Some(Value::String(was))) => {
            format!("put it back with ALTER {word} {name} OWNER TO {was}")
        }
        _ => "put the owner back with OWNER TO".to_owned(),
    }
}

fn granted(difference: &Difference) -> String {
    privileges::put_back(difference).map_or_else(
        || "put the privileges back with GRANT and REVOKE".to_owned(),
        |statements| format!("put them back with {statements}"),
    )
}
