//! Tables that hold what a query gave when they were made, such as a cache that triggers keep.

use std::sync::LazyLock;

use regex::Regex;

use crate::migrations::Script;
use crate::sql::statements;

/// `CREATE TABLE IF NOT EXISTS public."Fast" AS SELECT`.
static BY_QUERY: LazyLock<Regex> = LazyLock::new(|| {
    let name = r#"(?:"(?:[^"]|"")+"|[\w$]+)"#;
    let pattern = format!(
        r"(?i)^create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:{name}\s*\.\s*)*({name})\s+as\b"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// Whether a script makes a table by a query that fills it.
pub(super) fn made_by_query(script: &Script, table: &str) -> bool {
    statements(&script.sql).iter().any(|it| {
        let found = BY_QUERY.captures(it.text);
        found.is_some_and(|it| it[1].trim_matches('"').eq_ignore_ascii_case(table))
    })
}
