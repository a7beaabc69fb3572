//! Objects that a down leaves, and the statements that drop them.

use super::names::{self, split};
use crate::catalog::Holder;

/// The statement that takes away what a down leaves.
pub(super) fn help(kind: &str, name: &str, holder: Holder) -> Option<String> {
    let statement = match kind {
        "function" => {
            return Some(format!(
                "add DROP FUNCTION {name}; with other argument types IF EXISTS drops nothing"
            ));
        }
        "extension" => {
            return Some(format!(
                "the down leaves it: add DROP EXTENSION {name}, unless it may have been there before"
            ));
        }
        "large_object" => {
            return Some(
                "the down leaves it: unlink it there with SELECT lo_unlink(OID), whose OID the up keeps where the down finds it"
                    .to_owned(),
            );
        }
        "role" => return Some(format!("add DROP OWNED BY {name}; DROP ROLE {name}")),
        "column" => return part(&format!("DROP {}", names::column(holder)), name, holder),
        "constraint" => return part("DROP CONSTRAINT", name, holder),
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
        // What is not an object to drop, or is dropped by another name, the author knows best.
        _ => return None,
    };
    Some(format!("the down leaves it: add DROP {statement} {name}"))
}

/// `ALTER TABLE table DROP ... part` for a name `table.part`, and the like of a type or a domain.
fn part(statement: &str, name: &str, holder: Holder) -> Option<String> {
    let (table, part) = split(name)?;
    let alter = names::alter(holder, table);
    Some(format!(
        "the down leaves it: add {alter} {statement} {part}"
    ))
}

/// `DROP ... part ON table` for a name `table.part`.
fn part_of(statement: &str, name: &str) -> Option<String> {
    let (table, part) = split(name)?;
    Some(format!(
        "the down leaves it: add {statement} {part} ON {table}"
    ))
}
