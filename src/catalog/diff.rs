//! What tells two catalogs apart.

use serde::Serialize;
use serde_json::Value;

use super::{Catalog, Facts, Identity};

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which object.
    pub object: Identity,
    /// In which way.
    pub change: Change,
    /// Of a changed object: which fact.
    pub fact: Option<String>,
    /// Its value before; `None` where it had none.
    pub was: Option<Value>,
    /// Its value after; `None` where it has none.
    pub is: Option<Value>,
}

/// In which way an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was there before and is not there after.
    Missing,
    /// It was not there before and is there after.
    Leftover,
    /// It is there both times, with a fact that differs.
    Changed,
}

/// Everything that differs, in the order of the objects and of their facts.
///
/// A part of a missing or leftover object is not listed beside it: the columns of a table that is
/// gone are gone with it.
#[must_use]
pub fn diff(before: &Catalog, after: &Catalog) -> Vec<Difference> {
    let mut found = Vec::new();
    for (identity, was) in &before.objects {
        match after.objects.get(identity) {
            Some(is) => changed(identity, was, is, &mut found),
            None => found.push(whole(identity, Change::Missing)),
        }
    }
    for identity in after.objects.keys() {
        if !before.objects.contains_key(identity) {
            found.push(whole(identity, Change::Leftover));
        }
    }
    found.sort_by(|a, b| (&a.object, &a.fact).cmp(&(&b.object, &b.fact)));
    found
}

fn whole(identity: &Identity, change: Change) -> Difference {
    Difference {
        object: identity.clone(),
        change,
        fact: None,
        was: None,
        is: None,
    }
}

fn changed(identity: &Identity, was: &Facts, is: &Facts, found: &mut Vec<Difference>) {
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        if was.get(name) != is.get(name) {
            found.push(Difference {
                object: identity.clone(),
                change: Change::Changed,
                fact: Some(name.clone()),
                was: was.get(name).cloned(),
                is: is.get(name).cloned(),
            });
        }
    }
}
