//! Which decision answers for a promise that is not kept, and for each contradiction.
//!
//! `fixtures/systems/decided.txt` says so: a matter of `migrations/DECISIONS.md`, and below it, indented,
//! `document | promise`.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::folder::crate_folder;

/// The promises and the matters that answer for them, in what was asked so far.
pub struct Decisions {
    matters: BTreeMap<(String, String), String>,
    needed: BTreeSet<(String, String)>,
    undecided: Vec<String>,
}

impl Decisions {
    /// Those of the committed file; there are some.
    pub fn read() -> Self {
        let file = crate_folder().join("fixtures/systems/decided.txt");
        let text = std::fs::read_to_string(file).expect("the list of decided promises");
        let mut matters = BTreeMap::new();
        let mut matter = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.is_empty() {
                continue;
            }
            let Some(promise) = line.strip_prefix("  ") else {
                matter = Some(line.to_owned());
                continue;
            };
            let key = promise.split_once(" | ");
            let (document, says) = key.unwrap_or_else(|| panic!("no promise: {line}"));
            let matter = matter
                .clone()
                .unwrap_or_else(|| panic!("no matter: {line}"));
            let was = matters.insert((document.to_owned(), says.to_owned()), matter);
            assert_eq!(was, None, "decided twice: {line}");
        }
        assert!(!matters.is_empty(), "nothing is decided");
        Self {
            matters,
            needed: BTreeSet::new(),
            undecided: Vec::new(),
        }
    }

    /// Every matter that answers for a promise.
    pub fn matters(&self) -> BTreeSet<&str> {
        self.matters.values().map(String::as_str).collect()
    }

    /// A line of the findings, with the matter where the promise is not kept or contradicts another document.
    pub fn line(&mut self, line: &str, verdict: &str, (document, says): (&str, &str)) -> String {
        let is_open = verdict.starts_with("broken: ") || says.starts_with("contradiction, ");
        if !is_open {
            return format!("{line} | {verdict}\n");
        }
        let key = (document.to_owned(), says.to_owned());
        let Some(matter) = self.matters.get(&key) else {
            self.undecided.push(format!("{line} | {verdict}"));
            return format!("{line} | {verdict} | undecided\n");
        };
        let decided = format!("{line} | {verdict} | decided: {matter}\n");
        self.needed.insert(key);
        decided
    }

    /// Nothing is left undecided, and nothing is decided that is kept everywhere.
    pub fn assert_all_were_needed(&self) {
        assert!(
            self.undecided.is_empty(),
            "write into fixtures/systems/decided.txt which row of migrations/DECISIONS.md answers for\n{}",
            self.undecided.join("\n")
        );
        let is_idle = |key: &&(String, String)| !self.needed.contains(*key);
        let idle: Vec<_> = self.matters.keys().filter(is_idle).collect();
        assert!(
            idle.is_empty(),
            "these are kept, and need no decision: {idle:?}"
        );
    }
}
