//! Which tables are to get rows, and which got none.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::catalog::Difference;
use crate::sql::{NamedTable, QualifiedName};

/// Which tables are to get rows.
#[derive(Debug, Clone, Copy)]
pub struct TableSelection<'a> {
    /// Only those of which something differs: the table, a part of it, or the type of a column;
    /// `None` for every table.
    pub touched_by: Option<&'a [Difference]>,
    /// And those that were emptied, by their names in a catalog.
    pub emptied: &'a [String],
    /// Never these, which take no row but a project's own.
    pub closed: &'a BTreeSet<NamedTable>,
}

/// A table that no row could be made for, or no value for a new column, and the server's last refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unfilled {
    /// Its name in a catalog, for instance `public.users`.
    pub table: String,
    /// Why, in the server's words.
    pub why: String,
    /// The constraint that refused the last row, where one did.
    pub constraint: Option<String>,
}

/// Why a table took no row.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    /// In the server's words.
    pub why: String,
    /// The constraint that refused the last row, where one did.
    pub constraint: Option<String>,
}

impl Refused {
    /// What no constraint refused.
    pub fn because(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            constraint: None,
        }
    }
}

impl TableSelection<'_> {
    /// Whether no table can be meant: only these kinds of objects have rows, or parts of rows.
    pub(super) fn is_nothing(self) -> bool {
        const TOUCHING: &str = "table column constraint index trigger enum domain composite_type range_type \
            base_type";
        let touches = |it: &Difference| {
            let mut kinds = TOUCHING.split(' ');
            kinds.any(|kind| kind == it.object.kind)
        };
        let differences = self.touched_by;
        self.emptied.is_empty() && differences.is_some_and(|made| !made.iter().any(touches))
    }

    /// Whether a table takes no row but a project's own.
    pub(super) fn is_closed(self, table: &QualifiedName) -> bool {
        let mut closed = self.closed.iter();
        closed.any(|it| it.may_be(&table.schema, &table.name))
    }

    /// Every name in a catalog that a selection table or the type of its column can have; `None` where every
    /// table is selection.
    pub(super) fn names(self) -> Option<Vec<String>> {
        let touched = self.touched_by?.iter().flat_map(wholes).map(str::to_owned);
        Some(touched.chain(self.emptied.to_owned()).collect())
    }
}

/// The names of an object and of all that it may be in.
fn wholes(difference: &Difference) -> impl Iterator<Item = &str> {
    let name = &difference.object.name;
    // A dot may also stand in a name: then no table goes by what is before it.
    let before = name.match_indices('.').map(|(at, _)| &name[..at]);
    before.chain([&**name])
}

/// What differs, by the names of the objects and of all that they may be in.
pub(super) struct Touching<'a>(HashMap<&'a str, Vec<&'a Difference>>);

impl<'a> Touching<'a> {
    pub fn of(differences: &'a [Difference]) -> Self {
        let mut touching: HashMap<&str, Vec<&Difference>> = HashMap::new();
        for difference in differences {
            for whole in wholes(difference) {
                touching.entry(whole).or_default().push(difference);
            }
        }
        Self(touching)
    }

    /// What differs of an object of that name in a catalog, and of what is in it.
    pub fn parts_of(&self, object: &str) -> &[&'a Difference] {
        self.0.get(object).map(Vec::as_slice).unwrap_or_default()
    }
}
