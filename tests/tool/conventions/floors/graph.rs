//! Which file of a folder imports which.

use std::collections::BTreeSet;
use std::path::Path;

use super::sources::{Module, Sources};

/// Which file of a folder imports which.
pub struct Graph {
    files: Vec<String>,
    pub imports: BTreeSet<(usize, usize)>,
}

impl Graph {
    pub fn read(folder: &Path) -> Self {
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
    pub fn upwards(&self, floors: &[String]) -> Vec<String> {
        let floor = |at: usize| self.files[at].split(['/', '.']).next().unwrap_or_default();
        let place = |at: usize| floors.iter().position(|it| it == floor(at));
        let is_root = |at: usize| ["lib", "main"].contains(&floor(at));
        let upwards = self.imports.iter().filter(|(from, to)| {
            !is_root(*from) && !is_root(*to) && place(*to).is_none_or(|to| Some(to) > place(*from))
        });
        upwards.map(|it| self.line(*it)).collect()
    }

    /// The imports that lead back to where they stand, of those that are not `excepted`.
    pub fn circles(&self, excepted: &[(&str, &str, &str)]) -> Vec<(usize, usize)> {
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
    pub fn is(&self, (from, to): (usize, usize), exception: &(&str, &str, &str)) -> bool {
        let (source, target, _) = *exception;
        let file = &self.files[from];
        let is_source = file == source || source.ends_with('/') && file.starts_with(source);
        is_source && self.files[to] == target
    }

    pub fn line(&self, (from, to): (usize, usize)) -> String {
        format!("{} imports {}", self.files[from], self.files[to])
    }
}
