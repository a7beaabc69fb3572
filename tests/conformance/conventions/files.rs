//! Rules for every migration file.

use std::fs;
use std::path::Path;

use super::bare_sql::bare;
use super::{Violation, here, lines};

/// A file of the folder, save for notes.
struct File {
    name: String,
    text: String,
}

impl File {
    fn is_up(&self) -> bool {
        !self.name.ends_with(".down.sql")
    }

    /// Its lines without their ends, numbered from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.split('\n'))
    }

    fn lines_with(&self, breaks: impl Fn(&str) -> bool) -> Vec<usize> {
        self.lines()
            .filter(|(_, line)| breaks(line))
            .map(|(number, _)| number)
            .collect()
    }
}

/// The numbers of the lines that break a rule.
type Lines = fn(&File) -> Vec<usize>;

const RULES_OF_LINES: &[(&str, Lines)] = &[
    // Letters that look alike, and editors that guess the encoding, are no reason for a bug.
    ("files_are_ascii", |file| {
        file.lines_with(|line| !line.is_ascii())
    }),
    // A file's checksum is of its bytes: CRLF would make it another migration.
    ("lines_end_with_lf_alone", |file| {
        file.lines_with(|line| line.contains('\r'))
    }),
    // For the same reason nothing may differ that nobody sees.
    ("no_line_ends_with_a_blank", |file| {
        file.lines_with(|line| line.trim_end_matches('\r').ends_with([' ', '\t']))
    }),
    ("no_tabs", |file| {
        file.lines_with(|line| line.contains('\t'))
    }),
    // psql is not what runs them.
    ("no_psql_commands", |file| {
        let bare = bare(&file.text);
        let marked = |(_, line): &(usize, &str)| line.contains('\\');
        (1..)
            .zip(bare.split('\n'))
            .filter(marked)
            .map(|(number, _)| number)
            .collect()
    }),
    // A migration and its history row are one transaction, which is the runner's.
    ("no_transaction_control", transaction_control),
    // Whoever misspells what a down drops learns of it only where it must be there.
    ("no_if_exists", |file| {
        if file.is_up() {
            Vec::new()
        } else {
            if_exists(&file.text)
        }
    }),
];

/// Whether a file breaks a rule.
type Whole = fn(&File) -> bool;

const RULES_OF_FILES: &[(&str, Whole)] = &[
    // So that the folder's order is the order of versions, and each word can be read.
    ("files_are_named_by_version_and_words", |file| {
        !is_well_named(&file.name)
    }),
    // Tools that add to a file join two lines where the last one has no end.
    ("the_last_line_has_an_end", |file| {
        !file.text.ends_with('\n')
    }),
    // What a migration does can be read from its SQL; why it does so cannot.
    ("an_up_begins_with_why", |file| {
        file.is_up() && !begins_with_why(&file.text)
    }),
];

const EVERY_UP_HAS_ITS_DOWN: &str = "every_up_has_its_down";

/// The names of all rules for files.
pub(super) fn names() -> Vec<&'static str> {
    let of_lines = RULES_OF_LINES.iter().map(|(name, _)| *name);
    let of_files = RULES_OF_FILES.iter().map(|(name, _)| *name);
    of_lines
        .chain(of_files)
        .chain([EVERY_UP_HAS_ITS_DOWN])
        .collect()
}

/// What breaks any rule in this folder.
pub(super) fn violations(folder: &Path) -> Vec<Violation> {
    let files = read(folder);
    assert!(!files.is_empty(), "{} holds no migration", folder.display());
    let mut found = Vec::new();
    for file in &files {
        for (rule, lines) in RULES_OF_LINES {
            let place = |line| format!("{}:{line}", file.name);
            found.extend(
                lines(file)
                    .into_iter()
                    .map(|line| Violation::new(rule, place(line))),
            );
        }
        for (rule, breaks) in RULES_OF_FILES {
            found.extend(breaks(file).then(|| Violation::new(rule, &file.name)));
        }
        let down = file.name.replace(".sql", ".down.sql");
        if file.is_up() && !files.iter().any(|other| other.name == down) {
            found.push(Violation::new(EVERY_UP_HAS_ITS_DOWN, &file.name));
        }
    }
    found.sort();
    found
}

/// The lines in which IF EXISTS begins.
fn if_exists(text: &str) -> Vec<usize> {
    let bare = bare(text).to_ascii_uppercase();
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    let words = (1..)
        .zip(bare.split('\n'))
        .flat_map(|(number, line)| line.split(is_end).map(move |word| (number, word)))
        .filter(|(_, word)| !word.is_empty());
    let words: Vec<(usize, &str)> = words.collect();
    let pairs = words.windows(2);
    pairs
        .filter(|pair| pair[0].1 == "IF" && pair[1].1 == "EXISTS")
        .map(|pair| pair[0].0)
        .collect()
}

#[test]
fn our_migrations_keep_every_rule() {
    let found = violations(&here("migrations"));
    assert!(found.is_empty(), "{:#?}", lines(&found));
}

fn read(folder: &Path) -> Vec<File> {
    let entries = fs::read_dir(folder).expect("a folder of migrations");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let is_note = |path: &Path| path.extension().is_some_and(|end| end == "md");
    paths
        .filter(|path| !is_note(path))
        .map(|path| File {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            // Bytes that are not text become characters that are not ASCII.
            text: String::from_utf8_lossy(&fs::read(&path).expect("a readable file")).into_owned(),
        })
        .collect()
}

fn is_well_named(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".sql") else {
        return false;
    };
    let stem = stem.strip_suffix(".down").unwrap_or(stem);
    let Some((version, words)) = stem
        .strip_prefix('V')
        .and_then(|stem| stem.split_once("__"))
    else {
        return false;
    };
    let is_word = |word: &str| {
        let mut letters = word.chars();
        !word.is_empty() && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let is_version = version.len() >= 4 && version.chars().all(|c| c.is_ascii_digit());
    is_version && words.split('_').all(is_word)
}

/// The first line is a comment, and one line of that comment is a sentence to a person.
fn begins_with_why(text: &str) -> bool {
    text.lines()
        .map_while(|line| line.strip_prefix("--"))
        .any(|line| !line.trim().starts_with("pgconform:") && line.split_whitespace().count() > 2)
}

fn transaction_control(file: &File) -> Vec<usize> {
    let bare = bare(&file.text);
    let mut found = Vec::new();
    let mut line = 1;
    for statement in bare.split(';') {
        let begin = statement.len() - statement.trim_start().len();
        let mut words = statement.split_whitespace().map(str::to_ascii_uppercase);
        let first = words.next().unwrap_or_default();
        let controls = match first.as_str() {
            "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT"
            | "RELEASE" => true,
            "PREPARE" => words.next().is_some_and(|second| second == "TRANSACTION"),
            _ => false,
        };
        if controls {
            found.push(line + statement[..begin].matches('\n').count());
        }
        line += statement.matches('\n').count();
    }
    found
}
