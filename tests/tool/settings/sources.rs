//! The variables of the process are read in one place, and each name that is read stands in a table.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::settings::{OTHERS, TABLE};
use pretty_assertions::assert_eq;
use regex::Regex;
use walkdir::WalkDir;

/// The one file that reads them.
const READER: &str = "settings/environment.rs";

/// A test of the page of options, which names the variables of tests, too.
const PAGE: &str = "cli/documented.rs";
/// What the build says, and no process reads.
const OF_BUILD: &str = "PGCONFORM_COMMIT";

/// Every source, by its path in `src`.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.expect("it is ours").into_path());
    let files = files.filter(|path| path.extension().is_some_and(|it| it == "rs"));
    let sources: Vec<_> = files
        .map(|path| {
            let text = fs::read_to_string(&path).expect("it is text");
            (
                path.strip_prefix(&root).expect("it is below").to_owned(),
                text,
            )
        })
        .collect();
    assert!(
        sources.len() > 100,
        "only {} sources were found",
        sources.len()
    );
    sources
}

fn matches(pattern: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("it is sound");
    let found = sources()
        .into_iter()
        .filter(|(path, _)| ![READER, PAGE].map(Path::new).contains(&path.as_path()));
    let found = found.flat_map(|(path, text)| {
        let found = pattern.captures_iter(&text);
        let found = found.map(|found| format!("{}: {}", path.display(), &found[found.len() - 1]));
        found.collect::<Vec<_>>()
    });
    found.collect()
}

#[test]
fn nothing_else_reads_a_variable_of_the_process() {
    let read = matches(r#"\b(env::vars?(?:_os)?\(|vars?_os\(|temp_dir\(\)|env = "\w+"|set_var\()"#);
    assert_eq!(read, [""; 0]);
}

#[test]
fn every_name_that_is_read_stands_in_a_table() {
    let read = matches(r#"\.(?:get|non_empty|text|path)\(\s*"([A-Z][A-Z0-9_]+)""#);
    assert!(read.len() > 5, "{read:?}");
    let is_known = |name: &str| {
        let is_other = |known: &str| match known.strip_suffix('*') {
            Some(family) => name.starts_with(family),
            None => name == known,
        };
        OTHERS.iter().any(|other| is_other(other.variable))
            || TABLE.iter().any(|row| row.variable == Some(name))
    };
    let names = read
        .into_iter()
        .map(|found| found.rsplit(' ').next().unwrap_or_default().to_owned());
    let unknown: Vec<String> = names.filter(|name| !is_known(name)).collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn every_variable_of_ours_that_is_named_in_the_sources_is_a_setting() {
    let named = matches(r#""(PGCONFORM_[A-Z_]+)""#);
    assert!(named.len() > 10, "{named:?}");
    let is_setting = |found: &&String| {
        let name = found.rsplit(' ').next();
        name == Some(OF_BUILD)
            || TABLE.iter().any(|row| row.variable == name)
            || OTHERS.iter().any(|other| Some(other.variable) == name)
    };
    let unknown: Vec<&String> = named.iter().filter(|found| !is_setting(found)).collect();
    assert_eq!(unknown, [""; 0]);
}
