//! `.env`: lines of `NAME=value`, in which nothing of the environment is filled in.
//!
//! A repository brings its `.env` along. Were `$NAME` in it the shell's, an address could carry the shell's secrets to a
//! server of its author's. What the file sets itself is filled in, as people write a password once and use it twice.

mod line;

use std::collections::BTreeMap;
use std::path::PathBuf;

use line::{Line, Part};

/// Within one source, the direct address goes before the pooled one: no lock and no setting of a
/// session survives a pooler.
pub const URLS: [&str; 2] = ["DIRECT_URL", "DATABASE_URL"];

/// A file of `NAME=value`, as far as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct DotEnv {
    /// Where it stands, for messages.
    pub path: PathBuf,
    /// Its variables.
    pub variables: BTreeMap<String, String>,
}

/// What is wrong with the text of a `.env`. No value is repeated: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DotEnvError {
    /// A line is none of a `.env`.
    #[error(
        "line {line} is not NAME=value\nhelp: close its quotation marks, or begin a comment with #"
    )]
    Line {
        /// The line, from 1.
        line: usize,
    },
    /// An address is made of what the file does not set.
    #[error(
        "{name} refers to a $VARIABLE that is not set above it in this file; shell variables are not expanded\n\
         help: write the value there; the $ of a password is \\$, or stands in single quotation marks"
    )]
    Unset {
        /// What is set. The name behind the dollar sign may be the end of a password.
        name: String,
    },
}

impl DotEnv {
    /// Reads the text of a file; the first value of a name counts, as where it is loaded into an environment.
    pub fn read(path: PathBuf, text: &str) -> Result<Self, DotEnvError> {
        let mut variables = BTreeMap::new();
        for found in line::all(text) {
            let found = found.map_err(|line| DotEnvError::Line { line })?;
            let (name, value, is_whole) = filled(found, &variables);
            if is_whole == Whole::No && is_of_address(&name) {
                return Err(DotEnvError::Unset { name });
            }
            variables.entry(name).or_insert(value);
        }
        Ok(Self { path, variables })
    }
}

/// The lines that can be read, whatever the others are.
pub(super) fn readable(text: &str) -> Vec<(String, String)> {
    let mut variables = BTreeMap::new();
    let lines = line::all(text).into_iter().filter_map(Result::ok);
    let lines = lines.map(|found| {
        let (name, value, _) = filled(found, &variables);
        variables.entry(name.clone()).or_insert(value.clone());
        (name, value)
    });
    lines.collect()
}

/// Whether the file sets all that a value of it refers to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// A line's name and value.
fn filled(line: Line, before: &BTreeMap<String, String>) -> (String, String, Whole) {
    let (mut value, mut is_whole) = (String::new(), Whole::Yes);
    for part in line.value {
        match part {
            Part::Text(text) => value += &text,
            Part::Variable(name) => match before.get(&name) {
                Some(set) => value += set,
                None => is_whole = Whole::No,
            },
        }
    }
    (line.name, value, is_whole)
}

/// Whether a variable says which database is meant, or how it is reached.
fn is_of_address(name: &str) -> bool {
    URLS.contains(&name) || name.starts_with("PG")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String)>, DotEnvError> {
        let file = DotEnv::read(PathBuf::from(".env"), text)?;
        Ok(file.variables.into_iter().collect())
    }

    fn value(text: &str) -> String {
        let mut all = read(text).expect("it is sound");
        assert_eq!(all.len(), 1, "{text}");
        all.remove(0).1
    }

    #[test]
    fn a_value_is_what_other_tools_read() {
        for (line, expected) in [
            ("A=b", "b"),
            ("export A = b # a comment", "b"),
            ("A=b#c", "b#c"),
            ("A=", ""),
            ("A=a b", "a b"),
            ("A=\"a # b\" # c", "a # b"),
            ("A='a \\n $B \"'", "a \\n $B \""),
            ("A=\"a\\n\\\"b\\$c\\\\\"", "a\n\"b$c\\"),
            ("A=\"a\nb\"", "a\nb"),
            ("A=a\\$b", "a$b"),
            ("A=$5 or $", "$5 or $"),
            ("\u{feff}# first\r\n\r\nA=b\r\n", "b"),
            ("A=first\nA=second", "first"),
        ] {
            assert_eq!(value(line), expected, "{line:?}");
        }
    }

    #[test]
    fn only_what_the_file_sets_is_filled_in() {
        let all = read("B=1\nA=\"${B}-$B-$HOME\"").expect("it is sound");
        assert_eq!(all[0].1, "1-1-");
        let unset =
            read("DATABASE_URL=postgresql://${USER:-x}@h/d").expect_err("USER is the shell's");
        let name = "DATABASE_URL".to_owned();
        assert_eq!(unset, DotEnvError::Unset { name });
    }

    #[test]
    fn what_is_no_line_is_named_by_its_number() {
        for (text, line) in [
            ("A=b\nhunter2", 2),
            ("A=b\n\n=c", 3),
            ("A=\"b\n\nc", 1),
            ("A='b'c", 1),
            ("A B=c", 1),
        ] {
            assert_eq!(read(text), Err(DotEnvError::Line { line }), "{text:?}");
        }
        assert_eq!(readable("hunter2\nA=b").len(), 1);
    }
}
