//! The names that the migrations write. An object with any other name got it from PostgreSQL, or from a statement that a
//! migration assembled.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::catalog::{self, Catalog, Difference};
use crate::checks::round_trip::clock::Clock;
use crate::migrations::Migrations;

/// Every word of the migrations' files, and whatever stands in quotation marks.
#[derive(Debug)]
pub(in crate::checks::round_trip) struct Written(BTreeSet<String>);

static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""([^"\n]+)"|([\p{L}_][\p{L}\p{N}_$]*)"#).expect("it is sound"));

impl Written {
    pub fn of(migrations: &Migrations) -> Self {
        let files = migrations.scripts().map(|script| script.sql.as_str());
        let names = files.flat_map(|sql| {
            let found = NAME.captures_iter(sql);
            found.flat_map(|it| match (it.get(1), it.get(2)) {
                (Some(quoted), _) => vec![quoted.as_str().to_owned()],
                // A name may stand in a literal, whose letters stay as they are.
                (_, Some(word)) => vec![word.as_str().to_owned(), word.as_str().to_lowercase()],
                _ => Vec::new(),
            })
        });
        Self(names.collect())
    }

    /// As [`Clock::diff`], with one difference of each table for all names that PostgreSQL chose otherwise.
    pub fn diff(&self, clock: &Clock, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let Some((is, mut names)) = catalog::meet(was, is, |name| self.0.contains(name)) else {
            return clock.diff(was, is);
        };
        let mut differences = clock.diff(was, &is);
        for difference in &mut names {
            difference.object.name = clock.dateless(&difference.object.name);
        }
        differences.extend(names);
        differences.sort_by(|a, b| (&a.object, &a.fact).cmp(&(&b.object, &b.fact)));
        differences.dedup_by(|a, b| a.repeats(b));
        differences
    }
}
