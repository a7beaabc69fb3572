//! Foreign text in Markdown, escaped so that it is only text.

use crate::escape;

/// A text in a line or in a cell of a table. Nothing in it is markup, and it calls nobody and names no issue.
pub(super) fn text(text: &str) -> String {
    let line = escape::line(text);
    let mut shown = String::new();
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let is_inside = |next: Option<&char>| next.is_some_and(|next| next.is_alphanumeric());
        match c {
            // The sign stands, and what comes after it does not follow it in the source.
            '@' | '#' => {
                shown.push(c);
                shown.push_str("<!-- -->");
            }
            '_' if before.is_alphanumeric() && is_inside(rest.peek()) => shown.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' => {
                shown += &format!("&#{};", u32::from(c));
            }
            _ => shown.push(c),
        }
        before = c;
    }
    shown
}

/// The same as code.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", self::text(text))
}

/// Lines as they are, between fences that none of them closes.
pub(super) fn block(lines: &str) -> String {
    let longest = lines.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", lines.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            text("a_b | **b** _c_ <img> @all #1\n\u{202e}"),
            "a_b &#124; &#42;&#42;b&#42;&#42; &#95;c&#95; &#60;img&#62; @<!-- -->all #<!-- -->1&#92;u{a}&#92;u{202e}"
        );
    }

    #[test]
    fn no_line_closes_its_block() {
        assert_eq!(block("a\n````\nb\n"), "`````text\na\n````\nb\n`````\n");
        assert_eq!(block("a"), "```text\na\n```\n");
    }
}
