//! What a document refers to exists: links, their headings, paths, tests and recipes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;
use regex::Regex;
use walkdir::WalkDir;

use super::here;
use crate::support::modules::rust_files;

/// Folders whose Markdown is the project's own.
const FOLDERS: [&str; 4] = ["docs", "fixtures/layouts", "fixtures/systems", "migrations"];

fn documents() -> Vec<PathBuf> {
    let top = WalkDir::new(here("")).max_depth(1);
    let folders = FOLDERS.map(|folder| WalkDir::new(here(folder)));
    let entries = [top].into_iter().chain(folders).flatten().flatten();
    let paths = entries.map(|entry| entry.path().to_owned());
    let is_page = |path: &PathBuf| path.extension().is_some_and(|it| it == "md");
    paths
        .filter(is_page)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A page without what stands in fences.
fn prose(page: &str) -> String {
    let mut is_inside = false;
    let lines = page.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_inside ^= is_fence;
        !is_inside && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a page's headings are called in links.
fn anchors(page: &str) -> BTreeSet<String> {
    let prose = prose(page);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| -> String {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pattern = Regex::new(r"\]\(([^)\s]+)\)").expect("it is well formed");
    let mut broken = Vec::new();
    let mut count = 0;
    for document in documents() {
        let folder = document.parent().expect("a file is in a folder");
        for link in pattern.captures_iter(&prose(&text(&document))) {
            let (path, anchor) = link[1].split_once('#').unwrap_or((&link[1], ""));
            if path.contains("://") {
                continue;
            }
            count += 1;
            let target = if path.is_empty() {
                document.clone()
            } else {
                folder.join(path)
            };
            let is_there =
                target.exists() && (anchor.is_empty() || anchors(&text(&target)).contains(anchor));
            if !is_there {
                broken.push(format!("{}: {}", document.display(), &link[1]));
            }
        }
    }
    assert!(count > 50, "{count} links");
    assert_eq!(broken, [""; 0]);
}

/// Each word in backticks that has a slash is a path, but what has a placeholder.
#[test]
fn every_path_named_here_exists() {
    let architecture = prose(&text(&here("ARCHITECTURE.md")));
    let words = architecture.split('`').skip(1).step_by(2);
    let is_path = |word: &&str| word.contains('/') && !word.contains(['<', ' ', '$']);
    let paths: Vec<&str> = words.filter(is_path).collect();
    assert!(paths.len() > 40, "{paths:?}");
    let missing: Vec<&&str> = paths.iter().filter(|path| !here(path).exists()).collect();
    assert_eq!(missing, [&""; 0]);
}

#[test]
fn every_test_named_in_the_architecture_exists() {
    let architecture = text(&here("ARCHITECTURE.md"));
    let words = architecture.split('`').skip(1).step_by(2);
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '_';
    let is_test = |word: &&str| word.matches('_').count() > 2 && word.chars().all(is_letter);
    let named: Vec<&str> = words.filter(is_test).collect();
    assert!(named.len() > 10, "{named:?}");
    let files = ["tests", "src"].map(|folder| {
        let files = rust_files(&here(folder)).into_iter();
        files
            .map(|file| text(&here(folder).join(file)))
            .collect::<Vec<_>>()
    });
    let sources = files.concat();
    let is_missing = |name: &&&str| !sources.iter().any(|it| it.contains(&format!("fn {name}(")));
    let missing: Vec<&&str> = named.iter().filter(is_missing).collect();
    assert_eq!(missing, [&""; 0]);
}

/// The floors of the table and those of `src/lib.rs` are the same, in the opposite order.
#[test]
fn the_architecture_has_the_floors_in_order() {
    let library = text(&here("src/lib.rs"));
    let floor = Regex::new(r"(?m)^// - `(\w+)`").expect("it is well formed");
    let floors: Vec<String> = floor
        .captures_iter(&library)
        .map(|it| it[1].to_owned())
        .collect();
    let architecture = text(&here("ARCHITECTURE.md"));
    let row =
        Regex::new(r"(?m)^\| (?:`src/main.rs`, )?`src/(\w+)/` \|").expect("it is well formed");
    let mut rows: Vec<String> = row
        .captures_iter(&architecture)
        .map(|it| it[1].to_owned())
        .collect();
    rows.reverse();
    assert!(floors.len() > 10, "{floors:?}");
    assert_eq!(rows, floors);
}

#[test]
fn headings_are_named_as_links_name_them() {
    let page = "# One: `two`\n```sh\n# three\n```\n## Four-five, six\n";
    let expected = ["one-two", "four-five-six"].map(str::to_owned);
    assert_eq!(anchors(page), BTreeSet::from(expected));
}
