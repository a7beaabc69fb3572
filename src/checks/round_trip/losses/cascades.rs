//! Losses that follow from others: data that is gone because a row is gone that it belongs to or refers to.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::not_at_fault::table;
use crate::catalog::{Facts, constraints, names_in_fact, primary_key};
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows::{Key, TableContents, beyond};

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
    primary_key(&was.catalog, identity).contains(&column)
}

/// The rows that a lost row or pointer belonged to, where they are gone too.
pub(in crate::checks::round_trip) fn pointed_to(
    loss: &Loss,
    all: &[Loss],
    (was, is): (&State, &State),
) -> Option<Loss> {
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
            gone.contains(&then.key(&row, &key.columns))
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
            columns: names_in_fact(facts, "columns"),
            table: found[1].to_owned(),
            referenced: referenced.map(|it| it.trim_matches('"')).collect(),
            on_delete: facts.get("on_delete")?.as_str()?,
        })
    }
}

fn values<'a>(table: &'a TableContents, columns: &'a [&str]) -> impl Iterator<Item = Key> + 'a {
    table.rows.iter().map(|row| table.key(&row, columns))
}
