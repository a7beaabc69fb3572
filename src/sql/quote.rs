//! Identifiers and literals, as SQL quotes them.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A pattern for a name in a script, in quotation marks or not.
pub(crate) const NAME: &str = r#"(?:"(?:[^"]|"")+"|[\w$]+)"#;

/// Whether a name in a script, in quotation marks or not, may be this one.
pub(crate) fn is_named(written: &str, name: &str) -> bool {
    let bare = written.trim().trim_matches('"');
    bare.eq_ignore_ascii_case(name)
}

/// The keywords of PostgreSQL 14 to 18 that are not names without quotation marks everywhere: all but those that
/// `pg_get_keywords()` calls unreserved.
static KEYWORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("keywords.txt").split_whitespace().collect());

/// A name as `quote_ident` writes it: in quotation marks where it needs them.
#[must_use]
pub fn identifier(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let needs_none = name.chars().all(is_plain)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && !KEYWORDS.contains(name);
    if needs_none {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// A name in quotation marks, whether it needs them or not.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as `quote_literal` writes it, which means the same with `standard_conforming_strings` off.
#[must_use]
pub fn literal(text: &str) -> String {
    let escaped = text.replace('\'', "''");
    if text.contains('\\') {
        format!("E'{}'", escaped.replace('\\', r"\\"))
    } else {
        format!("'{escaped}'")
    }
}
