//! What a script does outside its database or its transaction, as far as its text says.

use std::sync::LazyLock;

use regex::Regex;

use crate::migrations::Script;
use crate::sql::without_comments;

/// What is found in a text, and what is said of it.
const ACTS: [(&str, &str); 7] = [
    (r"\bprogram\s+'", "runs a program (COPY ... PROGRAM)"),
    (
        r"\bcopy\b[^;]*\bto\s+'",
        "writes a file on the server (COPY ... TO)",
    ),
    (
        r"\b(?:lo_export|pg_file_\w+)\s*\(",
        "writes files on the server",
    ),
    (r"\bdblink\w*\s*\(", "acts on another database (dblink)"),
    (
        r"\bpg_(?:terminate|cancel)_backend\s*\(",
        "cancels or terminates other sessions",
    ),
    (
        r"\bpg_(?:create|drop|copy)_\w*replication_slot\s*\(",
        "changes replication slots",
    ),
    (
        r"\bpg_(?:reload_conf|switch_wal)\s*\(",
        "affects the whole server",
    ),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let compiled = ACTS.map(|(pattern, act)| {
        let pattern = Regex::new(&format!("(?i){pattern}")).expect("the patterns are sound");
        (pattern, act)
    });
    compiled.into()
});

/// What the script does that no rollback takes back, a clause each. What a function does that it calls is not among them.
pub(super) fn acts(script: &Script) -> Vec<String> {
    let sql = without_comments(&script.sql);
    let found = PATTERNS
        .iter()
        .filter(|(pattern, _)| pattern.is_match(&sql));
    found
        .map(|(_, act)| format!("{} {act}", script.name))
        .collect()
}
