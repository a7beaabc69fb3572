//! A difference that a movement leaves.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalog::names::whole;
use crate::catalog::{Catalog, Change, Class, Difference, Identity};
use crate::checks::help;
use crate::findings::words;

/// A difference, and the movement after which it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// When.
    pub after: After,
    /// How much it matters.
    pub class: Class,
    /// What to do, where the cause is typical.
    pub help: Option<String>,
    /// The other name of the same thing, where what is missing is left over under another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_name: Option<String>,
}

impl Found {
    pub(in crate::checks::round_trip) fn new(difference: Difference, after: After) -> Self {
        Self {
            class: difference.class(),
            help: match after {
                After::Down => help::help(&difference),
                After::UpAgain => Some(help::again(&difference)),
            },
            difference,
            after,
            other_name: None,
        }
    }

    /// Notes of each what is there under another name alone: a constraint that the down makes without a name has the one that
    /// PostgreSQL chooses.
    pub(in crate::checks::round_trip) fn pair(all: &mut [Self], was: &Catalog, is: &Catalog) {
        let of = |change: Change| {
            let all = all.iter().enumerate();
            all.filter(move |(_, it)| it.difference.change == change)
        };
        let is_same = |missing: &Difference, leftover: &Difference| {
            let stood = nameless(&missing.object, was);
            stood.is_some() && stood == nameless(&leftover.object, is)
        };
        let mut pairs = Vec::new();
        for (at, missing) in of(Change::Missing) {
            let alike = |(_, it): &(usize, &Self)| is_same(&missing.difference, &it.difference);
            let mut twins = of(Change::Leftover).filter(alike);
            if let (Some((twin, _)), None) = (twins.next(), twins.next()) {
                pairs.push((at, twin));
            }
        }
        for &(missing, leftover) in &pairs {
            // Of two that are alike, neither is known to be the other.
            if pairs.iter().filter(|it| it.1 == leftover).count() == 1 {
                let name = |at: usize| Some(all[at].difference.object.name.clone());
                let (old, new) = (name(missing), name(leftover));
                (all[missing].other_name, all[leftover].other_name) = (new, old);
            }
        }
    }

    /// Each of several.
    pub(in crate::checks::round_trip) fn all(
        differences: Vec<Difference>,
        after: After,
    ) -> Vec<Self> {
        let each = differences.into_iter();
        each.map(|it| Self::new(it, after)).collect()
    }

    /// What it is about, as its id has it.
    pub(in crate::checks::round_trip) fn about(&self) -> Vec<String> {
        let after = match self.after {
            After::Down => "down",
            After::UpAgain => "up_again",
        };
        let mut about = vec![after.to_owned()];
        about.extend(words::about(&self.difference));
        about
    }
}

/// What a constraint or an index of a table is, without its name: its kind, its table and its definition.
fn nameless<'a>(object: &'a Identity, catalog: &'a Catalog) -> Option<(&'a str, &'a str, &'a str)> {
    let facts = catalog.get(&object.kind, &object.name)?;
    let text = |fact: &str| facts.get(fact).and_then(Value::as_str);
    let definition = text("definition")?;
    match object.kind.as_str() {
        "constraint" => Some(("constraint", whole(&object.name), definition)),
        // `CREATE UNIQUE INDEX i ON public.t USING btree (a)`.
        "index" => {
            let is_unique = definition.starts_with("CREATE UNIQUE ");
            let (_, rest) = definition.split_once(" ON ")?;
            let kind = if is_unique { "unique index" } else { "index" };
            Some((kind, text("table")?, rest))
        }
        _ => None,
    }
}

/// A movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The down: compared with the state before the up.
    Down,
    /// The second up: compared with the state after the first.
    UpAgain,
}
