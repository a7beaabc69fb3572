//! Refuses a file with an up and a down if its layout does not support both in one file: run as a whole, it would undo what
//! it has just done.

use super::definition::Layout;
use super::sections::lines;
use crate::migrations::{Error, Script};
use crate::sql::{line_of_byte, statements};

/// What begins a down for some tool: the words of its marker in lower case, what else stands in its line, and the marker as
/// the tool wants it.
const MARKERS: [(&str, &str, &str); 9] = [
    ("goose down", "+", "goose's marker is '-- +goose Down'"),
    (
        "migrate down",
        "+",
        "sql-migrate's marker is '-- +migrate Down'",
    ),
    ("migrate down", ":", "dbmate's marker is '-- migrate:down'"),
    (
        "micrate down",
        "+",
        "micrate's marker is '-- +micrate Down'",
    ),
    ("rambler down", "", "rambler's marker is '-- rambler down'"),
    (
        "down migration",
        "",
        "node-pg-migrate's marker is '-- Down Migration'",
    ),
    ("undo", "@", "MyBatis' marker is '-- //@UNDO'"),
    ("downs", "!", "Play's marker is '-- !Downs'"),
    (
        "create above drop below",
        "/",
        "tern's marker is '---- create above / drop below ----'",
    ),
];

/// The words of markers that people invent; such a file has one for each direction.
const UPS: [&str; 6] = ["up", "ups", "upgrade", "apply", "deploy", "do"];
const DOWNS: [&str; 6] = ["down", "downs", "downgrade", "rollback", "revert", "undo"];
const BESIDE: [&str; 6] = [
    "migrate",
    "migration",
    "migrations",
    "section",
    "script",
    "sql",
];

/// Refuses an up in which a down begins that has statements.
pub(super) fn refuse(layout: Layout, up: &Script) -> Result<(), Error> {
    if !up.sql.contains("--") {
        return Ok(());
    }
    let statements = statements(&up.sql);
    let last = statements.last().map_or(0, |last| last.start);
    let is_within = |at: usize| statements.iter().any(|it| it.range().contains(&at));
    let mut has_up = false;
    for (place, line) in lines(&up.sql).take_while(|(place, _)| place.start < last) {
        if !line.trim_start().starts_with("--") || is_within(place.start) {
            continue;
        }
        let words = words(line);
        let is_its = |(marker, sign, _): &&(&str, &str, &str)| {
            let rest = words.strip_prefix(marker);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) && line.contains(sign)
        };
        let form = MARKERS.iter().find(is_its).map(|(_, _, form)| *form);
        if form.is_some() || has_up && begins(&words, &DOWNS) {
            let (name, file) = (layout.name(), layout.form());
            let help = match form {
                Some(form) if form.starts_with(name) => "mark the up too".to_owned(),
                Some(form) => format!("correct the marker ({form})"),
                None => "correct the marker".to_owned(),
            };
            let why = format!(
                "'{}' begins a down, and {name} would run it as part of the up: {help}, or say the layout with --layout NAME; \
                 a file of {name} is {file}",
                line.trim(),
            );
            let line = line_of_byte(&up.sql, place.start);
            return Err(Error::in_file(&up.file, Some(line), why));
        }
        has_up |= begins(&words, &UPS);
    }
    Ok(())
}

/// The words of a comment in lower case, with one blank between two.
fn words(line: &str) -> String {
    let words = line.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// Whether a comment holds nothing but one of these words, and perhaps one beside it.
fn begins(words: &str, meant: &[&str]) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    let is_meant = |word: &&str| meant.contains(word);
    words.len() <= 2
        && words.iter().any(is_meant)
        && words
            .iter()
            .all(|word| meant.contains(word) || BESIDE.contains(word))
}
