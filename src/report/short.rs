//! Shortens long lines.

use std::fmt::Write;

/// How much of a long line is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Length {
    /// As much as three lines of a terminal hold.
    #[default]
    Short,
    /// All of it.
    Whole,
}

/// Three lines of a terminal of 80 columns.
const LONGEST: usize = 240;

/// The text with each line cut that is longer. What sets colours takes no room, and stays.
pub(super) fn cut(text: &str) -> String {
    let mut cut = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let length = seen(line).filter(|(_, is_seen)| *is_seen).count();
        if length <= LONGEST {
            cut += line;
            continue;
        }
        let told = format!("... ({length} characters, all with --verbose)");
        let kept = LONGEST - told.len();
        let mut shown = 0;
        for (c, is_seen) in seen(line) {
            if is_seen && shown == kept {
                continue;
            }
            shown += usize::from(is_seen);
            cut.push(c);
        }
        if cut.ends_with('\n') {
            cut.pop();
        }
        // A text can be written to.
        let _ = writeln!(cut, "{told}");
    }
    cut
}

/// Each character, and whether it is seen: not those of a colour, nor the line's end.
fn seen(line: &str) -> impl Iterator<Item = (char, bool)> {
    let mut is_code = false;
    line.chars().map(move |c| {
        is_code |= c == '\x1b';
        let is_seen = !is_code && c != '\n';
        is_code &= c != 'm';
        (c, is_seen)
    })
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_line_is_cut_at_three_lines_of_a_terminal_and_keeps_its_colours() {
        let fits = "a".repeat(LONGEST);
        assert_eq!(cut(&format!("{fits}\nb\n")), format!("{fits}\nb\n"));
        let long = format!("\x1b[1m{}\x1b[0m\nb\n", "a".repeat(1_000));
        let cut = cut(&long);
        let lines: Vec<&str> = cut.lines().collect();
        assert!(lines[0].starts_with("\x1b[1maaa"), "{cut:?}");
        let told = "a\x1b[0m... (1000 characters, all with --verbose)";
        assert!(lines[0].ends_with(told), "{cut:?}");
        let is_seen = seen(lines[0]).filter(|(_, is_seen)| *is_seen).count();
        assert_eq!((is_seen, lines[1], lines.len()), (LONGEST, "b", 2));
    }
}
