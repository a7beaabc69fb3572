//! SQL with its keywords, texts and comments told apart, line by line, as HTML.

use std::fmt::Write as _;

use maud::Escaper;

use crate::escape;
use crate::sql::{Token, token};

/// The words that carry a statement; the rest of SQL's hundreds are as plain as names.
const KEYWORDS: [&str; 62] = [
    "ADD",
    "ALTER",
    "AND",
    "AS",
    "BEGIN",
    "BY",
    "CASCADE",
    "CASE",
    "CHECK",
    "COLUMN",
    "COMMENT",
    "COMMIT",
    "CONCURRENTLY",
    "CONSTRAINT",
    "CREATE",
    "DECLARE",
    "DEFAULT",
    "DELETE",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "EXISTS",
    "EXTENSION",
    "FOR",
    "FOREIGN",
    "FROM",
    "FUNCTION",
    "GRANT",
    "IF",
    "IN",
    "INDEX",
    "INSERT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LANGUAGE",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "PRIMARY",
    "REFERENCES",
    "RENAME",
    "REPLACE",
    "RETURNS",
    "REVOKE",
    "SCHEMA",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRIGGER",
    "TYPE",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "VIEW",
    "WHERE",
];

/// The lines of a script: `<b>` is a keyword, `<em>` a text, `<i>` a comment.
pub(super) fn highlighted(sql: &str) -> Vec<String> {
    // As a whole: what a CI server takes for a mark may be several words.
    let sql = &escape::seen(sql);
    let mut lines = vec![String::new()];
    let mut at = 0;
    while at < sql.len() {
        let (found, length) = token(&sql[at..]);
        let text = &sql[at..at + length];
        let tag = match found {
            None if text.starts_with("--") || text.starts_with("/*") => Some("i"),
            Some(Token::Quoted) if text.starts_with(['\'', 'e', 'E']) => Some("em"),
            Some(Token::Word(word)) if KEYWORDS.binary_search(&word.as_str()).is_ok() => Some("b"),
            _ => None,
        };
        for (nth, part) in text.split('\n').enumerate() {
            if nth > 0 {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                push(line, part, tag);
            }
        }
        at += length;
    }
    lines
}

fn push(line: &mut String, part: &str, tag: Option<&str>) {
    if part.is_empty() {
        return;
    }
    if let Some(tag) = tag {
        *line += &format!("<{tag}>");
    }
    // A text can be written to.
    let _ = Escaper::new(line).write_str(part);
    if let Some(tag) = tag {
        *line += &format!("</{tag}>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_in_the_order_in_which_they_are_searched() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn each_line_stands_alone_and_nothing_in_it_acts() {
        let lines = highlighted("DROP TABLE \"<b>\"; -- a\n/* b\nc */ SELECT '</pre>\u{202e}';");
        assert_eq!(
            lines,
            [
                "<b>DROP</b> <b>TABLE</b> &quot;&lt;b&gt;&quot;; <i>-- a</i>",
                "<i>/* b</i>",
                "<i>c */</i> <b>SELECT</b> <em>'&lt;/pre&gt;\\u{202e}'</em>;",
            ]
        );
    }
}
