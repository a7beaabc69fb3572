//! `docs/configuration.md` lists every key of `pgconform.toml`, and whatever the documents show of that file is read without an error.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pgconform::settings::{ConfigFile, TABLE};
use regex::Regex;
use walkdir::WalkDir;

#[test]
fn the_page_of_configuration_has_every_key_and_no_other() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(&file).expect("the page can be read");
    let (_, table) = page
        .split_once("| question | keys |")
        .expect("it has the table");
    let (table, _) = table.split_once("\n\n").expect("the table ends");
    let word = Regex::new("`([a-z-]+)`").expect("it is well formed");
    let cells = table.lines().filter_map(|line| line.split('|').nth(2));
    let listed: Vec<&str> = cells
        .flat_map(|cell| word.captures_iter(cell))
        .map(|it| it.get(1).expect("it has one group").as_str())
        .collect();
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(once.len(), listed.len(), "{listed:?}");
    let keys: BTreeSet<&str> = TABLE.iter().filter_map(|row| row.key).collect();
    assert_eq!(once, keys);
}

#[test]
fn every_piece_of_toml_in_the_documents_is_read_without_an_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let fence = Regex::new(r"(?s)\n```toml\n(.*?)\n```\n").expect("it is well formed");
    let mut count = 0;
    for page in WalkDir::new(folder) {
        let page = page.expect("the folder can be read").into_path();
        if page.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&page).expect("the page can be read");
        for piece in fence.captures_iter(&text) {
            let read = ConfigFile::parse(Path::new("pgconform.toml"), &piece[1]);
            assert!(read.is_ok(), "{}: {read:?}", page.display());
            count += 1;
        }
    }
    assert!(count > 5, "{count} pieces");
}
