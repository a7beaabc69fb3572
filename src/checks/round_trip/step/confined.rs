//! A movement that failed because its server is confined, which is not a fault of the migration.
//!
//! Whether it would run elsewhere cannot be tried: that would do just what confinement refuses. So it is decided from what
//! the server says. Such a failure names a file that the rules leave out and that the server's user might use
//! otherwise, or it is a TCP connection that was not permitted, which nothing but confinement says.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::findings::Kind;
use crate::postgres::{Access, Source};
use crate::runner::{self, FailedSql};

const PERHAPS: &str = "the server of the proof is confined, which may be why; if you trust what the migration does there, prove with --confine off";

const OFF: &str = "the server of the proof is confined; if you trust what the migration does there, prove with --confine off";

/// The kind and the error of a movement that failed: these, unless confinement is to blame. Then the error says what to
/// do in place of what the server says, which knows of no proof; it also does where confinement may be to blame.
pub(in crate::checks::round_trip) fn judged(
    source: &Source,
    kind: Kind,
    mut error: runner::Error,
) -> (Kind, runner::Error) {
    let runner::Error::Sql { failed, .. } = &mut error else {
        return (kind, error);
    };
    let Some(refused) = Refused::by(source, failed) else {
        return (kind, error);
    };
    failed.hint = Some(refused.help());
    match refused {
        Refused::Perhaps => (kind, error),
        Refused::Reading(_) | Refused::Other => (Kind::Confined, error),
    }
}

/// What confinement refused.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    /// To read this.
    Reading(String),
    /// To write something, to run a program on something, or to connect.
    Other,
    /// A program failed, and does not say why.
    Perhaps,
}

/// `could not open file "/seed.csv" for reading: Permission denied`, and its like.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"could not (\w+) [^"\n]*"([^"\n]+)"( for writing)?[^"\n]*: Permission denied"#;
    Regex::new(pattern).expect("it is sound")
});

/// `program "gzip -d < /seed.gz" failed`.
static PROGRAM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?s)^program "(.*)" failed$"#).expect("it is sound"));

/// `connection to server at "localhost" (127.0.0.1), port 5432 failed: Permission denied`.
static TCP: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"connection to server at "[^"\n]*"[^\n]*, port \d+ failed: Permission denied"#;
    Regex::new(pattern).expect("it is sound")
});

impl Refused {
    fn by(source: &Source, failed: &FailedSql) -> Option<Self> {
        if !source.is_confined() {
            return None;
        }
        let refuses = |path: &str, access| source.refuses(Path::new(path), access);
        let texts = [Some(&failed.message), failed.detail.as_ref()];
        let mut texts = texts.into_iter().flatten();
        texts.find_map(|text| refused_in(text, refuses))
    }

    fn help(&self) -> String {
        match self {
            Self::Reading(file) => format!(
                "the server of the proof is confined; if the migration is meant to read that file, allow it with --allow-path {file}"
            ),
            Self::Other => OFF.to_owned(),
            Self::Perhaps => PERHAPS.to_owned(),
        }
    }
}

/// What a text of the server says was refused; `refuses` tells whether confinement keeps the server from a file.
fn refused_in(text: &str, refuses: impl Fn(&str, Access) -> bool) -> Option<Refused> {
    if TCP.is_match(text) {
        return Some(Refused::Other);
    }
    if let Some(found) = FILE.captures(text) {
        let (verb, path) = (&found[1], &found[2]);
        let is_writing = verb == "create" || found.get(3).is_some();
        return if is_writing {
            refuses(path, Access::Write).then_some(Refused::Other)
        } else {
            refuses(path, Access::Read).then(|| reading(path))
        };
    }
    let program = PROGRAM.captures(text)?;
    let refuses = |path: &str| refuses(path, Access::Read) || refuses(path, Access::Write);
    Some(if paths(&program[1]).any(refuses) {
        Refused::Other
    } else {
        Refused::Perhaps
    })
}

/// Where a file stands that is to be read. What the kernel shows in files is nobody's seed data.
fn reading(path: &str) -> Refused {
    let of_the_kernel = ["/proc/", "/sys/", "/dev/"];
    // Its folder may be somebody's home.
    if of_the_kernel.iter().any(|it| path.starts_with(it)) {
        Refused::Other
    } else {
        Refused::Reading(quoted(path))
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The absolute paths in a line for a shell.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    let ends_word = |c: char| c.is_whitespace() || "'\"`;|&<>()=".contains(c);
    line.split(ends_word).filter(|word| word.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A server that may read below /usr, and write nowhere.
    fn refused(text: &str) -> Option<Refused> {
        refused_in(text, |path, access| {
            access == Access::Write || !path.starts_with("/usr/")
        })
    }

    #[rstest]
    #[case(
        r#"could not open file "/home/ann/seed.csv" for reading: Permission denied"#,
        "seed.csv"
    )]
    #[case(
        r#"could not open server file "/home/ann/seed.csv": Permission denied"#,
        "seed.csv"
    )]
    #[case(
        r#"could not open directory "/home/ann/seed": Permission denied"#,
        "seed"
    )]
    #[case(r#"could not access file "/home/ann/f.so": Permission denied"#, "f.so")]
    #[case(
        r#"could not load library "/home/ann/f.so": /home/ann/f.so: cannot open shared object file: Permission denied"#,
        "f.so"
    )]
    fn a_file_outside_may_be_read_once_it_is_allowed(#[case] text: &str, #[case] file: &str) {
        let file = format!("/home/ann/{file}");
        assert_eq!(refused(text), Some(Refused::Reading(file)));
    }

    #[rstest]
    #[case(r#"could not open file "/home/ann/out.csv" for writing: Permission denied"#)]
    #[case(r#"could not create server file "/home/ann/out": Permission denied"#)]
    #[case(r#"could not create directory "/mnt/disk/PG_16_202307071": Permission denied"#)]
    #[case(r#"program "gzip -d < /home/ann/seed.gz" failed"#)]
    #[case(r#"program "psql --file='/home/ann/seed.sql'" failed"#)]
    #[case(
        r#"connection to server at "localhost" (127.0.0.1), port 5432 failed: Permission denied"#
    )]
    #[case(r#"could not open file "/proc/1/environ" for reading: Permission denied"#)]
    fn what_is_no_reading_of_seed_data_needs_confinement_off(#[case] text: &str) {
        assert_eq!(refused(text), Some(Refused::Other));
    }

    #[rstest]
    #[case(r#"could not open file "/usr/share/dict" for reading: Permission denied"#)]
    #[case(r#"could not open file "/home/ann/seed.csv" for reading: No such file or directory"#)]
    #[case("permission denied for table users")]
    #[case(
        r#"connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused"#
    )]
    fn what_would_fail_anywhere_is_not_blamed_on_confinement(#[case] text: &str) {
        assert_eq!(refused(text), None);
    }

    #[test]
    fn a_program_that_names_nothing_outside_may_have_failed_by_itself() {
        let text = r#"program "curl https://example.com/seed.csv" failed"#;
        assert_eq!(refused(text), Some(Refused::Perhaps));
    }

    #[test]
    fn a_folder_with_blanks_is_quoted_for_the_shell() {
        assert_eq!(quoted("/home/ann/it's here"), r"'/home/ann/it'\''s here'");
    }
}
