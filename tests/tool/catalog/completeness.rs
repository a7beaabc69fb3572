//! Every fact that a kind tells has a pair of schemas that differ in it, and every kind has an object
//! that one of two schemas lacks.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pretty_assertions::assert_eq;

use super::kinds::{self, ObjectKind};
use super::pair::{self, Pair, all};

/// What a plain PostgreSQL cannot be brought to, and why. An entry that a pair makes superfluous
/// is a failure.
const IMPOSSIBLE: [(&str, &str); 3] = [
    (
        "an object of kind 'database' on one side only",
        "the database that is read is always there",
    ),
    (
        "fact 'unreadable' of kind 'subscription'",
        "whoever reads a pair may read all of it; drift::unreadable reads as others",
    ),
    (
        "fact 'unreadable' of kind 'user mapping'",
        "whoever reads a pair may read all of it; drift::unreadable reads as others",
    ),
];
/// The same before a major version.
const IMPOSSIBLE_BEFORE: [(u32, &str); 2] = [
    (15, "fact 'nulls_not_distinct' of kind 'index'"),
    (16, "fact 'inherit' of kind 'membership'"),
];

#[tokio::test]
async fn every_fact_of_every_kind_has_a_pair() {
    assert_eq!(
        impossible("fact "),
        untested(&|kind, expected| {
            let untested = |fact: &&String| !expected.iter().any(|e| e.names(kind, fact));
            let fact = |fact: &String| format!("fact '{fact}' of kind '{}'", kind.name);
            kind.facts.iter().filter(untested).map(fact).collect()
        })
        .await
    );
}

#[tokio::test]
async fn every_kind_has_an_object_on_one_side_only() {
    assert_eq!(
        impossible("an object "),
        untested(&|kind, expected| {
            let alone = |e: &Expectation| e.kind == kind.name && e.fact.is_none();
            let tested = expected.iter().any(alone);
            let object = format!("an object of kind '{}' on one side only", kind.name);
            if tested { vec![] } else { vec![object] }
        })
        .await
    );
}

#[tokio::test]
async fn every_pair_stands_with_a_kind_that_it_expects_to_differ() {
    let kinds = kinds::all().await;
    let files = all("fixtures/catalog/differ");
    assert!(!files.is_empty());
    let is_elsewhere = |path: &&PathBuf| {
        let lines = Pair::read(path).expected;
        let mut expected = lines.iter().map(|line| expectation(line, &kinds));
        !expected.any(|it| it.kind == pair::kind(path))
    };
    assert_eq!(files.iter().find(is_elsewhere), None);
}

/// What no pair tests.
async fn untested(of: &dyn Fn(&ObjectKind, &[Expectation]) -> Vec<String>) -> Vec<String> {
    let kinds = kinds::all().await;
    let expected = expectations(&kinds);
    kinds.iter().flat_map(|kind| of(kind, &expected)).collect()
}

fn impossible(what: &str) -> Vec<String> {
    let always = IMPOSSIBLE.iter().map(|(name, _)| *name);
    let older = IMPOSSIBLE_BEFORE.iter();
    let older = older.filter_map(|(since, name)| (kinds::major() < *since).then_some(*name));
    let known: BTreeSet<&str> = always.chain(older).collect();
    let of_this_sort = known.into_iter().filter(|name| name.starts_with(what));
    of_this_sort.map(str::to_owned).collect()
}

/// An expected difference, taken apart.
struct Expectation {
    kind: String,
    /// `None` of an object that is missing or left over.
    fact: Option<String>,
}

impl Expectation {
    fn names(&self, kind: &ObjectKind, fact: &str) -> bool {
        self.kind == kind.name && self.fact.as_deref() == Some(fact)
    }
}

fn expectations(kinds: &[ObjectKind]) -> Vec<Expectation> {
    let files = all("fixtures/catalog/differ");
    let lines = files.iter().flat_map(|path| Pair::read(path).expected);
    lines.map(|line| expectation(&line, kinds)).collect()
}

fn expectation(line: &str, kinds: &[ObjectKind]) -> Expectation {
    let (change, object) = line.split_once(' ').unwrap_or((line, ""));
    // `operator class public.c` is not an operator named `class public.c`: the longest name is meant.
    let names = kinds.iter().map(|kind| &kind.name);
    let kind = names
        .filter(|name| object.starts_with(&format!("{name} ")))
        .max_by_key(|name| name.len())
        .unwrap_or_else(|| panic!("no kind of object in '{line}'"));
    let fact = match change {
        "missing" | "leftover" => None,
        "changed" => object.rsplit_once(": ").map(|(_, fact)| fact.to_owned()),
        _ => panic!("'{line}' is neither missing, nor leftover, nor changed"),
    };
    assert!(
        change != "changed" || fact.is_some(),
        "'{line}' names no fact"
    );
    Expectation {
        kind: kind.clone(),
        fact,
    }
}
