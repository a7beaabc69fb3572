//! The modules of a folder, and what the code of each imports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::support::modules::rust_files;

static USE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(pub(?:\([^)]*\))? )?use ([^;]+);").expect("a sound expression")
});
static VISIBILITY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"pub\(in [^)]*\)").expect("a sound expression"));
static PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w:])((?:[a-z_]\w*::)+\w+)").expect("a sound expression"));

/// A module, by its path from the crate's root.
pub type Module = Vec<String>;

/// The sources of a folder.
pub struct Sources {
    /// Each module's file.
    pub files: BTreeMap<Module, String>,
    texts: BTreeMap<Module, String>,
    /// The names that a module itself imports, which its children find in it.
    names: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Sources {
    pub fn read(folder: &Path) -> Self {
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
    pub fn imports<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = Module> + 'a {
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

/// The paths in the code itself: from the root, from above, or of a module beside it. Who may see an item is not an import.
fn written_out(text: &str) -> Vec<Vec<String>> {
    let text = USE.replace_all(text, "");
    let text = VISIBILITY.replace_all(&text, "");
    let found = PATH.captures_iter(&text);
    found
        .map(|it| it[1].split("::").map(str::to_owned).collect())
        .collect()
}
