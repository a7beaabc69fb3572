//! Names in a catalog, as statements need them.

use crate::catalog::Holder;

/// What stands before the last dot that is in no quotation marks, and what stands behind it.
pub(super) fn split(name: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let dots = name.char_indices().filter(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '.' && !is_quoted
    });
    let (dot, _) = dots.last()?;
    Some((&name[..dot], &name[dot + 1..]))
}

/// The word for a kind of object in ALTER and COMMENT ON.
pub(super) fn statement_word(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "table" => "TABLE",
        "view" => "VIEW",
        "materialized_view" => "MATERIALIZED VIEW",
        "index" => "INDEX",
        "sequence" => "SEQUENCE",
        "schema" => "SCHEMA",
        "function" => "FUNCTION",
        "aggregate" => "AGGREGATE",
        "domain" => "DOMAIN",
        "enum" | "composite_type" | "range_type" | "base_type" => "TYPE",
        "extension" => "EXTENSION",
        "role" => "ROLE",
        _ => return None,
    })
}

/// What changes a table, a type or a domain.
pub(super) fn alter(holder: Holder, name: &str) -> String {
    let word = match holder {
        Holder::Table => "TABLE",
        Holder::CompositeType => "TYPE",
        Holder::Domain => "DOMAIN",
    };
    format!("ALTER {word} {name}")
}

/// The word for a column of it.
pub(super) fn column(holder: Holder) -> &'static str {
    match holder {
        Holder::CompositeType => "ATTRIBUTE",
        Holder::Table | Holder::Domain => "COLUMN",
    }
}

/// An object in COMMENT ON.
pub(super) fn commented(kind: &str, name: &str, holder: Holder) -> Option<String> {
    let part_of = |word: &str| {
        let (table, part) = split(name)?;
        Some(format!("{word} {part} ON {table}"))
    };
    match kind {
        "column" => Some(format!("COLUMN {name}")),
        "constraint" if holder == Holder::Domain => {
            let (domain, part) = split(name)?;
            Some(format!("CONSTRAINT {part} ON DOMAIN {domain}"))
        }
        "constraint" => part_of("CONSTRAINT"),
        "trigger" => part_of("TRIGGER"),
        "policy" => part_of("POLICY"),
        "rule" => part_of("RULE"),
        _ => Some(format!("{} {name}", statement_word(kind)?)),
    }
}
