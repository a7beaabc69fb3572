//! psql's variables: `:name`, `:'name'`, `:"name"` and `:{?name}` in a script.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::directives::Misread;
use crate::sql::{Token, line_of_byte, literal, quoted, token};

/// Variables by their names.
pub(in crate::migrations) type Variables = BTreeMap<String, String>;

/// Variables that psql itself obeys, and that change what is run.
const OBEYED: [&str; 4] = [
    "AUTOCOMMIT",
    "ON_ERROR_ROLLBACK",
    "SINGLELINE",
    "SINGLESTEP",
];

/// The script with its variables filled in, those that it sets itself too; one that is not set stays as it is written, as
/// in psql.
pub(super) fn fill<'a>(sql: &'a str, variables: &Variables) -> Result<Cow<'a, str>, Misread> {
    if !sql.contains(':') {
        return Ok(Cow::Borrowed(sql));
    }
    let mut variables = variables.clone();
    let mut filled = String::with_capacity(sql.len());
    let mut at = 0;
    while at < sql.len() {
        let rest = &sql[at..];
        let (token, length) = token(rest);
        let (text, length): (Cow<'_, str>, usize) = match token {
            Some(Token::Symbol('\\')) => {
                let line = rest.split('\n').next().unwrap_or_default();
                let set = set(&line[1..]).map_err(|why| Misread {
                    line: line_of_byte(sql, at),
                    why,
                })?;
                variables.extend(set);
                (line.into(), line.len())
            }
            Some(Token::Symbol(':')) if rest.starts_with("::") || rest.starts_with(":=") => {
                (rest[..2].into(), 2)
            }
            Some(Token::Symbol(':')) => match reference(&rest[1..], &variables) {
                Some((value, length)) => (value.into(), 1 + length),
                None => (":".into(), 1),
            },
            _ => (rest[..length].into(), length),
        };
        filled += &text;
        at += length;
    }
    Ok(Cow::Owned(filled))
}

/// What stands behind a colon: the value, and how many bytes of the script it replaces.
fn reference(rest: &str, variables: &Variables) -> Option<(String, usize)> {
    let bracket = |open: &str, close: char| {
        let inside = rest.strip_prefix(open)?;
        let end = inside.find(close)?;
        let length = open.len() + end + close.len_utf8();
        is_name(&inside[..end]).then_some((&inside[..end], length))
    };
    if let Some((name, length)) = bracket("{?", '}') {
        let is_set = if variables.contains_key(name) {
            "TRUE"
        } else {
            "FALSE"
        };
        return Some((is_set.to_owned(), length));
    }
    if let Some((name, length)) = bracket("'", '\'') {
        return Some((literal(variables.get(name)?), length));
    }
    if let Some((name, length)) = bracket("\"", '"') {
        return Some((quoted(variables.get(name)?), length));
    }
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    Some((variables.get(&rest[..end])?.clone(), end))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_part)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The variable that a meta-command sets; `None` where it sets none.
fn set(command: &str) -> Result<Option<(String, String)>, String> {
    let Some(words) = command.strip_prefix("set ") else {
        return Ok(None);
    };
    let (name, value) = words
        .trim()
        .split_once(char::is_whitespace)
        .unwrap_or((words.trim(), ""));
    if OBEYED.contains(&name) {
        return Err(format!(
            "'\\set {name}' changes how psql runs a script, which is not supported\nhelp: remove it"
        ));
    }
    if value.contains(['`', '\\', ':', '"']) {
        return Err(format!(
            "the value of '\\set {name}' is one that psql computes, which is not supported\nhelp: write the value itself"
        ));
    }
    // psql joins what stands there, without blanks.
    let mut joined = String::new();
    for (index, part) in value.split('\'').enumerate() {
        let is_quoted = index % 2 == 1;
        joined.extend(part.chars().filter(|c| is_quoted || !c.is_whitespace()));
    }
    Ok(Some((name.to_owned(), joined)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(sql: &str) -> String {
        let variables = [("t", "my table"), ("n", "1"), ("q", "it's")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables = Variables::from_iter(variables);
        let filled = fill(sql, &variables).expect("it is sound");
        filled.into_owned()
    }

    #[test]
    fn a_variable_is_filled_in_as_text_as_a_literal_or_as_a_name() {
        for (sql, expected) in [
            ("SELECT :n, :'q', :'n'", "SELECT 1, 'it''s', '1'"),
            ("CREATE TABLE :\"t\" ()", "CREATE TABLE \"my table\" ()"),
            ("SELECT :{?n}, :{?x}", "SELECT TRUE, FALSE"),
            ("\\set n 2\nSELECT :n", "\\set n 2\nSELECT 2"),
            (
                "\\set n a 'b c'\nSELECT :'n'",
                "\\set n a 'b c'\nSELECT 'ab c'",
            ),
        ] {
            assert_eq!(filled(sql), expected);
        }
    }

    #[test]
    fn what_is_no_reference_or_is_not_set_stays_as_it_is() {
        for sql in [
            "SELECT 1::n, ':n', $$ :n $$, \"a:n\" -- :n\n/* :n */",
            "SELECT :x, :'x', a[1:2], :",
            "SELECT f(a := n)",
        ] {
            assert_eq!(filled(sql), sql);
        }
    }

    #[test]
    fn what_psql_would_compute_or_obey_is_refused() {
        for sql in [
            "\\set x `date`\n:x",
            "\\set x :y\n",
            "SELECT ':';\n\\set AUTOCOMMIT off\n",
        ] {
            assert!(fill(sql, &Variables::new()).is_err(), "{sql}");
        }
    }
}
