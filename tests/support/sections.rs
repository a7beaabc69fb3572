//! What a test expects of a file of SQL, as comments at its end: `-- expected`, and any other section
//! that a test keeps after it.

use std::fs;
use std::path::Path;

/// The first of the sections that a test keeps.
pub const EXPECTED: &str = "-- expected";

/// The sections, each a heading and a text, must be the file's, word for word.
pub fn approved(file: &Path, sections: &[(&str, &str)]) {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    super::approved(file, &with(&text, sections));
}

fn with(text: &str, sections: &[(&str, &str)]) -> String {
    let (above, _) = split(text, EXPECTED).unwrap_or((text, ""));
    let mut text = above.trim_end().to_owned();
    for (heading, section) in sections {
        text += &format!("\n\n{heading}\n{}", comment(section).trim_end());
    }
    text + "\n"
}

/// The text above a line and the text below it.
pub fn split<'a>(text: &'a str, line: &str) -> Option<(&'a str, &'a str)> {
    let mut start = 0;
    for each in text.split_inclusive('\n') {
        let end = start + each.len();
        if each.trim_end_matches('\n') == line {
            return Some((&text[..start], &text[end..]));
        }
        start = end;
    }
    None
}

/// The text as comments of SQL.
fn comment(text: &str) -> String {
    let comment = |line: &str| match line {
        "" => "--\n".to_owned(),
        line => format!("-- {line}\n"),
    };
    text.lines().map(comment).collect()
}

#[test]
fn sections_take_the_place_of_those_before_and_leave_the_sql_alone() {
    let sections = [(EXPECTED, "a\n\nb\n"), ("-- report", "c")];
    let text = "SELECT 1;\n\n-- expected\n-- a\n--\n-- b\n\n-- report\n-- c\n";
    assert_eq!(with("SELECT 1;\n", &sections), text);
    assert_eq!(with(text, &sections), text);
}
