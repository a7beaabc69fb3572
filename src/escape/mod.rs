//! Makes foreign text safe to show.
//!
//! Names, messages, bodies of functions, file names, what servers and programs answer: a fork's
//! change or another role of the database decides what they hold, and terminals and CI servers obey
//! what they read. So that such text can only be read, it is shown by these rules:
//!
//! - A character that nobody sees, or that moves what others see (control characters, marks of
//!   direction, blanks of no width, separators of lines), is shown as its escape: `\u{1b}`. A
//!   backslash that only looks like the begin of an escape is one itself, so no two texts look the same.
//!   Whatever else is printable stays as it is.
//! - A name keeps to its place on a line ([`line()`]); what may have several lines shows each further
//!   one behind a bar ([`lines`]). Foreign text never begins a line.
//! - `##[`, `##vso[`, `##teamcity[`: CI servers obey these wherever they stand, so their bracket is
//!   escaped.
//! - What looks like a secret, as a password in a URL or an option, is not repeated where a command line, a setting or a line
//!   of SQL is ([`conceal`]).
//!
//! Whoever puts foreign text into a report, an error or a file calls one of the two. So that
//! forgetting it costs no more than a pretty picture, all that is written to stdout or stderr passes one more filter
//! (`output`, `json` for JSON), which knows no texts but only bytes: it lets pass the colours
//! of `report`, tabs and ends of lines, and neither a control character nor a line
//! that begins with `::`, which is how GitHub's commands begin. It leaves escapes alone, so it may run
//! twice.

mod caret;
mod hidden;
mod output;
mod path;
mod secrets;

pub use caret::caret;
pub use output::{continued, json, output, seen};
pub use path::refused;
pub use secrets::{conceal, conceal_in_line, conceal_word};

use std::fmt::Display;

use hidden::is_hidden;

/// What stands before each further line of a text.
const BAR: &str = "\n  | ";

/// Any text on one line.
#[must_use]
pub fn line(text: impl Display) -> String {
    escape(&text.to_string(), |c| {
        is_hidden(c) || c == '\t' || c == '\n'
    })
}

/// A text that may have several lines: the first as it is, each further one behind a bar. Tabs stay
/// tabs, as SQL is indented by them.
#[must_use]
pub fn lines(text: impl Display) -> String {
    let text = text.to_string();
    let lines: Vec<String> = text.split('\n').map(indented).collect();
    lines.join(BAR)
}

/// One line of a text, with its tabs.
#[must_use]
pub fn indented(text: &str) -> String {
    escape(text, |c| is_hidden(c) || c == '\n')
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = Shown::default();
    for (at, c) in text.char_indices() {
        if is_escaped(c) || text[at..].starts_with("\\u{") {
            shown.escape(c);
        } else {
            shown.push(c);
        }
    }
    shown.text
}

/// A text on its way to the reader.
#[derive(Default)]
struct Shown {
    text: String,
    mark: Mark,
}

/// How much of a CI server's `##word[` has been written.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Mark {
    #[default]
    None,
    /// `#`
    Half,
    /// `##`, and letters.
    Whole,
}

impl Shown {
    /// A character as it is, unless it would end such a mark.
    fn push(&mut self, c: char) {
        if self.ends_mark(c) {
            self.escape(c);
        } else {
            self.text.push(c);
        }
    }

    fn escape(&mut self, c: char) {
        self.mark = Mark::None;
        self.text.extend(c.escape_unicode());
    }

    /// Whether this character makes the last ones a mark.
    fn ends_mark(&mut self, c: char) -> bool {
        let before = self.mark;
        self.mark = match (before, c) {
            (Mark::None, '#') => Mark::Half,
            (Mark::Half | Mark::Whole, '#') => Mark::Whole,
            (Mark::Whole, c) if c.is_ascii_alphabetic() => Mark::Whole,
            _ => Mark::None,
        };
        before == Mark::Whole && c == '['
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts in which what matters is frequent.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "\\", "\\u{", "\\u{1b}", "u{1b}", "\x1b", "\x1b[31m", "\x1b[0m", "\n", "\r", "\t",
                "\u{85}", "\u{9b}", "\u{202e}", "\u{200d}", "\u{2028}", "\u{feff}", "::", "#",
                "##[", "##vso[", "[", " ", "é", "漢",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    /// Undoes escapes, from left to right.
    fn read_back(shown: &str) -> String {
        let mut parts = shown.split("\\u{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (code, rest) = part.split_once('}').expect("an escape has an end");
            let code = u32::from_str_radix(code, 16).expect("an escape is hexadecimal");
            text.push(char::from_u32(code).expect("an escape is of a character"));
            text.push_str(rest);
        }
        text
    }

    proptest! {
        #[test]
        fn a_line_has_nothing_hidden_and_reads_back_as_the_text(text in texts()) {
            let shown = line(&text);
            prop_assert!(!shown.contains(|c: char| is_hidden(c) || c.is_control()), "{shown:?}");
            prop_assert_eq!(read_back(&shown), text);
        }

        #[test]
        fn lines_have_nothing_hidden_and_read_back_as_the_text(text in texts()) {
            let shown = lines(&text);
            let hidden = |c: char| is_hidden(c) || c.is_control() && !matches!(c, '\n' | '\t');
            prop_assert!(!shown.contains(hidden), "{shown:?}");
            let mut parts = shown.split('\n');
            let first = parts.next().unwrap_or_default().to_owned();
            let all = parts.fold(first, |all, part| {
                all + "\n" + part.strip_prefix("  | ").expect("each further line is behind a bar")
            });
            prop_assert_eq!(read_back(&all), text);
        }

        #[test]
        fn printable_text_stays_as_it_is(text in "[\\PC&&[^\\[\\\\]]{0,40}") {
            prop_assume!(!text.contains(is_hidden));
            prop_assert_eq!(line(&text), text);
        }

        #[test]
        fn the_last_filter_leaves_what_was_shown_before(text in texts()) {
            let shown = format!("name {}", line(&text));
            prop_assert_eq!(output(&shown), shown);
        }
    }

    #[test]
    fn text_in_any_script_is_left_alone() {
        for text in [
            "Zürich",
            "漢字かな",
            "Ελλάδα",
            "שלום",
            "مرحبا",
            "⚠️",
            "E'\\n' ~ '^\\u'",
            "a[1] ## b",
            "::text",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn what_is_hidden_is_shown_by_its_code() {
        for (text, shown) in [
            ("a\x1b[31mb", "a\\u{1b}[31mb"),
            ("a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c"),
            ("\u{202e}nimda", "\\u{202e}nimda"),
            ("pay\u{200b}pal", "pay\\u{200b}pal"),
            ("\\u{1b}", "\\u{5c}u{1b}"),
            ("##[debug]", "##\\u{5b}debug]"),
            ("###vso[task", "###vso\\u{5b}task"),
        ] {
            assert_eq!(line(text), shown);
        }
        assert_eq!(lines("a\n::b\n\tc\r"), "a\n  | ::b\n  | \tc\\u{d}");
    }
}
