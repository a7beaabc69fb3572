//! What a database contains, as data.
//!
//! One SQL file in `kinds/` for each kind of object, each returning an object's
//! name in its first column and a fact in each other one, which the column names; before them comes the
//! relation where it is part of one. Nothing here knows a kind by name. A new kind is a new file; where it begins with
//! `-- where` and a condition, it is asked for only where that is true. `-- secret:` and `-- may hold secrets:` name the facts
//! that are compared and not shown.

mod causes;
mod class;
mod diff;
mod equivalent;
mod fact;
mod generated_names;
mod keys;
mod kinds;
pub(crate) mod names;
mod presence;
mod read;
mod reader;
mod relations;
mod secret;
mod text;
mod touched;
mod wording;

pub use causes::causes;
pub use class::Class;
pub(crate) use diff::COLUMN_ORDER;
pub use diff::{Change, Difference, Holder, diff};
pub(crate) use equivalent::classified;
pub use generated_names::meet;
pub(crate) use keys::{constraints, names_in_fact, primary_key};
pub use kinds::Scope;
pub(crate) use read::begin_to_try;
pub use read::{exclude_history, read, read_excluding};
pub use reader::Reader;
pub use text::text;
pub use touched::{Relations, Touched, flush_statistics};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Which object: its kind, and its schema-qualified name within the kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The kind's file name in `kinds/`, for instance `table`.
    pub kind: String,
    /// For instance `public.users` or `public.users.email`.
    pub name: String,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.replace('_', " "), self.name)
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As it was written: which words are of the kind, the kinds say.
impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        kinds::split(&text)
            .map(|(kind, name)| Self { kind, name })
            .ok_or_else(|| D::Error::custom(format!("'{text}' names no object of a catalog")))
    }
}

/// What is true of an object: the name of each fact and its value. A fact that is null, or an
/// empty list, is left out.
pub type Facts = BTreeMap<String, Value>;

/// Everything a database contains, in a stable order. Never an OID.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Each object with its facts; both may be shared with other snapshots.
    pub objects: BTreeMap<Arc<Identity>, Arc<Facts>>,
}

impl Catalog {
    /// The facts of one object, for instance of `("table", "public.users")`.
    #[must_use]
    pub fn get(&self, kind: &str, name: &str) -> Option<&Facts> {
        let identity = Identity {
            kind: kind.to_owned(),
            name: name.to_owned(),
        };
        self.objects.get(&identity).map(Arc::as_ref)
    }

    /// Every object of one kind: its name and its facts.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Facts)> {
        // They stand beside each other, by their kinds first.
        let first = Identity {
            kind: kind.to_owned(),
            name: String::new(),
        };
        self.objects
            .range(first..)
            .take_while(move |(identity, _)| identity.kind == kind)
            .map(|(identity, facts)| (identity.name.as_str(), facts.as_ref()))
    }
}
