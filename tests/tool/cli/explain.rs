//! `explain` prints the page of each kind of finding, and the example on a page has a finding of that kind.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::findings::Kind;
use pretty_assertions::assert_eq;
use regex::Regex;
use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::{Folder, crate_folder};

/// Kinds whose example is in words alone, and why.
const IN_WORDS: [(&str, &str); 4] = [
    ("drift", "it needs a live database"),
    ("out_of_order", "it needs a journal of Drizzle's"),
    ("pending", "it needs a live database"),
    ("unreadable", "it needs a live database, and a role on it"),
];

fn explain(words: &[&str]) -> Pgconform {
    let words: Vec<&str> = [&["explain"], words].concat();
    Pgconform::new(Path::new("."), &words)
}

/// The files of a page's example, in a folder of their own, and the command to run on them.
fn unpacked(page: &str) -> Option<(Folder, String)> {
    let example = Regex::new("(?s)```sql\n(.*?)```\n\n```console\n(.*?)\n```");
    let example = example.expect("it is well formed").captures(page)?;
    let folder = Folder::empty();
    for file in example[1].split("-- file: ").skip(1) {
        let (name, text) = file.split_once('\n').expect("a file has lines");
        fs::write(folder.project().join(name), text).expect("a temporary folder");
    }
    Some((folder, example[2].to_owned()))
}

#[test]
fn every_kind_is_explained_with_an_example_a_fix_and_an_acknowledgement() {
    for kind in Kind::ALL {
        let ended = explain(&[kind.word()]).run().ends_with(0);
        let title = format!("{}: {}\n", kind.word(), kind.meaning());
        assert!(ended.stdout.starts_with(&title), "{}", ended.stdout);
        for heading in ["\nExample\n", "\nFix\n", "\nAcknowledge\n"] {
            assert!(ended.stdout.contains(heading), "{}", ended.stdout);
        }
        let markdown = ["```", "](", "## "]
            .iter()
            .find(|it| ended.stdout.contains(**it));
        assert_eq!(markdown, None, "{}", ended.stdout);
    }
}

#[test]
fn without_a_kind_all_are_listed() {
    let ended = explain(&[]).run().ends_with(0);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    for kind in Kind::ALL {
        let is_its = |line: &&&str| {
            line.contains(&format!(" {} ", kind.word())) && line.contains(kind.meaning())
        };
        assert_eq!(lines.iter().filter(is_its).count(), 1, "{}", ended.stdout);
    }
}

#[test]
fn an_earlier_word_of_a_kind_is_explained_as_the_kind_that_it_became() {
    let ended = explain(&["undeclared_loss"]).run().ends_with(0);
    assert!(
        ended.stdout.starts_with("lost_before: "),
        "{}",
        ended.stdout
    );
}

#[test]
fn an_unknown_kind_is_refused_with_the_nearest_one() {
    let ended = explain(&["lost_befor"]).run();
    ended.fails_with(&["'lost_befor'", "a similar value exists: 'lost_before'"]);
}

#[rstest]
fn the_example_of_a_kind_has_a_finding_of_it(#[files("docs/kinds/[a-z]*.md")] page: PathBuf) {
    let word = page.file_stem().and_then(|it| it.to_str()).expect("a name");
    let text = fs::read_to_string(&page).expect("a page");
    let Some((folder, command)) = unpacked(&text) else {
        assert!(
            IN_WORDS.iter().any(|(it, _)| *it == word),
            "{word} has no example"
        );
        return;
    };
    let ended = Pgconform::shell(folder.project(), &format!("{command} --format json"))
        .env("PGCONFORM_SERVER", "local")
        .run();
    let is_confined = ended.json()["postgres"]["confined"] == true;
    if word == "confined" && !is_confined {
        return;
    }
    let report = ended.json();
    let findings = report["findings"].as_array().expect("a list");
    let kinds: Vec<&str> = findings
        .iter()
        .filter_map(|it| it["kind"].as_str())
        .collect();
    assert!(kinds.contains(&word), "{word}: {kinds:?}");
}

/// The excerpts in the README and in `docs/adopt.md` are the report on an example, but for the lines that `...` stands for.
#[test]
fn the_excerpts_of_a_report_are_real() {
    let page = fs::read_to_string(crate_folder().join("docs/kinds/lost_before.md"));
    let (folder, command) = unpacked(&page.expect("a page")).expect("it has an example");
    let ended = Pgconform::shell(folder.project(), &command)
        .env("PGCONFORM_SERVER", "local")
        .run();
    let printed: Vec<&str> = ended.stdout.lines().collect();
    for document in ["README.md", "docs/adopt.md"] {
        let text = fs::read_to_string(crate_folder().join(document)).expect("a page");
        let (_, rest) = text.split_once("```text\n").expect("it has an excerpt");
        let (excerpt, _) = rest.split_once("```").expect("it ends");
        let shown = excerpt.lines().filter(|line| line.trim() != "...");
        let shown: Vec<&str> = shown.collect();
        assert!(shown.len() >= 5, "{document}: {shown:?}");
        for line in &shown[1..] {
            assert!(
                printed.contains(line),
                "{document}: {line}\n{}",
                ended.stdout
            );
        }
        // Servers elsewhere are named otherwise.
        let (answer, _) = shown[0].split_once(" (").expect("the server is named");
        assert!(ended.stdout.starts_with(answer), "{}", ended.stdout);
    }
}

#[test]
fn a_report_with_findings_names_the_command_once() {
    let folder = Folder::empty();
    folder
        .write(
            "V1__notes.sql",
            "CREATE TABLE notes (id int); CREATE TYPE mood AS ENUM ();",
        )
        .write("V1__notes.down.sql", "DROP TABLE notes;");
    let ended = Pgconform::new(folder.project(), &["verify-rollback"])
        .run()
        .ends_with(1);
    assert_eq!(
        ended.stdout.matches("pgconform explain KIND").count(),
        1,
        "{}",
        ended.stdout
    );
}
