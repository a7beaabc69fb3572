//! No test sleeps: it waits until what it waits for is there. What may sleep stands on a list, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::here;
use crate::support::modules::rust_files;

/// Files that sleep, and why they may.
const ALLOWED: &[(&str, &str)] = &[
    ("benches/servers/container.rs", "a benchmark polls"),
    ("benches/servers/initdb.rs", "a benchmark polls"),
    ("benches/servers/local.rs", "a benchmark polls"),
    ("tests/tool/crashes/proxy.rs", "it polls a connection"),
    (
        "tests/tool/hostile/bad_servers/peer.rs",
        "it says something, again and again, for as long as it is listened to",
    ),
    ("tests/support/process.rs", "`eventually` polls"),
];

/// The calls that let time pass in this process; `pg_sleep(` is the server's, which a test ends.
const CALLS: [&str; 4] = ["sleep", "sleep_ms", "sleep_until", "park_timeout"];

/// The lines that sleep, by file below `folder`.
fn sleeping(folder: &Path) -> BTreeMap<String, Vec<usize>> {
    let mut found = BTreeMap::new();
    for file in rust_files(folder) {
        let text = fs::read_to_string(folder.join(&file)).expect("UTF-8, as Rust wants it");
        let lines = (1..).zip(text.lines());
        let lines: Vec<usize> = lines
            .filter(|(_, line)| sleeps(line))
            .map(|(number, _)| number)
            .collect();
        if !lines.is_empty() {
            found.insert(file, lines);
        }
    }
    found
}

fn sleeps(line: &str) -> bool {
    let mut words = line.split('(');
    // Nothing is called by what stands behind the last bracket.
    words.next_back();
    words.any(|before| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let name = before.trim_end().rsplit(|c: char| !is_part(c)).next();
        name.is_some_and(|name| CALLS.contains(&name))
    })
}

#[test]
fn no_test_sleeps_and_no_permission_to_sleep_is_left_over() {
    let below = |folder: &'static str| {
        let found = sleeping(&here(folder)).into_iter();
        found.map(move |(file, lines)| (format!("{folder}/{file}"), lines))
    };
    let found: BTreeMap<String, Vec<usize>> =
        ["benches", "tests"].into_iter().flat_map(below).collect();
    let sleeping: BTreeSet<&str> = found.keys().map(String::as_str).collect();
    let allowed: BTreeSet<&str> = ALLOWED.iter().map(|(file, _)| *file).collect();
    let forbidden: Vec<String> = sleeping
        .difference(&allowed)
        .map(|file| format!("{file} sleeps in lines {:?}", found[*file]))
        .collect();
    assert_eq!(forbidden, Vec::<String>::new(), "wait with `eventually`");
    let idle: Vec<&&str> = allowed.difference(&sleeping).collect();
    assert_eq!(idle, Vec::<&&str>::new(), "they do not sleep any more");
}

#[test]
fn a_line_that_sleeps_is_found_and_a_server_that_sleeps_is_not() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("a")).expect("a writable folder");
    let text = format!(
        "db.run(\"SELECT pg_{0}(600)\");\ntokio::time::{0}(SHORT).await;\n{0}\n",
        "sleep"
    );
    fs::write(folder.path().join("a/b.rs"), text).expect("a writable folder");
    let expected = BTreeMap::from([("a/b.rs".to_owned(), vec![2])]);
    assert_eq!(sleeping(folder.path()), expected);
}
