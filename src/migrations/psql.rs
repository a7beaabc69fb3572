//! What only psql supports: meta-commands, and the data after a `COPY FROM
//! STDIN`.

mod variables;

use std::borrow::Cow;
use std::ops::Range;

use super::directives::Misread;
use super::execution::Message;
use crate::sql::{Token, line_of_byte, statements, token};

pub(super) use variables::Variables;

/// Which of it a tool understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// psql, which has meta-commands too.
    Psql,
    /// A tool that runs each statement by itself, and sends the data after a `COPY FROM STDIN` with it.
    Copies,
}

/// Commands that change what psql prints and nothing else, so that a script means the same without.
const HARMLESS: &str = "a C conninfo echo encoding errverbose f H p print pset qecho r reset restrict set t timing \
    unrestrict unset warn x z";
/// The script with its variables filled in, as psql sends it.
pub(super) fn fill<'a>(sql: &'a str, variables: &Variables) -> Result<Cow<'a, str>, Misread> {
    variables::fill(sql, variables)
}

/// The script with everything blank that is no SQL, and its messages as they are sent; `None` where all is SQL.
pub(super) fn read(sql: &str, reader: Reader) -> Result<Option<(String, Vec<Message>)>, Misread> {
    let mut blanks = Vec::new();
    let mut copies = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while at < sql.len() {
        let (token, length) = token(&sql[at..]);
        match token {
            Some(Token::Symbol('\\')) if reader == Reader::Psql => {
                let end = end_of_line(sql, at);
                check_command(&sql[at + 1..end], words.is_empty()).map_err(|why| Misread {
                    line: line_of_byte(sql, at),
                    why,
                })?;
                blanks.push(at..end);
                at = end;
            }
            Some(Token::Symbol(';')) if copies_from_stdin(&words) => {
                let (data, end) = data(sql, at + length);
                copies.push((at, data.to_owned()));
                blanks.push(at + length..end);
                words.clear();
                at = end;
            }
            Some(Token::Symbol(';')) => {
                words.clear();
                at += length;
            }
            Some(Token::Word(word)) => {
                words.push(word);
                at += length;
            }
            Some(Token::Symbol(_) | Token::Quoted) | None => at += length,
        }
    }
    if blanks.is_empty() {
        return Ok(None);
    }
    let sql = blank(sql, &blanks);
    let mut messages: Vec<Message> = statements(&sql)
        .iter()
        .map(|statement| Message::without_data(statement.range()))
        .collect();
    for (semicolon, data) in copies {
        let copy = messages.iter_mut().rfind(|part| part.sql.start < semicolon);
        copy.expect("a statement has words").data = Some(data);
    }
    Ok(Some((sql, messages)))
}

/// The same text with blanks in these places, its lines where they were.
pub(super) fn blank(text: &str, places: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
        blanked += &text[at..place.start];
        blanked.extend(text[place.clone()].bytes().map(blank));
        at = place.end;
    }
    blanked + &text[at..]
}

/// Whether a meta-command may be skipped; why not, if it may not.
fn check_command(command: &str, begins_line: bool) -> Result<(), String> {
    let name = command.split_whitespace().next().unwrap_or_default();
    let is_in = |list: &str, word: &str| list.split_whitespace().any(|it| it == word);
    let is_list = matches!(name, "l" | "l+" | "list" | "list+");
    let is_harmless = is_in(HARMLESS, name) || name.starts_with('d') || is_list;
    if begins_line && is_harmless {
        return Ok(());
    }
    Err(match name {
        "i" | "ir" | "include" | "include_relative" | "copy" | "o" | "out" | "w" | "write"
        | "!" | "cd" | "g" | "s" | "lo_import" | "lo_export" | "e" | "ef" | "ev" => {
            format!(
                "'\\{name}' lets psql touch files or run programs, which a proof does not\nhelp: replace it with the SQL that it stands for"
            )
        }
        "c" | "connect" => format!(
            "'\\{name}' connects to another database, where nothing is proved\nhelp: remove it from the migration"
        ),
        _ => format!("'\\{name}' is not supported\nhelp: write plain SQL instead"),
    })
}

fn copies_from_stdin(words: &[String]) -> bool {
    let is_from_stdin = |pair: &[String]| pair[0] == "FROM" && pair[1] == "STDIN";
    words.first().is_some_and(|first| first == "COPY") && words.windows(2).any(is_from_stdin)
}

/// The rows after a `COPY FROM STDIN` that ends before `from`, and where the script goes on.
fn data(sql: &str, from: usize) -> (&str, usize) {
    let start = (end_of_line(sql, from) + 1).min(sql.len());
    let mut at = start;
    while at < sql.len() {
        let end = end_of_line(sql, at);
        if sql[at..end].trim_end_matches('\r') == "\\." {
            return (&sql[start..at], end);
        }
        at = (end + 1).min(sql.len());
    }
    (&sql[start..], sql.len())
}

fn end_of_line(sql: &str, at: usize) -> usize {
    at + sql[at..].find('\n').unwrap_or(sql.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_goes_with_its_copy() {
        let sql =
            "CREATE TABLE t (a text);\nCOPY t FROM STDIN;\nit's; $$ not SQL\n\\N\n\\.\nSELECT 1;\n";
        let read = read(sql, Reader::Psql).expect("it is sound");
        let (blanked, messages) = read.expect("it is psql's");
        let texts: Vec<(&str, Option<&str>)> = messages
            .iter()
            .map(|part| (&blanked[part.sql.clone()], part.data.as_deref()))
            .collect();
        assert_eq!(
            texts,
            [
                ("CREATE TABLE t (a text)", None),
                ("COPY t FROM STDIN", Some("it's; $$ not SQL\n\\N\n")),
                ("SELECT 1", None),
            ]
        );
        assert_eq!(blanked.len(), sql.len());
    }

    #[test]
    fn what_only_prints_is_skipped() {
        let sql = "\\set ON_ERROR_STOP on\n\\echo 'it''s'; DROP\nSELECT 1; \\timing\n";
        let read = read(sql, Reader::Psql).expect("it is sound");
        let (blanked, messages) = read.expect("it is psql's");
        assert_eq!(&blanked[messages[0].sql.clone()], "SELECT 1");
        assert_eq!(messages.len(), 1);
    }

    #[test]
    fn what_touches_files_programs_or_databases_is_refused_with_its_line() {
        for command in [
            "i x.sql",
            "ir x.sql",
            "! rm x",
            "copy t from x",
            "connect other",
            "lo_import x",
            "lo_unlink 1",
            "gexec",
            "if true",
            "o x",
        ] {
            let sql = format!("SELECT 1;\n\\{command}\n");
            let misread = read(&sql, Reader::Psql).expect_err(command);
            assert_eq!(misread.line, 2, "{command}");
            let name = command.split(' ').next().expect("a name");
            assert!(
                misread.why.contains(&format!("\\{name}")),
                "{}",
                misread.why
            );
        }
        assert!(
            read("SELECT 1 \\echo\n", Reader::Psql).is_err(),
            "in the middle of a statement"
        );
    }

    #[test]
    fn a_backslash_in_a_text_is_nobodys_command() {
        for sql in [
            "SELECT '\\i x', E'\\'\\i', $$ \\i $$; -- \\i\n/* \\i */",
            "COPY t TO STDOUT;\nSELECT 1;",
            "",
        ] {
            assert_eq!(read(sql, Reader::Psql), Ok(None), "{sql}");
        }
    }
}
