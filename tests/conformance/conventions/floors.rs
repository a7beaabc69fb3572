//! The modules form floors: each imports only from those below it, and no two files import each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use pretty_assertions::assert_eq;
use regex::Regex;
use tempfile::TempDir;

use super::here;
use crate::support::modules::rust_files;

/// Imports that close a circle all the same: of a file, or of all in a folder; and why they may.
const CIRCLES: &[(&str, &str, &str)] = &[
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

static USE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(pub(?:\([^)]*\))? )?use ([^;]+);").expect("a sound expression")
});
static PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w:])((?:[a-z_]\w*::)+\w+)").expect("a sound expression"));

/// A module, by its path from the crate's root.
type Module = Vec<String>;

/// The sources of a folder.
struct Sources {
    files: BTreeMap<Module, String>,
    texts: BTreeMap<Module, String>,
    /// The names that a module itself imports, which its children find in it.
    names: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Sources {
    fn read(folder: &Path) -> Self {
        let (mut files, mut texts, mut names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for file in rust_files(folder) {
            let mut module: Module = file
                .trim_end_matches(".rs")
                .split('/')
                .map(str::to_owned)
                .collect();
            module.pop_if(|last| last == "mod" || last == "lib");
            let text = fs::read_to_string(folder.join(&file)).expect("UTF-8, as Rust wants it");
            let text = code(&text);
            let imported = uses(&text).into_iter().flat_map(|(_, paths)| paths);
            let imported = imported.filter_map(|path| Some((path.last()?.clone(), path)));
            names.insert(module.clone(), imported.collect());
            texts.insert(module.clone(), text);
            files.insert(module, file);
        }
        Self {
            files,
            texts,
            names,
        }
    }

    /// What the code of a module imports: the modules in which that is defined.
    fn imports<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = Module> + 'a {
        let text = &self.texts[module];
        let uses = uses(text).into_iter().filter(|(is_public, _)| !is_public);
        let paths = uses.flat_map(|(_, paths)| paths).chain(written_out(text));
        let targets = paths.filter_map(|path| self.definition(module, &path, 0));
        targets.filter(move |target| target != module && self.files.contains_key(target))
    }

    /// The module in which a path ends, past those that only pass a name on.
    fn definition(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let supers = path.iter().take_while(|it| *it == "super").count();
        let mut at: Module = match path.first()?.as_str() {
            "crate" | "pgconform" => Vec::new(),
            "super" => module[..module.len().checked_sub(supers)?].to_vec(),
            _ => module.clone(),
        };
        let is_start = |it: &str| ["crate", "pgconform", "self", "super"].contains(&it);
        let rest: Vec<&String> = path.iter().skip_while(|it| is_start(it)).collect();
        let is_relative = rest.len() == path.len();
        for (index, name) in rest.iter().enumerate() {
            let child: Module = at.iter().chain([*name]).cloned().collect();
            if self.files.contains_key(&child) {
                at = child;
                continue;
            }
            if is_relative && index == 0 {
                return None;
            }
            let passed = self.names.get(&at).and_then(|names| names.get(*name));
            return match passed {
                Some(path) if depth < 8 => self.definition(&at, path, depth + 1),
                _ => Some(at),
            };
        }
        Some(at)
    }
}

/// Which file of a folder imports which.
struct Graph {
    files: Vec<String>,
    imports: BTreeSet<(usize, usize)>,
}

impl Graph {
    fn read(folder: &Path) -> Self {
        let sources = Sources::read(folder);
        let modules: Vec<&Module> = sources.files.keys().collect();
        let place = |module: &Module| modules.binary_search(&module).expect("it is one of them");
        let imports = |(at, module): (usize, &&Module)| -> Vec<(usize, usize)> {
            let targets = sources.imports(module);
            targets.map(|target| (at, place(&target))).collect()
        };
        Self {
            imports: modules.iter().enumerate().flat_map(imports).collect(),
            files: sources.files.values().cloned().collect(),
        }
    }

    /// The imports between floors that go up, or to one that has no place.
    fn upwards(&self, floors: &[String]) -> Vec<String> {
        let floor = |at: usize| self.files[at].split(['/', '.']).next().unwrap_or_default();
        let place = |at: usize| floors.iter().position(|it| it == floor(at));
        let is_root = |at: usize| ["lib", "main"].contains(&floor(at));
        let upwards = self.imports.iter().filter(|(from, to)| {
            !is_root(*from) && !is_root(*to) && place(*to).is_none_or(|to| Some(to) > place(*from))
        });
        upwards.map(|it| self.line(*it)).collect()
    }

    /// The imports that lead back to where they stand, of those that are not `excepted`.
    fn circles(&self, excepted: &[(&str, &str, &str)]) -> Vec<(usize, usize)> {
        let is_excepted =
            |it: &(usize, usize)| excepted.iter().any(|exception| self.is(*it, exception));
        let imports = self.imports.iter().copied().filter(|it| !is_excepted(it));
        let imports: Vec<(usize, usize)> = imports.collect();
        let mut targets = vec![Vec::new(); self.files.len()];
        for (from, to) in &imports {
            targets[*from].push(*to);
        }
        let leads_back = |(from, to): &(usize, usize)| {
            let mut is_reached = vec![false; self.files.len()];
            let mut open = vec![*to];
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut is_reached[at], true) {
                    open.extend(&targets[at]);
                }
            }
            is_reached[*from]
        };
        imports.into_iter().filter(leads_back).collect()
    }

    /// Whether an import is one of an exception's.
    fn is(&self, (from, to): (usize, usize), exception: &(&str, &str, &str)) -> bool {
        let (source, target, _) = *exception;
        let file = &self.files[from];
        let is_source = file == source || source.ends_with('/') && file.starts_with(source);
        is_source && self.files[to] == target
    }

    fn line(&self, (from, to): (usize, usize)) -> String {
        format!("{} imports {}", self.files[from], self.files[to])
    }
}

/// A file without its comments and its own tests.
fn code(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Each `use`: whether it passes names on to others, and its paths.
fn uses(text: &str) -> Vec<(bool, Vec<Vec<String>>)> {
    let found = USE.captures_iter(text);
    found
        .map(|it| (it.get(1).is_some(), expanded(it[2].trim())))
        .collect()
}

/// `a::{b, c::d}` as its paths; one that ends in `self` is its module's.
fn expanded(tree: &str) -> Vec<Vec<String>> {
    let Some((before, inside)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let names = path.split("::").map(|name| name.trim().to_owned());
        let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        if names.len() > 1 {
            names.pop_if(|last| last == "self");
        }
        return vec![names];
    };
    let inside = &inside[..inside.rfind('}').unwrap_or(inside.len())];
    let (mut branches, mut depth) = (vec![String::new()], 0);
    for c in inside.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches.push(String::new());
                continue;
            }
            _ => {}
        }
        branches.last_mut().expect("there is one").push(c);
    }
    let branches = branches.iter().filter(|it| !it.trim().is_empty());
    branches
        .flat_map(|branch| expanded(&format!("{before}{}", branch.trim())))
        .collect()
}

/// The paths in the code itself: from the root, from above, or of a module beside it.
fn written_out(text: &str) -> Vec<Vec<String>> {
    let text = USE.replace_all(text, "");
    let found = PATH.captures_iter(&text);
    found
        .map(|it| it[1].split("::").map(str::to_owned).collect())
        .collect()
}

/// The floors as `lib.rs` lists them, lowest first.
fn floors() -> Vec<String> {
    let text = fs::read_to_string(here("src/lib.rs")).expect("a readable file");
    let item = Regex::new(r"(?m)^//! - \[?`(\w+)`\]?: ").expect("sound");
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
