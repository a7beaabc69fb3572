//! Refuses file names with control characters.

use std::path::Path;

use super::hidden::is_command;

/// The first character of a path for which it is refused: one that acts where the name is shown.
///
/// Such a name is an accident or an attack; refused, it cannot come into a report, a history
/// table or a baseline.
#[must_use]
pub fn refused(path: &Path) -> Option<char> {
    // What is no UTF-8 is shown as U+FFFD, whatever it was.
    path.to_string_lossy().chars().find(|c| is_command(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_acts_is_refused() {
        for name in [
            "V1__a.sql",
            "über uns/漢字.sql",
            "a b'c\"[::]%.sql",
            "می\u{200c}خواهم",
        ] {
            assert_eq!(refused(Path::new(name)), None, "{name}");
        }
        for c in
            "\0\n\r\t\x1b\x7f\u{85}\u{9b}\u{61c}\u{200e}\u{2028}\u{2029}\u{202e}\u{2066}".chars()
        {
            assert_eq!(refused(Path::new(&format!("a{c}b"))), Some(c));
        }
    }
}
