//! What a role may not read of a live database, as the options of another role's user mapping: it is neither missing nor
//! another.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::catalog::{Catalog, Facts, Identity};

/// The fact in which a kind's query names the others that this role may not read.
const FACT: &str = "unreadable";

/// Facts of an object that a role may not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// Which object.
    pub object: Identity,
    /// Their names.
    pub facts: Vec<String>,
}

/// A catalog without that fact, and what it says.
pub(super) fn take_out(catalog: Catalog) -> (Catalog, Vec<Unreadable>) {
    let mut unreadable = Vec::new();
    let objects = catalog.objects.into_iter().map(|(identity, mut facts)| {
        if let Some(Value::Array(names)) = Arc::make_mut(&mut facts).remove(FACT) {
            let names = names.iter().filter_map(Value::as_str);
            unreadable.push(Unreadable {
                object: Identity::clone(&identity),
                facts: names.map(str::to_owned).collect(),
            });
        }
        (identity, facts)
    });
    let objects = objects.collect();
    (Catalog { objects }, unreadable)
}

/// A catalog without what could not be read of another.
pub(super) fn without(mut catalog: Catalog, unreadable: &[Unreadable]) -> Catalog {
    for Unreadable { object, facts } in unreadable {
        if let Some(known) = catalog.objects.get_mut(object) {
            let known: &mut Facts = Arc::make_mut(known);
            known.retain(|fact, _| !facts.contains(fact));
        }
    }
    catalog
}
