//! The position of something in a script.

use serde::{Deserialize, Serialize};

/// A place that a person can go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The whole line.
    pub text: String,
}

impl Location {
    /// That of the `position`-th character, from 1, as PostgreSQL counts in its errors.
    #[must_use]
    pub fn of_character(sql: &str, position: usize) -> Option<Self> {
        let mut before = position.checked_sub(1)?;
        for (index, line) in sql.split('\n').enumerate() {
            let length = line.chars().count();
            if before <= length {
                return Some(Self {
                    line: index + 1,
                    column: before + 1,
                    text: line.trim_end_matches('\r').to_owned(),
                });
            }
            before -= length + 1;
        }
        None
    }
}

/// The byte at which a location stands in a text; `None` where the text has no such line.
#[must_use]
pub fn byte_of(text: &str, location: &Location) -> Option<usize> {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(location.line - 1).map(str::len).sum();
    let line = lines.next()?;
    let mut columns = line.char_indices().map(|(at, _)| at);
    Some(before + columns.nth(location.column - 1).unwrap_or(line.len()))
}

/// The line, from 1, in which a byte stands.
#[must_use]
pub fn line_of_byte(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_found_in_characters_not_bytes() {
        let sql = "-- \u{e9}\u{e9}\nSELECT 1;\n\tSELEC 2;\n";
        let at = sql.chars().position(|c| c == '\t').expect("a tab") + 2;
        let location = Location::of_character(sql, at).expect("inside the text");
        assert_eq!((location.line, location.column), (3, 2));
        assert_eq!(location.text, "\tSELEC 2;");
    }

    #[test]
    fn a_location_leads_back_to_its_byte() {
        let sql = "-- \u{e9}\n\tSELEC '\u{e9}'";
        for (position, (byte, _)) in sql.char_indices().enumerate() {
            let location = Location::of_character(sql, position + 1).expect("inside the text");
            assert_eq!(byte_of(sql, &location), Some(byte), "{position}");
        }
    }

    #[test]
    fn the_end_of_the_text_is_a_location_and_beyond_it_is_none() {
        let end = Location::of_character("SELECT", 7).expect("the server points at the end");
        assert_eq!((end.line, end.column), (1, 7));
        assert_eq!(Location::of_character("SELECT", 8), None);
        assert_eq!(Location::of_character("SELECT", 0), None);
    }
}
