//! Losses that follow from others: data that is gone because a row is gone that it belongs to or refers to.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::not_at_fault::table;
use crate::catalog::{Catalog, Facts};
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows::{Key, Row, TableContents, beyond};

/// The loss that explains this one, among `all` that are gone between two states; itself where none does.
///
/// A row whose key is another is another row. A row that points to one that is gone goes with it, or its pointer does,
/// where the foreign key says so, unless a statement of the migration takes it away itself.
pub(in crate::checks::round_trip) fn cause(
    loss: &Loss,
    all: &[Loss],
    (was, is): (&State, &State),
    is_taken: impl Fn(&Loss) -> bool,
) -> Loss {
    let mut cause = of_rows(loss, all, (was, is));
    let mut passed = BTreeSet::new();
    while !is_taken(&cause) && passed.insert(cause.clone()) {
        if let Some(earlier) = pointed_to(&cause, all, (was, is)) {
            cause = earlier;
        }
    }
    cause
}

/// The rows that all the rows of a loss belonged to, and whose loss takes them along.
pub(in crate::checks::round_trip) fn owner(
    loss: &Loss,
    all: &[Loss],
    states: (&State, &State),
) -> Option<Loss> {
    pointed_to(loss, all, states).filter(|_| loss.column.is_none())
}

/// The loss of a row, where what is lost is its primary key and more. Of a key alone, the row is there under another.
fn of_rows(loss: &Loss, all: &[Loss], (was, is): (&State, &State)) -> Loss {
    let is_lost = |it: &&Loss| (&it.schema, &it.table) == (&loss.schema, &loss.table);
    let columns = all
        .iter()
        .filter(is_lost)
        .filter_map(|it| it.column.as_ref());
    let is_kept = |column: &&String| {
        let now = table(&is.rows, loss);
        now.is_some_and(|(_, table)| table.columns.contains(column))
    };
    let (keys, others): (Vec<_>, Vec<_>) = columns
        .filter(is_kept)
        .partition(|column| is_key(column, loss, was));
    if keys.is_empty() || others.is_empty() || !loss.column.as_ref().is_some_and(|it| is_kept(&it))
    {
        return loss.clone();
    }
    Loss {
        column: None,
        ..loss.clone()
    }
}

fn is_key(column: &str, loss: &Loss, was: &State) -> bool {
    let Some((identity, _)) = table(&was.rows, loss) else {
        return false;
    };
    let mut keys = constraints(&was.catalog, identity, "primary key");
    keys.any(|facts| names(facts, "columns").contains(&column))
}

/// The rows that a lost row or pointer belonged to, where they are gone too.
fn pointed_to(loss: &Loss, all: &[Loss], (was, is): (&State, &State)) -> Option<Loss> {
    let (identity, then) = table(&was.rows, loss)?;
    let (_, now) = table(&is.rows, loss)?;
    let acts = |key: &ForeignKey| match &loss.column {
        None => key.on_delete == "cascade",
        Some(column) => key.on_delete.starts_with("set ") && key.columns.contains(&column.as_str()),
    };
    let keys = constraints(&was.catalog, identity, "foreign key").filter_map(ForeignKey::of);
    let keys: Vec<ForeignKey> = keys
        .filter(|key| acts(key) && key.table != *identity)
        .collect();
    let owners: Vec<Option<(Loss, HashSet<Key>)>> = keys
        .iter()
        .map(|key| {
            let mut others = all.iter();
            let owner = others.find(|it| {
                let place = table(&was.rows, it);
                let is_its = place.is_some_and(|(identity, _)| *identity == key.table);
                let column = it.column.as_deref();
                is_its && column.is_none_or(|it| key.referenced.contains(&it))
            })?;
            let owner = of_rows(owner, all, (was, is));
            let (stood, stands) = (table(&was.rows, &owner)?.1, table(&is.rows, &owner)?.1);
            let left: HashSet<Key> = values(stands, &key.referenced).collect();
            let gone = values(stood, &key.referenced).filter(|it| !left.contains(it));
            let gone = gone.collect();
            Some((owner, gone))
        })
        .collect();
    let mut owner = None;
    for row in &beyond(then, now) {
        let goes = keys.iter().zip(&owners).find_map(|(key, owner)| {
            let (owner, gone) = owner.as_ref()?;
            gone.contains(&values_of(then, &row, &key.columns))
                .then_some(owner)
        });
        owner = owner.or(Some(goes?));
    }
    owner.cloned()
}

/// What a constraint says of rows that go with others.
struct ForeignKey<'a> {
    columns: Vec<&'a str>,
    /// By its name in a catalog.
    table: String,
    referenced: Vec<&'a str>,
    on_delete: &'a str,
}

static REFERENCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#" REFERENCES ((?:"[^"]+"|[^"(])+)\(([^)]*)\)"#).expect("it is well formed")
});

impl<'a> ForeignKey<'a> {
    fn of(facts: &'a Facts) -> Option<Self> {
        let found = REFERENCES.captures(facts.get("definition")?.as_str()?)?;
        let referenced = found.get(2)?.as_str().split(", ");
        Some(Self {
            columns: names(facts, "columns"),
            table: found[1].to_owned(),
            referenced: referenced.map(|it| it.trim_matches('"')).collect(),
            on_delete: facts.get("on_delete")?.as_str()?,
        })
    }
}

fn constraints<'a>(
    catalog: &'a Catalog,
    identity: &'a str,
    sort: &'a str,
) -> impl Iterator<Item = &'a Facts> {
    let all = catalog.of_kind("constraint");
    let its = all.filter(move |(name, _)| {
        let rest = name.strip_prefix(identity);
        rest.is_some_and(|rest| rest.starts_with('.'))
    });
    its.map(|(_, facts)| facts)
        .filter(move |facts| facts.get("type").and_then(Value::as_str) == Some(sort))
}

fn names<'a>(facts: &'a Facts, fact: &str) -> Vec<&'a str> {
    let names = facts.get(fact).and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn values<'a>(table: &'a TableContents, columns: &'a [&str]) -> impl Iterator<Item = Key> + 'a {
    table.rows.iter().map(|row| values_of(table, &row, columns))
}

fn values_of(table: &TableContents, row: &Row, columns: &[&str]) -> Key {
    let at = |column: &&str| table.columns.iter().position(|it| it == column);
    let value = |column: &&str| at(column).and_then(|at| row[at].as_deref());
    Key::of_values(columns.iter().map(value))
}
