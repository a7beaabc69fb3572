//! A script's text, which is split into statements once: help may search it for each of 10,000 tables.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::sql::statements;

/// A text with its statements.
#[derive(Debug)]
pub(in crate::checks::round_trip) struct Text {
    sql: String,
    index: OnceLock<Index>,
}

/// Made when it is first needed: most steps need none.
#[derive(Debug)]
struct Index {
    statements: Vec<Part>,
    /// Each word in small letters, and the statements in which it stands, in order.
    words: HashMap<String, Vec<usize>>,
    /// Where each line begins, but for the first.
    lines: Vec<usize>,
}

#[derive(Debug)]
struct Part {
    start: usize,
    end: usize,
    words: Vec<String>,
}

/// One of the statements, as [`Statement`](crate::sql::Statement) has it.
#[derive(Debug, Clone, Copy)]
pub(in crate::checks::round_trip) struct StatementOf<'a> {
    pub start: usize,
    pub text: &'a str,
    pub words: &'a [String],
}

impl StatementOf<'_> {
    /// Its place in the text, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Whether a character may stand in a name without quotation marks.
pub(super) fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

impl Text {
    pub fn of(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            index: OnceLock::new(),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.sql
    }

    /// All of its statements, in order.
    pub fn statements(&self) -> impl DoubleEndedIterator<Item = StatementOf<'_>> {
        let statements = self.index().statements.iter();
        statements.map(|part| self.statement(part))
    }

    /// The statements in which a name may stand, in order: none that has it is left out.
    pub fn naming(&self, name: &str) -> Box<dyn DoubleEndedIterator<Item = StatementOf<'_>> + '_> {
        if name.is_empty() || !name.chars().all(is_of_a_name) {
            return Box::new(self.statements());
        }
        let Index {
            statements, words, ..
        } = self.index();
        let places = words.get(&name.to_ascii_lowercase());
        let places = places.map(Vec::as_slice).unwrap_or_default();
        Box::new(places.iter().map(|at| self.statement(&statements[*at])))
    }

    /// The line, from 1, in which a byte stands.
    pub fn line_of(&self, byte: usize) -> usize {
        self.index().lines.partition_point(|line| *line <= byte) + 1
    }

    fn statement<'a>(&'a self, part: &'a Part) -> StatementOf<'a> {
        StatementOf {
            start: part.start,
            text: &self.sql[part.start..part.end],
            words: &part.words,
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.sql))
    }
}

impl Index {
    fn of(sql: &str) -> Self {
        let parts = statements(sql).into_iter().map(|it| Part {
            start: it.start,
            end: it.range().end,
            words: it.words,
        });
        let statements: Vec<Part> = parts.collect();
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, part) in statements.iter().enumerate() {
            let text = &sql[part.start..part.end];
            for word in text.split(|c| !is_of_a_name(c)).filter(|it| !it.is_empty()) {
                let places = words.entry(word.to_ascii_lowercase()).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        let lines = sql.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            statements,
            words,
            lines: lines.collect(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.sql == other.sql
    }
}

impl Eq for Text {}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    use super::*;
    use crate::sql::line_of_byte;

    const SQL: &str = "SELECT a;\nDROP TABLE \"A\";\n\nDROP TABLE a_b, \"the a\", é$1;\nSELECT 'a'";

    #[rstest]
    #[case::in_any_letters("a", &[1, 2, 4, 5])]
    #[case::as_a_whole("a_b", &[4])]
    #[case::in_other_letters_than_ascii("é$1", &[4])]
    #[case::nowhere("b", &[])]
    #[case::which_is_no_word("the a", &[1, 2, 4, 5])]
    fn the_statements_that_may_name_something_are_found(
        #[case] name: &str,
        #[case] lines: &[usize],
    ) {
        let text = Text::of(SQL);
        let found: Vec<usize> = text.naming(name).map(|it| text.line_of(it.start)).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn a_byte_stands_in_the_line_that_it_stands_in() {
        let text = Text::of(SQL);
        for (at, _) in SQL.char_indices() {
            assert_eq!(text.line_of(at), line_of_byte(SQL, at), "{at}");
        }
    }
}
