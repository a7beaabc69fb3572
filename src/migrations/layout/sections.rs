//! Files that hold an up and a down, in sections that begin with a marker line.

use std::ops::Range;

use super::super::psql::blank;

/// The lines of a text with their places; a line's end is not part of it.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches('\n').trim_end_matches('\r');
        (start..start + line.len(), line)
    })
}

/// The text with everything blank but these places, which are in order.
pub(super) fn only(text: &str, places: &[Range<usize>]) -> String {
    let mut others = Vec::new();
    let mut at = 0;
    for place in places {
        others.push(at..place.start);
        at = place.end;
    }
    others.push(at..text.len());
    blank(text, &others)
}

/// Whether a line's last word, before any comment, ends in a semicolon: what tools that know no SQL take for the end of a
/// statement.
pub(super) fn ends_statement(line: &str) -> bool {
    let words = line
        .split_whitespace()
        .take_while(|word| !word.starts_with("--"));
    words.last().is_some_and(|word| word.ends_with(';'))
}
