//! Comparisons that allow for the clock.
//!
//! Some migrations write down when they ran: a partition named after today or the days around it, a view with the time in
//! it, a row with `now()`. Two ups in different seconds, or on two sides of midnight, then differ, and neither is wrong.
//! So where two catalogs differ, they are compared once more without the moments that no file of the migrations holds:
//! only the clock can have put those there. Where rows differ, whose values are generated, only moments within the time
//! of the proof itself are left out.
//!
//! What is reported names such moments by what they are, so that it is the same on every day.

mod dates;
mod matching;
mod moments;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::catalog::{self, Catalog, Difference, Facts, Identity};
use crate::migrations::{Loss, Migrations};
use crate::rows::{self, Rows, TableContents};
use dates::Dates;
use matching::named_as_in;
use moments::NOW;

/// When the proof began, and what it knows of dates.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    began: OffsetDateTime,
    /// How far the clock of the servers is ahead of ours.
    ahead: Duration,
    /// The dates in the files of the migrations.
    written: Arc<Dates>,
}

impl Clock {
    /// A clock that starts now, beside these migrations.
    pub fn start(migrations: &Migrations) -> Self {
        Self::beside(migrations.scripts().map(|script| script.sql.as_str()))
    }

    fn beside<'a>(scripts: impl Iterator<Item = &'a str>) -> Self {
        Self {
            began: OffsetDateTime::now_utc(),
            ahead: Duration::ZERO,
            written: Arc::new(Dates::written_in(scripts)),
        }
    }

    /// The same where a server says that it is `now`.
    pub fn set_to(mut self, now: OffsetDateTime) -> Self {
        self.ahead = now - OffsetDateTime::now_utc();
        self
    }

    /// As [`catalog::diff`]; moments in the names of objects are named by what they are.
    pub fn diff(&self, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let plain = catalog::diff(was, is);
        if plain.is_empty() {
            return plain;
        }
        let (was, is) = self.without_moments(was, is);
        let mut differences = catalog::causes(&catalog::diff(&was, &is), &was, &is);
        for difference in &mut differences {
            difference.object.name = self.dateless(&difference.object.name);
        }
        let mut seen: BTreeMap<Identity, Vec<Difference>> = BTreeMap::new();
        differences.retain(|it| {
            let of_object = seen.entry(it.object.clone()).or_default();
            let is_new = !of_object.contains(it);
            of_object.extend(is_new.then(|| it.clone()));
            is_new
        });
        differences
    }

    /// As [`rows::lost`], save what the clock alone has changed.
    pub fn lost(&self, before: &Rows, after: &Rows) -> Vec<Loss> {
        let plain = rows::lost(before, after);
        if plain.is_empty() {
            return plain;
        }
        let after = Rows {
            tables: named_as_in(&before.tables, &after.tables, |name| self.dateless(name)),
            sequences: after.sequences.clone(),
        };
        rows::lost(&self.rows(before, &after), &self.rows(&after, before))
    }

    /// A name without the moments that no file holds. A day has one word whether it is today or not: where a server
    /// stands decides which day it is.
    pub fn dateless(&self, name: &str) -> String {
        self.hide(&self.written.hide_others(name))
    }

    /// Whether a value is a moment of the proof, and nothing else.
    pub fn is_now(&self, value: &str) -> bool {
        self.hide(value) == NOW
    }

    /// Two catalogs alike where only moments differ: in the names of objects, or in the facts of those that differ.
    fn without_moments(&self, was: &Catalog, is: &Catalog) -> (Catalog, Catalog) {
        let hidden = |identity: &Arc<Identity>| Identity {
            kind: identity.kind.clone(),
            name: self.dateless(&identity.name),
        };
        let mut was = was.clone();
        let mut is = Catalog {
            objects: named_as_in(&was.objects, &is.objects, hidden),
        };
        for (identity, facts) in &mut was.objects {
            let Some(others) = is.objects.get_mut(identity) else {
                continue;
            };
            if !Arc::ptr_eq(facts, others) && facts != others {
                *facts = Arc::new(self.facts(facts));
                *others = Arc::new(self.facts(others));
            }
        }
        (was, is)
    }

    fn facts(&self, facts: &Facts) -> Facts {
        let hidden = facts.iter();
        hidden
            .map(|(name, value)| (name.clone(), self.hide_in(value)))
            .collect()
    }

    fn hide_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.dateless(text).into(),
            Value::Array(items) => items.iter().map(|item| self.hide_in(item)).collect(),
            other => other.clone(),
        }
    }

    /// The rows with the moments of the proof hidden where they are not shared with the other.
    fn rows(&self, rows: &Rows, other: &Rows) -> Rows {
        let hidden = rows.tables.iter().map(|(identity, table)| {
            let shared = other.tables.get(identity);
            if shared.is_some_and(|shared| Arc::ptr_eq(shared, table)) {
                return (identity.clone(), Arc::clone(table));
            }
            let hide = |value: &Option<String>| value.as_ref().map(|it| self.hide(it));
            let hidden = table.rows.iter().map(|row| row.iter().map(hide).collect());
            let table = TableContents {
                rows: hidden.collect(),
                schema: table.schema.clone(),
                name: table.name.clone(),
                columns: table.columns.clone(),
            };
            (identity.clone(), Arc::new(table))
        });
        Rows {
            tables: hidden.collect(),
            sequences: rows.sequences.clone(),
        }
    }

    /// A text without the moments of the proof.
    fn hide(&self, text: &str) -> String {
        let now = OffsetDateTime::now_utc();
        moments::hide(text, [self.began, now].map(|it| it + self.ahead))
    }
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::*;

    #[test]
    fn partitions_of_two_days_are_the_same_on_both_sides_of_midnight() {
        let made_on = |day: i64| {
            let day = |offset| {
                Date::from_julian_day(2_461_374).expect("a day") + Duration::days(day + offset)
            };
            let table = |offset| {
                let name = format!("public.visits_{}", day(offset).to_string().replace('-', ""));
                let bound = format!(
                    "FOR VALUES FROM ('{}') TO ('{}')",
                    day(offset),
                    day(offset + 1)
                );
                let identity = Identity {
                    kind: "table".to_owned(),
                    name,
                };
                let facts: Facts = [("partition_bound".to_owned(), bound.into())].into();
                (Arc::new(identity), Arc::new(facts))
            };
            Catalog {
                objects: [-6, 0, 1].map(table).into(),
            }
        };
        let clock = Clock::beside([].into_iter());
        assert_eq!(clock.diff(&made_on(0), &made_on(1)), []);
        let mut fewer = made_on(1);
        fewer.objects.pop_last();
        let left: Vec<String> = clock
            .diff(&fewer, &made_on(0))
            .iter()
            .map(|it| it.object.to_string())
            .collect();
        assert_eq!(left, ["table public.visits_<date>"]);
    }
}
