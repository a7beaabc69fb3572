//! The modules form floors: each imports only from those below it, and no two files import each other.

mod graph;
mod sources;

use std::fs;

use pretty_assertions::assert_eq;
use regex::Regex;
use tempfile::TempDir;

use super::here;
use graph::Graph;
use sources::Sources;

/// Imports that close a circle all the same: of a file, or of all in a folder; and why they may.
const CIRCLES: &[(&str, &str, &str)] = &[
    (
        "checks/round_trip/mod.rs",
        "checks/round_trip/portion/proof.rs",
        "a portion is proved as the whole is, and the whole may be asked for one",
    ),
    (
        "checks/round_trip/outcome/mod.rs",
        "checks/round_trip/portion/saved.rs",
        "an outcome keeps what it takes to join it with those of other portions",
    ),
    (
        "cli/",
        "cli/mod.rs",
        "a command returns its answer, and some read all commands",
    ),
    (
        "connection/address.rs",
        "connection/url.rs",
        "a URL and an address are made of each other",
    ),
    (
        "connection/parameters/",
        "connection/parameters/mod.rs",
        "each form returns parameters",
    ),
    (
        "connection/parameters/known.rs",
        "connection/parameters/error.rs",
        "the error names those that are known",
    ),
    (
        "connection/tls/certificates.rs",
        "connection/tls/mod.rs",
        "it returns the error of its parent",
    ),
    (
        "postgres/container/daemon.rs",
        "postgres/container/endpoint.rs",
        "an endpoint depends on its daemon",
    ),
    (
        "postgres/container/daemon.rs",
        "postgres/container/initialised.rs",
        "a daemon's images are swept with it",
    ),
    (
        "postgres/development/",
        "postgres/development/mod.rs",
        "each kind returns a started server",
    ),
    (
        "postgres/reaper.rs",
        "postgres/run_directory.rs",
        "the reaper is run in what it removes",
    ),
    (
        "settings/error.rs",
        "settings/origin.rs",
        "an error says where a value is from",
    ),
    (
        "settings/file.rs",
        "settings/table.rs",
        "a file has the keys of the table",
    ),
    (
        "testing/pool.rs",
        "testing/test_db.rs",
        "a pool makes databases that go back to it",
    ),
];

/// The floors as `lib.rs` lists them, lowest first.
fn floors() -> Vec<String> {
    let text = fs::read_to_string(here("src/lib.rs")).expect("a readable file");
    let item = Regex::new(r"(?m)^// - `(\w+)`: ").expect("sound");
    item.captures_iter(&text)
        .map(|it| it[1].to_owned())
        .collect()
}

#[test]
fn every_module_has_one_place_among_the_floors() {
    let sources = Sources::read(&here("src"));
    let modules = sources.files.keys().filter_map(|module| module.first());
    let mut modules: Vec<&String> = modules.filter(|name| *name != "main").collect();
    modules.dedup();
    let mut floors = floors();
    floors.sort();
    assert_eq!(floors.iter().collect::<Vec<_>>(), modules);
}

#[test]
fn each_floor_imports_only_from_those_below_it() {
    let graph = Graph::read(&here("src"));
    assert!(
        graph.imports.len() > 500,
        "only {} imports",
        graph.imports.len()
    );
    assert_eq!(graph.upwards(&floors()), Vec::<String>::new());
}

#[test]
fn no_two_files_import_each_other_and_no_exception_is_left_over() {
    let graph = Graph::read(&here("src"));
    let circles = graph.circles(CIRCLES).into_iter();
    let circles: Vec<String> = circles.map(|it| graph.line(it)).collect();
    assert_eq!(
        circles,
        Vec::<String>::new(),
        "put what both need into a file below them"
    );
    for (at, exception) in CIRCLES.iter().enumerate() {
        let others = [&CIRCLES[..at], &CIRCLES[at + 1..]].concat();
        let circles = graph.circles(&others);
        let is_needed = circles.iter().any(|it| graph.is(*it, exception));
        assert!(is_needed, "{exception:?} closes no circle any more");
    }
}

#[test]
fn an_import_that_goes_up_and_a_circle_are_found_behind_names_that_are_passed_on() {
    let folder = TempDir::new().expect("a temporary folder");
    for (file, text) in [
        (
            "low/mod.rs",
            "mod a;\nmod b;\npub use a::A;\npub use b::B;\nuse crate::high::High;\n",
        ),
        (
            "low/a.rs",
            "use super::B;\n#[cfg(test)]\nmod tests { use crate::high::High; }\n",
        ),
        (
            "low/b.rs",
            "fn b() -> super::A { todo!() } // crate::high::High\n",
        ),
        ("high/mod.rs", "mod c;\npub use c::High;\n"),
        ("high/c.rs", "use crate::{low::{self, A}};\n"),
    ] {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a writable folder");
        fs::write(file, text).expect("a writable folder");
    }
    let graph = Graph::read(folder.path());
    let floors = ["low", "high"].map(str::to_owned);
    assert_eq!(graph.upwards(&floors), ["low/mod.rs imports high/c.rs"]);
    let circles: Vec<String> = graph
        .circles(&[])
        .into_iter()
        .map(|it| graph.line(it))
        .collect();
    assert!(
        circles.contains(&"low/a.rs imports low/b.rs".to_owned()),
        "{circles:?}"
    );
    assert!(
        circles.contains(&"low/b.rs imports low/a.rs".to_owned()),
        "{circles:?}"
    );
}
