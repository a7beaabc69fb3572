//! What to do about a difference, where its cause is typical.

use crate::catalog::{Change, Difference};

/// One line for the author of the down; `None` where only the author can know.
pub(in crate::checks) fn help(difference: &Difference) -> Option<String> {
    let name = &difference.object.name;
    let kind = difference.object.kind.as_str();
    match difference.change {
        Change::Leftover => leftover(kind, name),
        Change::Missing => Some(format!(
            "it was there before: create it again in the down, or leave it there where the down removes it ({})",
            difference.object
        )),
        Change::Changed => changed(kind, name, difference.fact.as_deref()?),
    }
}

fn leftover(kind: &str, name: &str) -> Option<String> {
    let statement = match kind {
        "function" => {
            return Some(format!(
                "add DROP FUNCTION {name}; with other argument types IF EXISTS drops nothing"
            ));
        }
        "role" => return Some(format!("add DROP OWNED BY {name}; DROP ROLE {name}")),
        "column" => return part("DROP COLUMN", name),
        "constraint" => return part("DROP CONSTRAINT", name),
        "trigger" => return part_of("DROP TRIGGER", name),
        "policy" => return part_of("DROP POLICY", name),
        "rule" => return part_of("DROP RULE", name),
        "enum" | "domain" | "composite_type" | "range_type" | "base_type" => "TYPE",
        "foreign_server" => "SERVER",
        "table"
        | "view"
        | "materialized_view"
        | "index"
        | "sequence"
        | "schema"
        | "extension"
        | "aggregate"
        | "operator"
        | "collation"
        | "language"
        | "publication"
        | "subscription"
        | "statistics"
        | "conversion"
        | "event_trigger"
        | "foreign_data_wrapper"
        | "text_search_parser"
        | "text_search_template"
        | "text_search_dictionary"
        | "text_search_configuration"
        | "access_method"
        | "tablespace"
        | "operator_class"
        | "operator_family" => &kind.replace('_', " ").to_uppercase(),
        // What is no object to drop, or is dropped by another name, the author knows best.
        _ => return None,
    };
    Some(format!("the down leaves it: add DROP {statement} {name}"))
}

/// `ALTER TABLE table DROP ... part` for a name `table.part`.
fn part(statement: &str, name: &str) -> Option<String> {
    let (table, part) = name.rsplit_once('.')?;
    Some(format!(
        "the down leaves it: add ALTER TABLE {table} {statement} {part}"
    ))
}

/// `DROP ... part ON table` for a name `table.part`.
fn part_of(statement: &str, name: &str) -> Option<String> {
    let (table, part) = name.rsplit_once('.')?;
    Some(format!(
        "the down leaves it: add {statement} {part} ON {table}"
    ))
}

fn changed(kind: &str, name: &str, fact: &str) -> Option<String> {
    let help = match (kind, fact) {
        ("column", "default" | "not_null" | "type") => {
            let (table, column) = name.rsplit_once('.')?;
            let change = match fact {
                "default" => "SET DEFAULT or DROP DEFAULT",
                "not_null" => "SET NOT NULL or DROP NOT NULL",
                _ => "TYPE",
            };
            format!("put it back with ALTER TABLE {table} ALTER COLUMN {column} {change}")
        }
        ("enum", "labels") => {
            "PostgreSQL drops no enum value: make the type anew and move its columns over"
                .to_owned()
        }
        ("sequence", "next_value") => {
            "it would hand out numbers again: let the down keep the sequence, or set it on"
                .to_owned()
        }
        (_, "column_order") => {
            "PostgreSQL adds a column at the end only: accept it with --allow column-order"
                .to_owned()
        }
        (_, "comment") => "put the comment back with COMMENT ON".to_owned(),
        (_, "privileges") => "put the privileges back with GRANT and REVOKE".to_owned(),
        (_, "owner") => "put the owner back with OWNER TO".to_owned(),
        _ => return None,
    };
    Some(help)
}
