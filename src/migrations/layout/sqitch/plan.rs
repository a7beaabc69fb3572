//! Reads `sqitch.plan`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::migrations::Error;

/// A line of the plan that is a change.
pub(super) struct PlannedChange {
    pub name: String,
    /// The tags set right after it.
    pub tags: Vec<String>,
    /// How often its name stands in the plan before it.
    pub reworks: usize,
    /// Its line, from 1.
    pub line: usize,
}

impl PlannedChange {
    /// Its name, which is made unique by how often it was reworked.
    pub fn id(&self) -> String {
        match self.reworks {
            0 => self.name.clone(),
            reworks => format!("{}~{reworks}", self.name),
        }
    }
}

/// The changes, in order. What a change requires must stand before it, what it conflicts with must stand behind it.
pub(super) fn parse(file: &Path, text: &str) -> Result<Vec<PlannedChange>, Error> {
    let mut changes: Vec<PlannedChange> = Vec::new();
    let mut tags = BTreeSet::new();
    let mut has_project = false;
    let mut conflicts: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |why: String| Error::in_file(file, Some(number), why);
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(pragma) = line.strip_prefix('%') {
            has_project |= pragma.starts_with("project=");
            continue;
        }
        let words = line.trim_start_matches(['+', '-']);
        let name = words.split_whitespace().next().unwrap_or_default();
        if let Some(tag) = name.strip_prefix('@') {
            let Some(change) = changes.last_mut() else {
                return Err(wrong(format!("the tag @{tag} precedes any change")));
            };
            if !tags.insert(tag.to_owned()) {
                return Err(wrong(format!("the tag @{tag} is defined twice")));
            }
            change.tags.push(tag.to_owned());
            continue;
        }
        let earlier = |change: &&PlannedChange| change.name == name;
        let reworks = changes.iter().filter(earlier).count();
        let last = changes.iter().rposition(|change| change.name == name);
        if last.is_some_and(|last| changes[last..].iter().all(|change| change.tags.is_empty())) {
            return Err(wrong(format!(
                "{name} is in the plan twice without a tag in between: Sqitch reworks a change only after a tag"
            )));
        }
        for conflict in conflicting(words) {
            if is_met(conflict, &changes, &tags) {
                return Err(wrong(format!(
                    "{name} conflicts with {conflict}, which is deployed before it"
                )));
            }
            conflicts.push((number, conflict.to_owned()));
        }
        for required in required(words) {
            if !is_met(required, &changes, &tags) {
                return Err(wrong(format!(
                    "{name} requires {required}, which is not before it in the plan"
                )));
            }
        }
        changes.push(PlannedChange {
            name: name.to_owned(),
            tags: Vec::new(),
            reworks,
            line: number,
        });
    }
    let unknown = conflicts
        .iter()
        .find(|(_, it)| !is_met(it, &changes, &tags));
    if let Some((line, conflict)) = unknown {
        let why = format!("it conflicts with {conflict}, which is not in the plan");
        return Err(Error::in_file(file, Some(*line), why));
    }
    if !has_project {
        return Err(Error::in_file(
            file,
            None,
            "there is no line '%project=NAME', which Sqitch requires",
        ));
    }
    Ok(changes)
}

/// What a change requires, save for other projects' changes.
fn required(words: &str) -> impl Iterator<Item = &str> {
    dependencies(words).filter(|it| !it.starts_with('!'))
}

/// What it conflicts with.
fn conflicting(words: &str) -> impl Iterator<Item = &str> {
    dependencies(words).filter_map(|it| it.strip_prefix('!'))
}

/// What stands in the square brackets.
fn dependencies(words: &str) -> impl Iterator<Item = &str> {
    let inside = words
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let inside = inside.map_or("", |(inside, _)| inside);
    inside
        .split_whitespace()
        .filter(|dependency| !dependency.contains(':'))
}

fn is_met(required: &str, changes: &[PlannedChange], tags: &BTreeSet<String>) -> bool {
    match required.split_once('@') {
        Some((name, tag)) => {
            tags.contains(tag)
                && (name.is_empty() || changes.iter().any(|change| change.name == name))
        }
        None => changes.iter().any(|change| change.name == required),
    }
}
