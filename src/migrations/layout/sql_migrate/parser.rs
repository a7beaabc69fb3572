//! Parses a file with sql-migrate's annotations.
//!
//! It goes line by line and knows no SQL: outside `StatementBegin` and `StatementEnd` a statement ends with a line whose
//! last word ends in a semicolon. A line that begins with `-- ` is not sent.

use std::ops::Range;
use std::path::Path;

use super::super::sections::{ends_statement, lines, only};
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::{Error, Script};

/// What an annotation begins with; one that is indented is none.
pub(super) const MARK: &str = "-- +migrate ";

/// One section: where it and each of its statements stand.
#[derive(Default)]
struct Section {
    lines: Vec<Range<usize>>,
    messages: Vec<Message>,
    no_transaction: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Up,
    Down,
}

/// The up and the down of a file; `None` where it has no `-- +migrate Down`.
pub(super) fn parse(file: &Path, text: &str) -> Result<(Script, Option<Script>), Error> {
    let (mut up, mut down) = (Section::default(), Section::default());
    let mut place = Place::Before;
    let mut start: Option<usize> = None;
    let (mut is_in_statement, mut has_down) = (false, false);
    for (number, (range, line)) in (1..).zip(lines(text)) {
        let wrong = |why: &str| Error::in_file(file, Some(number), why);
        let mut ends = false;
        let words: Vec<&str> = match line.strip_prefix(MARK) {
            Some(words) => words.split_whitespace().collect(),
            None => Vec::new(),
        };
        let is_off = words.contains(&"notransaction");
        match words.first() {
            Some(&"Up" | &"Down") if start.is_some() => return Err(wrong(UNENDED)),
            Some(&"Up") => {
                place = Place::Up;
                up.no_transaction |= is_off;
            }
            Some(&"Down") => {
                place = Place::Down;
                has_down = true;
                down.no_transaction |= is_off;
            }
            Some(&"StatementBegin") => is_in_statement |= place != Place::Before,
            Some(&"StatementEnd") => {
                ends = is_in_statement;
                is_in_statement = false;
            }
            _ => {}
        }
        let section = match place {
            Place::Before => continue,
            Place::Up => &mut up,
            Place::Down => &mut down,
        };
        let is_sent = !line.starts_with("-- ");
        if is_sent && !line.trim().is_empty() {
            start.get_or_insert(range.start);
        }
        ends |= is_sent && !is_in_statement && ends_statement(line);
        // Before a statement, a comment may be a directive.
        if is_sent || start.is_none() && !line.starts_with(MARK) {
            section.lines.push(range.clone());
        }
        if let Some(start) = start.take_if(|_| ends) {
            section
                .messages
                .push(Message::without_data(start..range.end));
        }
    }
    if is_in_statement {
        let why = "a '-- +migrate StatementBegin' without its StatementEnd";
        return Err(Error::in_file(file, None, why));
    }
    if place == Place::Before {
        return Err(Error::in_file(
            file,
            None,
            "there is no '-- +migrate Up' in it",
        ));
    }
    if start.is_some() {
        return Err(Error::in_file(file, None, UNENDED));
    }
    let script = |section: Section| {
        let execution = Execution {
            transaction: !section.no_transaction,
            messages: Messages::List(section.messages),
        };
        Script::theirs(file, only(text, &section.lines), execution)
    };
    Ok((script(up)?, has_down.then(|| script(down)).transpose()?))
}

const UNENDED: &str = "the statement before it does not end with a semicolon at the end of a line, or with StatementEnd, so \
                       sql-migrate refuses it";
