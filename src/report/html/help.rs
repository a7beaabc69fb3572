//! What to do: sentences, and SQL or directives to paste.

use std::sync::LazyLock;

use maud::{Markup, html};
use regex::Regex;

use super::text::{line, pasted};

/// A directive in a sentence: `'-- pgconform: loses notes'`.
static DIRECTIVE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"'(-- pgconform: [^']+)'").expect("it is sound"));

/// The words with which a statement begins that stands on a line of its own.
const STATEMENTS: [&str; 12] = [
    "ALTER", "COMMENT", "CREATE", "DELETE", "DO", "DROP", "GRANT", "INSERT", "REVOKE", "SELECT",
    "SET", "UPDATE",
];

pub(super) fn help(text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.chunk_by(|a, b| is_sql(a) == is_sql(b));
    html! {
        div.help {
            h5 { "What to do" }
            @for part in parts {
                @if is_sql(part[0]) { (pasted(&part.join("\n"))) }
                @else { @for words in part { p { (sentence(words)) } } }
            }
        }
    }
}

fn is_sql(line: &str) -> bool {
    let line = line.trim_start();
    line.ends_with(';') && STATEMENTS.iter().any(|word| line.starts_with(word))
        || line.starts_with("-- pgconform:")
}

/// The beginning of a statement in a sentence.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    let words = STATEMENTS.join("|");
    Regex::new(&format!(r#"\b(?:{words}) (?:[A-Z]{{2,}}|["a-z_.]+ SET)\b"#)).expect("it is sound")
});

/// What ends it, if not the sentence's end.
const ENDS: [&str; 8] = [
    "; ", ", fill", ", then", ", and ", ", or ", ", which", ", unless", " where ",
];

/// A sentence with its directives and its statements as code.
fn sentence(words: &str) -> Markup {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let mut rest = words;
    while let Some((before, code, after)) = first_code(rest) {
        parts.push((before, code));
        rest = after;
    }
    html! {
        @for (before, code) in parts { (line(before)) code { (line(code)) } }
        (line(rest))
    }
}

/// The first code of a sentence, with what comes before and after it.
fn first_code(words: &str) -> Option<(&str, &str, &str)> {
    let directive = DIRECTIVE.captures(words).and_then(|found| {
        let (all, code) = (found.get(0)?, found.get(1)?);
        Some((&words[..all.start()], code.as_str(), &words[all.end()..]))
    });
    let statement = STATEMENT.find(words).map(|found| {
        let from = &words[found.start()..];
        let ends = ENDS.iter().filter_map(|end| from.find(end));
        let (code, after) = from.split_at(ends.min().unwrap_or(from.len()));
        (&words[..found.start()], code, after)
    });
    match (directive, statement) {
        (Some(a), Some(b)) => Some(if a.0.len() < b.0.len() { a } else { b }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_directives_in_a_sentence_are_code() {
        for (words, expected) in [
            (
                "the down leaves it: add ALTER TABLE roles DROP COLUMN is_protected",
                "the down leaves it: add <code>ALTER TABLE roles DROP COLUMN is_protected</code>",
            ),
            (
                "add ALTER TABLE a ADD b uuid, fill it, then ALTER TABLE a ALTER b SET NOT NULL",
                "add <code>ALTER TABLE a ADD b uuid</code>, fill it, then <code>ALTER TABLE a ALTER b SET NOT NULL</code>",
            ),
            (
                "where the loss is meant, add '-- pgconform: loses a' to the down",
                "where the loss is meant, add <code>-- pgconform: loses a</code> to the down",
            ),
            ("nothing to paste", "nothing to paste"),
        ] {
            assert_eq!(sentence(words).into_string(), expected);
        }
    }
}
