//! A test that is ignored says what it needs and which recipe runs it, and the gate runs that recipe.

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::here;
use crate::support::modules::rust_files;

/// Ignored without a recipe, by module.
const ALLOWED: &[(&str, &str)] = &[("leftovers::many", "it takes half a minute")];

/// What is wrong with the ignored tests of a suite, by module.
fn faults(suite: &Path, justfile: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files(suite) {
        let text = fs::read_to_string(suite.join(&file)).expect("UTF-8, as Rust wants it");
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = module.replace('/', "::");
        let ignored = text.lines().filter(|line| line.starts_with("#[ignore"));
        let found = ignored.filter_map(|line| fault(line, &module, justfile));
        faults.extend(found.map(|fault| format!("{module}: {fault}")));
    }
    faults.dedup();
    faults
}

fn fault(line: &str, module: &str, justfile: &str) -> Option<String> {
    if ALLOWED.iter().any(|(allowed, _)| *allowed == module) {
        return None;
    }
    let words = line.strip_prefix("#[ignore = \"needs ");
    let recipe = words.and_then(|words| words.strip_suffix("\"]")?.split_once(": just "));
    let Some((_, recipe)) = recipe else {
        return Some(format!("{line} is not `needs ...: just RECIPE`"));
    };
    let check = justfile.lines().find(|line| line.starts_with("check:"));
    if !check.is_some_and(|check| check.split(' ').any(|word| word == recipe)) {
        return Some(format!("`just check` does not run `just {recipe}`"));
    }
    let (_, body) = justfile.split_once(&format!("\n{recipe}:\n"))?;
    let body = body.split("\n\n").next().unwrap_or_default();
    let (_, filters) = body.split_once("--ignored").unwrap_or_default();
    let path = format!("{module}::");
    let runs = filters
        .split_whitespace()
        .any(|filter| path.contains(filter));
    (!runs).then(|| format!("`just {recipe}` does not run it"))
}

#[test]
fn the_gate_runs_every_ignored_test() {
    let justfile = fs::read_to_string(here("justfile")).expect("the recipes");
    for suite in ["tests/conformance", "tests/tool"] {
        let faults = faults(&here(suite), &justfile);
        assert_eq!(faults, Vec::<String>::new(), "{suite}");
    }
}

#[test]
fn an_ignored_test_that_nothing_runs_is_found() {
    let justfile = "check: fmt test-psql\n\ntest-psql:\n    cargo test -- --ignored psql:: \\\n        a::b::\n\n\
        test-clock:\n    cargo test -- --ignored clock::\n";
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("a")).expect("a writable folder");
    for (file, line) in [
        ("psql.rs", "#[ignore = \"needs psql: just test-psql\"]"),
        ("a/b.rs", "#[ignore = \"needs psql: just test-psql\"]"),
        ("a/c.rs", "#[ignore = \"needs psql: just test-psql\"]"),
        ("a/mod.rs", "#[ignore]"),
        ("clock.rs", "#[ignore = \"needs a clock: just test-clock\"]"),
    ] {
        fs::write(folder.path().join(file), line).expect("a writable folder");
    }
    let expected = [
        "a::c: `just test-psql` does not run it",
        "a: #[ignore] is not `needs ...: just RECIPE`",
        "clock: `just check` does not run `just test-clock`",
    ];
    assert_eq!(faults(folder.path(), justfile), expected);
}
