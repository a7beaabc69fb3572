//! The differences between two catalogs.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::names::whole;
use super::{Catalog, Facts, Identity, secret};

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// What the object is a part of, where that decides how it is changed.
    #[doc(hidden)]
    #[serde(skip)]
    pub holder: Holder,
}

/// What a column or a constraint is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holder {
    /// A table; also for what is no such part.
    #[default]
    Table,
    /// A composite type.
    CompositeType,
    /// A domain.
    Domain,
}

impl Holder {
    /// That of an object in one of these catalogs.
    pub(crate) fn of(identity: &Identity, catalogs: [&Catalog; 2]) -> Self {
        let is_in = |kind| {
            catalogs
                .iter()
                .any(|it| it.get(kind, whole(&identity.name)).is_some())
        };
        match identity.kind.as_str() {
            "column" if is_in("composite_type") => Self::CompositeType,
            "constraint" if is_in("domain") => Self::Domain,
            _ => Self::Table,
        }
    }
}

/// In which way an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
/// A part of a missing or leftover object is not listed beside it: the columns, indexes and own
/// sequences of a table that is gone are gone with it, and a constraint's index with the constraint. Nor is the order of
/// columns, where it is another only because some of them are missing or left over.
///
/// ```no_run
/// use pgconform::testing::{TestDb, diff};
///
/// # async fn a_test() {
/// let db = TestDb::head().await;
/// let before = db.catalog().await;
/// db.run("DROP INDEX idx_users_email").await;
/// assert_eq!(diff(&before, &db.catalog().await).len(), 1);
/// # }
/// ```
#[must_use]
pub fn diff(before: &Catalog, after: &Catalog) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    let mut left = Vec::new();
    let mut then = before.objects.iter().peekable();
    let mut now = after.objects.iter().peekable();
    // Both are in the order of their names, so that one walk past both is enough.
    loop {
        let order = match (then.peek(), now.peek()) {
            (Some((was, _)), Some((is, _))) if Arc::ptr_eq(was, is) => Ordering::Equal,
            (Some((was, _)), Some((is, _))) => was.cmp(is),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Less => missing.extend(then.next()),
            Ordering::Greater => left.extend(now.next()),
            Ordering::Equal => {
                // What both snapshots share is not compared fact by fact.
                if let Some(((identity, was), (_, is))) = then.next().zip(now.next())
                    && is != was
                {
                    changed(identity, was, is, &mut found);
                }
            }
        }
    }
    found.extend(wholes(&missing, Change::Missing));
    found.extend(wholes(&left, Change::Leftover));
    for difference in &mut found {
        difference.holder = Holder::of(&difference.object, [before, after]);
    }
    found.sort_by(|a, b| (&a.object, &a.fact).cmp(&(&b.object, &b.fact)));
    found
}

/// Of the objects that only one of the catalogs has, those that are not parts of such objects.
fn wholes(alone: &[(&Arc<Identity>, &Arc<Facts>)], change: Change) -> Vec<Difference> {
    let names: HashSet<&str> = alone.iter().map(|(identity, _)| &*identity.name).collect();
    let indexes: HashSet<&str> = alone.iter().filter_map(|(_, f)| text(f, INDEX)).collect();
    let is_part = |identity: &Identity, facts: &Facts| {
        // A constraint names its index, an index its table, a sequence the column that owns it.
        let has_index = facts.contains_key(INDEX);
        let wholes = [TABLE, OWNED_BY].map(|fact| text(facts, fact));
        let is_in = |whole: Option<&str>| {
            whole.is_some_and(|whole| names.contains(whole) || has_parent(whole, &names))
        };
        has_parent(&identity.name, &names)
            || wholes.into_iter().any(is_in)
            || !has_index && indexes.contains(&*identity.name)
    };
    alone
        .iter()
        .filter(|(identity, facts)| !is_part(identity, facts))
        .map(|(identity, _)| entire(identity, change))
        .collect()
}

/// The facts with which an object names what it belongs to, or what belongs to it.
pub(super) const TABLE: &str = "table";
const OWNED_BY: &str = "owned_by";
pub(super) const INDEX: &str = "index";

/// The fact that holds all of an object in one text.
pub(super) const DEFINITION: &str = "definition";

/// The fact that holds the order of columns.
pub(crate) const COLUMN_ORDER: &str = "column_order";

pub(super) fn text<'a>(facts: &'a Facts, fact: &str) -> Option<&'a str> {
    facts.get(fact).and_then(Value::as_str)
}

/// Whether a name is that of something inside one of these: `public.users.email` in
/// `public.users`. A schema does not count: what is in it is fixed by itself.
fn has_parent(name: &str, names: &HashSet<&str>) -> bool {
    let mut parent = name;
    while let Some((shorter, _)) = parent.rsplit_once('.') {
        if shorter.contains('.') && names.contains(shorter) {
            return true;
        }
        parent = shorter;
    }
    false
}

fn entire(identity: &Identity, change: Change) -> Difference {
    Difference {
        object: identity.clone(),
        change,
        fact: None,
        was: None,
        is: None,
        holder: Holder::default(),
    }
}

fn changed(identity: &Identity, was: &Facts, is: &Facts, found: &mut Vec<Difference>) {
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (then, now) = (was.get(name), is.get(name));
        if then != now && !(name == COLUMN_ORDER && is_order_kept(then, now)) {
            let [was, is] = secret::shown(then, now);
            found.push(Difference {
                object: identity.clone(),
                change: Change::Changed,
                fact: Some(name.clone()),
                was,
                is,
                holder: Holder::default(),
            });
        }
    }
}

/// Whether the columns that are there both times stand in the same order.
fn is_order_kept(was: Option<&Value>, is: Option<&Value>) -> bool {
    let columns = |of: Option<&Value>| of.and_then(Value::as_array).cloned().unwrap_or_default();
    let (was, is) = (columns(was), columns(is));
    let then = was.iter().filter(|column| is.contains(column));
    let now = is.iter().filter(|column| was.contains(column));
    then.eq(now)
}
