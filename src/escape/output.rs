//! The last filter before stdout and stderr.

use super::Shown;
use super::hidden::is_hidden;

/// The codes that `report` colours with. Any other is foreign.
const COLOURS: [&str; 7] = [
    "\x1b[0m",
    "\x1b[1m",
    "\x1b[2m",
    "\x1b[31m",
    "\x1b[32m",
    "\x1b[33m",
    "\x1b[1;31m",
];

/// A whole text for stdout or stderr: nothing in it acts but our own colours, and no line of it
/// is a command to a CI server.
#[must_use]
pub fn output(text: &str) -> String {
    let mut shown = Shown::default();
    // GitHub skips blanks before its commands, and colours are taken out where nobody sees them.
    let mut is_at_start = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let colour = COLOURS
            .iter()
            .find(|code| c == '\x1b' && rest.starts_with(**code));
        if let Some(code) = colour {
            shown.text.push_str(code);
            at += code.len();
            continue;
        }
        if is_hidden(c) || is_at_start && rest.starts_with("::") {
            shown.escape(c);
        } else {
            shown.push(c);
        }
        is_at_start = c == '\n' || is_at_start && c.is_whitespace();
        at += c.len_utf8();
    }
    shown.text
}

/// A text of which each further line is set in, so that none begins a line. For errors, in which our own
/// lines and others' stand together.
#[must_use]
pub fn continued(text: &str) -> String {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| {
        let margin = if line.is_empty() || line.starts_with("  ") {
            ""
        } else {
            "  "
        };
        format!("{text}\n{margin}{line}")
    })
}

/// Text with its hidden characters and marks as escapes, and nothing else changed, however often.
#[must_use]
pub fn seen(text: &str) -> String {
    let mut shown = Shown::default();
    for c in text.chars() {
        if is_hidden(c) {
            shown.escape(c);
        } else {
            shown.push(c);
        }
    }
    shown.text
}

/// JSON with everything hidden as JSON's own escapes: the same value, safe to be shown.
#[must_use]
pub fn json(json: &str) -> String {
    let mut shown = Shown::default();
    for c in json.chars() {
        // Outside its strings JSON has neither hidden characters nor marks.
        if shown.ends_mark(c) || is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                shown.text += &format!("\\u{unit:04x}");
            }
        } else {
            shown.text.push(c);
        }
    }
    shown.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_pass_and_no_other_code_does() {
        let ours = "\x1b[1m\x1b[31mbad\x1b[0m \x1b[2mquiet\x1b[0m\n";
        assert_eq!(output(ours), ours);
        for (foreign, shown) in [
            ("\x1b[8mhidden", "\\u{1b}[8mhidden"),
            ("\x1b]52;c;eA==\x07", "\\u{1b}]52;c;eA==\\u{7}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("\rholds:", "\\u{d}holds:"),
        ] {
            assert_eq!(output(foreign), shown);
        }
    }

    #[test]
    fn no_line_is_a_command() {
        for (text, shown) in [
            ("::add-mask::x", "\\u{3a}:add-mask::x"),
            (
                "a\n \u{3000}\t::stop-commands::x",
                "a\n \u{3000}\t\\u{3a}:stop-commands::x",
            ),
            ("\x1b[2m::debug::x", "\x1b[2m\\u{3a}:debug::x"),
            ("a ##[error]b", "a ##\\u{5b}error]b"),
            ("a::b\nc::d", "a::b\nc::d"),
        ] {
            assert_eq!(output(text), shown);
            assert_eq!(output(&output(text)), shown);
        }
    }

    #[test]
    fn the_further_lines_of_an_error_are_set_in() {
        assert_eq!(continued("a\nb\n  c\n\nd"), "a\n  b\n  c\n\n  d");
        assert_eq!(continued("a\n"), "a\n");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({ "a\u{202e}": ["##[x]\u{9b}\x1b\n", "\u{e0041}\x7f::é"] });
        let text = json(&serde_json::to_string_pretty(&value).expect("plain data"));
        assert!(
            !text.contains(|c: char| is_hidden(c)) && !text.contains("##["),
            "{text}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).expect("it stays JSON"),
            value
        );
    }
}
