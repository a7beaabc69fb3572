//! The Rust files of a folder, and what of them is part of a program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// What marks a function as a test.
const MARKS: [&str; 3] = ["#[test]", "#[tokio::test]", "#[rstest]"];

/// Every Rust file below a folder, by its path from there.
pub fn rust_files(folder: &Path) -> BTreeSet<String> {
    let entries = WalkDir::new(folder).into_iter();
    entries
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| below(folder, &path))
        .collect()
}

/// The files that are compiled with this folder's `main.rs`: those which `mod` lines lead to.
pub fn reached(folder: &Path) -> BTreeSet<String> {
    let main = folder.join("main.rs");
    let mut found = BTreeSet::from([below(folder, &main)]);
    let mut open = vec![(main, folder.to_owned())];
    while let Some((file, place)) = open.pop() {
        let text = fs::read_to_string(&file).expect("UTF-8, as Rust wants it");
        for module in modules(&text) {
            let inner = place.join(module);
            let files = [inner.with_extension("rs"), inner.join("mod.rs")];
            for file in files.into_iter().filter(|file| file.is_file()) {
                found.insert(below(folder, &file));
                open.push((file, inner.clone()));
            }
        }
    }
    found
}

/// The modules that have files of their own, as a source names them.
fn modules(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let words = line.trim().strip_suffix(';')?;
        let (before, name) = words.rsplit_once(' ')?;
        let is_mod = before == "mod" || before.starts_with("pub") && before.ends_with(" mod");
        is_mod.then_some(name)
    })
}

/// Whether a source has this function, marked as a test in the same paragraph before it.
pub fn declares_test(source: &str, function: &str) -> bool {
    let begin = format!("fn {function}(");
    let mut is_marked = false;
    for line in source.lines() {
        is_marked |= MARKS.contains(&line.trim());
        if line.contains(&begin) {
            return is_marked;
        }
        // A mark is the next function's alone.
        if line.trim().is_empty() || line.contains("fn ") {
            is_marked = false;
        }
    }
    false
}

fn below(folder: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(folder).expect("it is below").to_owned();
    path.display().to_string()
}
