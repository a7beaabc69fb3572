//! The Rust files of a folder, and what of them is part of a program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

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

fn below(folder: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(folder).expect("it is below").to_owned();
    path.display().to_string()
}
