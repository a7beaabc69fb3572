//! Text that others wrote can be read, and does nothing else: whatever it holds, and wherever it comes from,
//! neither a terminal nor a CI server finds anything in our output that it would obey.

mod answers;
mod errors;
mod migrations;
mod reports;

use pretty_assertions::assert_eq;

use crate::support::command::Ended;
use crate::support::folder::Folder;

/// What a name of PostgreSQL's has room for: codes of terminals, marks that nobody sees, lines that GitHub and Azure obey.
const PIECES: [&str; 3] = [
    "t\x1b]52;c;eA==\x07\x1b[31mr\x1b[0m\u{9b}2J\u{85}\x08\x7f\r::debug::x",
    "t\n::add-mask::f\n  ::stop-commands::g\n##[error]h\n##vso[task.x]i",
    "t\u{202e}\u{2066}\u{200e}\u{61c}\u{200b}\u{200d}\u{2060}\u{feff}\u{2028}\u{2029}\u{ad}x",
];

/// Each a codepoint at which a terminal, a reader of lines or an eye goes astray.
const HIDDEN: &[std::ops::RangeInclusive<char>] = &[
    '\u{ad}'..='\u{ad}',
    '\u{61c}'..='\u{61c}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
];

/// The codes that our reports colour with, and clap's underline.
const COLOURS: [&str; 7] = [
    "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[31m", "\x1b[32m", "\x1b[33m",
];

fn name(piece: &str) -> String {
    format!("\"{piece}\"")
}

fn literal(piece: &str) -> String {
    format!("'{piece}'")
}

/// What `make` makes of each piece, one after the other.
fn each(make: impl Fn(&str) -> String) -> String {
    PIECES.iter().map(|piece| make(piece)).collect()
}

fn without_colours(text: &str) -> String {
    let text = text.to_owned();
    COLOURS
        .iter()
        .fold(text, |text, code| text.replace(code, ""))
}

/// Nothing in either stream acts. Lines of GitHub's format are commands of ours.
fn assert_harmless(what: &str, ended: &Ended) {
    for (stream, text) in [("stdout", &ended.stdout), ("stderr", &ended.stderr)] {
        let plain = without_colours(text);
        let acts = |c: char| c.is_control() && c != '\n' || HIDDEN.iter().any(|it| it.contains(&c));
        assert_eq!(plain.find(acts), None, "{what}: {stream} acts: {plain:?}");
        let ours = ["::error ", "::warning ", "::notice "];
        for line in plain.lines() {
            let is_ours = what.contains("github") && ours.iter().any(|it| line.starts_with(it));
            let is_command = line.trim_start().starts_with("::");
            assert!(
                is_ours || !is_command,
                "{what}: {stream} commands: {line:?}"
            );
            for mark in ["##[", "##vso["] {
                assert!(!line.contains(mark), "{what}: {stream} commands: {line:?}");
            }
        }
    }
}

/// The same, of a run that showed what it was to show.
fn assert_harmless_and_shown(what: &str, ended: &Ended) {
    assert_harmless(what, ended);
    let both = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        both.contains("\\u"),
        "{what}: nothing foreign was shown: {both}"
    );
}

fn our_first() -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n")
        .write("V1__a.down.sql", "-- pgconform: loses t\nDROP TABLE t;\n");
    folder
}
