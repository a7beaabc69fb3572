//! Names that PostgreSQL chose, and might have chosen otherwise: where the name of a serial column's sequence is taken, the
//! sequence is called `users_id_seq1`, and nobody asked for that. Two catalogs in which nothing but such a name differs say
//! the same, as long as no file of the migrations names either.

mod choice;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::names::{last, last_quoted, whole};
use super::{Catalog, Change, Difference, Facts, Holder, Identity};
use choice::Choice;

/// The fact under which the names of a table's parts differ.
pub(super) const GENERATED_NAMES: &str = "generated_names";

/// What stands for such a name while facts are compared.
const PLACEHOLDER: &str = "<generated>";

/// `is` with the names that PostgreSQL chose in `was` for the same objects, and a difference for each table of which some are
/// others; `None` where there is none. `is_written` tells which names the migrations write themselves.
#[must_use]
pub fn meet(
    was: &Catalog,
    is: &Catalog,
    is_written: impl Fn(&str) -> bool,
) -> Option<(Catalog, Vec<Difference>)> {
    let (then, now) = (
        Candidates::of(was, is, &is_written),
        Candidates::of(is, was, &is_written),
    );
    let pairs = pairs(&then, &now);
    let pairs: Vec<_> = pairs.into_iter().filter(|(was, is)| was != is).collect();
    if pairs.is_empty() {
        return None;
    }
    let differences = differences(&pairs, was);
    Some((renamed(is, &renamings(&pairs, is)), differences))
}

type Object<'a> = (&'a Arc<Identity>, &'a Arc<Facts>);

/// The objects of one catalog that the other has not, or not alike, and whose names PostgreSQL may have chosen.
struct Candidates<'a> {
    /// By what is said of them apart from their names; each with whether its name is what would be chosen today.
    alike: BTreeMap<String, Vec<(&'a Arc<Identity>, bool)>>,
}

impl<'a> Candidates<'a> {
    fn of(one: &'a Catalog, other: &Catalog, is_written: &impl Fn(&str) -> bool) -> Self {
        let is_other = |(identity, facts): &Object| other.objects.get(*identity) != Some(*facts);
        let is_free = |(identity, facts): &Object| {
            let name = last(&identity.name);
            is_under_a_parents(facts)
                || Choice::of(&identity.kind, &name).is_some() && !is_written(&name)
        };
        let all: Vec<Object> = one
            .objects
            .iter()
            .filter(|it| is_other(it) && is_free(it))
            .collect();
        let hidden: BTreeMap<&str, &str> = all
            .iter()
            .map(|(identity, _)| (identity.name.as_str(), PLACEHOLDER))
            .collect();
        let mut alike: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (identity, facts) in all {
            let Some(table) = table(identity, facts) else {
                continue;
            };
            let nameless = facts_renamed(identity, facts, &hidden, PLACEHOLDER);
            let said = serde_json::json!([identity.kind, table, nameless]).to_string();
            let name = last(&identity.name);
            let choice = Choice::of(&identity.kind, &name);
            let is_chosen =
                choice.is_some_and(|it| it.fits(identity, facts, &last(&table), is_written));
            let fits = is_chosen || is_under_a_parents(facts);
            alike.entry(said).or_default().push((identity, fits));
        }
        Self { alike }
    }
}

/// Whether an index or a constraint stands under one of the table's parent: nobody can drop it apart from that, and its name
/// is nobody's.
fn is_under_a_parents(facts: &Facts) -> bool {
    let is_inherited = facts.contains_key("inherited") && facts.get("local") == Some(&false.into());
    facts.contains_key("partition_of") || facts.contains_key("definition") && is_inherited
}

/// Which object of the second is which of the first, in the order of their names.
fn pairs<'a>(
    then: &Candidates<'a>,
    now: &Candidates<'a>,
) -> Vec<(&'a Arc<Identity>, &'a Arc<Identity>)> {
    let stem = |identity: &Identity| {
        let name = last(&identity.name);
        Choice::of(&identity.kind, &name).map(|it| it.stem.to_owned())
    };
    let mut pairs = Vec::new();
    for (said, thens) in &then.alike {
        let mut nows = now.alike.get(said).cloned().unwrap_or_default();
        for (was, was_fits) in thens {
            let same = nows.iter().position(|(is, _)| is == was);
            let alike = nows.iter().position(|(is, fits)| {
                *fits && *was_fits || stem(is).is_some() && stem(is) == stem(was)
            });
            if let Some(at) = same.or(alike) {
                pairs.push((*was, nows.remove(at).0));
            }
        }
    }
    pairs
}

/// What is to be called how: the second of each pair as the first, and what has that name meanwhile as what is free then.
fn renamings(
    pairs: &[(&Arc<Identity>, &Arc<Identity>)],
    is: &Catalog,
) -> BTreeMap<Identity, Identity> {
    let partner = |name: &Arc<Identity>| pairs.iter().find(|(was, _)| *was == name);
    let is_renamed = |name: &Arc<Identity>| pairs.iter().any(|(_, is)| *is == name);
    let in_the_way = pairs
        .iter()
        .filter(|(was, _)| is.objects.contains_key(*was) && !is_renamed(was));
    let swapped = in_the_way.map(|(was, is)| {
        let mut free = *is;
        while let Some((_, next)) = partner(free) {
            free = next;
        }
        (*was, free)
    });
    let all = pairs.iter().map(|(was, is)| (*is, *was)).chain(swapped);
    all.map(|(from, to)| (Identity::clone(from), Identity::clone(to)))
        .collect()
}

fn renamed(catalog: &Catalog, renamings: &BTreeMap<Identity, Identity>) -> Catalog {
    let names: BTreeMap<&str, &str> = renamings
        .iter()
        .map(|(from, to)| (from.name.as_str(), to.name.as_str()))
        .collect();
    let objects = catalog.objects.iter().map(|(identity, facts)| {
        let to = renamings.get(&**identity);
        let own = to.map_or_else(String::new, |to| last_quoted(&to.name).to_owned());
        let renamed = facts_renamed(identity, facts, &names, &own);
        let facts = if renamed == **facts {
            Arc::clone(facts)
        } else {
            Arc::new(renamed)
        };
        let identity = to.map_or_else(|| Arc::clone(identity), |to| Arc::new(to.clone()));
        (identity, facts)
    });
    Catalog {
        objects: objects.collect(),
    }
}

/// Facts in which these schema-qualified names are others, and in an index's definition its own is.
fn facts_renamed(
    identity: &Identity,
    facts: &Facts,
    names: &BTreeMap<&str, &str>,
    own: &str,
) -> Facts {
    let hide = |fact: &String, value: &Value| match value {
        Value::String(text) => {
            let mut text = replaced(text, names);
            if fact == "definition" && identity.kind == "index" && !own.is_empty() {
                let name = format!(" INDEX {} ON ", last_quoted(&identity.name));
                text = text.replacen(&name, &format!(" INDEX {own} ON "), 1);
            }
            text.into()
        }
        other => other.clone(),
    };
    let all = facts.iter();
    all.map(|(fact, value)| (fact.clone(), hide(fact, value)))
        .collect()
}

/// A text in which each of these names is another, where it stands as a whole.
fn replaced(text: &str, names: &BTreeMap<&str, &str>) -> String {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '.');
    let mut done = String::new();
    let mut rest = text;
    while let Some((at, from, to)) = names
        .iter()
        .filter_map(|(from, to)| Some((rest.find(from)?, *from, *to)))
        .min_by_key(|(at, from, _)| (*at, usize::MAX - from.len()))
    {
        let (before, behind) = (&rest[..at], &rest[at + from.len()..]);
        let is_whole = !before.ends_with(is_inside) && !behind.starts_with(is_inside);
        done += before;
        done += if is_whole { to } else { from };
        rest = behind;
    }
    done + rest
}

/// One difference for each table: a table that is made anew takes all of its names anew.
fn differences(pairs: &[(&Arc<Identity>, &Arc<Identity>)], was: &Catalog) -> Vec<Difference> {
    let mut tables: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (then, now) in pairs {
        let facts = was.objects.get(*then);
        let Some(table) = facts.and_then(|facts| table(then, facts)) else {
            continue;
        };
        let (names, others) = tables.entry(table).or_default();
        names.insert(last(&then.name));
        others.insert(last(&now.name));
    }
    let found = tables.into_iter().map(|(table, (was, is))| Difference {
        object: Identity {
            kind: "table".to_owned(),
            name: table,
        },
        change: Change::Changed,
        fact: Some(GENERATED_NAMES.to_owned()),
        was: Some(was.into_iter().collect()),
        is: Some(is.into_iter().collect()),
        holder: Holder::default(),
    });
    found.collect()
}

/// The table that an object is of, or numbers.
fn table(identity: &Identity, facts: &Facts) -> Option<String> {
    let text = |fact: &str| facts.get(fact).and_then(Value::as_str);
    match identity.kind.as_str() {
        "index" => text("table").map(str::to_owned),
        "sequence" => Some(whole(text("owned_by")?).to_owned()),
        _ => Some(whole(&identity.name).to_owned()),
    }
}
