//! What somebody has to mend, one by one: a proof as a list of findings that can be counted, named,
//! and known from one run to the next.

mod collect;
mod id;
mod kind;
mod trip;
mod words;

pub use id::Id;
pub use kind::Kind;

use std::collections::HashSet;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::round_trip::{Allowed, Found, LostData, Outcome};
use crate::runner::FailedSql;

/// One thing to mend.
#[derive(Debug, Clone, Serialize)]
pub struct Finding<'a> {
    /// Its name, in every run the same.
    pub id: Id,
    /// Of which migration; `None` for the full trip.
    pub version: Option<String>,
    /// The migration's name.
    pub name: Option<String>,
    /// The name of the file in which to look for it.
    pub file: Option<String>,
    /// The line of that file, from 1, where it is known.
    pub line: Option<usize>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// A short sentence, on one line.
    pub what: String,
    /// Whether it fails the run.
    #[serde(rename = "known", serialize_with = "is_known")]
    pub standing: Standing,
    /// Where that file was read from.
    #[serde(skip)]
    pub path: Option<&'a Path>,
    /// Which step, as its place among all of them, from 0; `None` for the full trip.
    #[serde(skip)]
    pub step: Option<usize>,
    /// What was seen.
    #[serde(skip)]
    pub evidence: Evidence<'a>,
}

/// What bears a finding out.
#[derive(Debug, Clone)]
pub enum Evidence<'a> {
    /// An SQL error.
    Sql(&'a FailedSql),
    /// An error of another kind, or a declaration.
    Words(&'a str),
    /// A difference.
    Difference(&'a Found),
    /// Data that is gone, and what to do about it.
    Lost(&'a LostData, String),
    /// A down that is not there, and what to do about it.
    NoDown(String),
}

/// What a finding does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The run fails.
    Fails,
    /// It is of a kind that was not asked to fail the run.
    Tolerated,
    /// A baseline holds it.
    Known,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_known<S: Serializer>(standing: &Standing, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(*standing == Standing::Known)
}

/// A finding of an earlier day that is found no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// Its id.
    pub id: Id,
    /// What was said of it then.
    pub what: String,
}

/// A proof with its findings. Its JSON form is documented in the README and stable.
#[derive(Debug, Clone, Serialize)]
pub struct Judged<'a> {
    /// What the proof saw.
    #[serde(flatten)]
    pub outcome: &'a Outcome,
    /// What is to be mended: oldest migration first, the full trip last.
    pub findings: Vec<Finding<'a>>,
    /// What the baseline holds and was not found any more.
    pub mended: Vec<Mended>,
    /// What the proof was told to let pass.
    #[serde(skip)]
    pub allowed: Allowed,
}

impl<'a> Judged<'a> {
    /// Every finding fails.
    #[must_use]
    pub fn new(outcome: &'a Outcome, allowed: Allowed) -> Self {
        Self {
            findings: collect::collect(outcome, &allowed),
            outcome,
            mended: Vec::new(),
            allowed,
        }
    }

    /// Only findings of these kinds fail.
    #[must_use]
    pub fn failing_on(mut self, kinds: &[Kind]) -> Self {
        for finding in &mut self.findings {
            if finding.standing == Standing::Fails && !kinds.contains(&finding.kind) {
                finding.standing = Standing::Tolerated;
            }
        }
        self
    }

    /// Findings of these ids fail no more; `mended` are those of them that are not found any more.
    #[must_use]
    pub fn knowing(mut self, known: &HashSet<Id>, mended: Vec<Mended>) -> Self {
        self.mended = mended;
        for finding in &mut self.findings {
            if known.contains(&finding.id) {
                finding.standing = Standing::Known;
            }
        }
        self
    }

    /// Whether any finding fails the run.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.count(Standing::Fails) > 0
    }

    /// How many findings stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        let standings = self.findings.iter().map(|finding| finding.standing);
        standings.filter(|it| *it == standing).count()
    }

    /// The findings of one step, by its place among all of them.
    pub fn of_step(&self, step: usize) -> impl Iterator<Item = &Finding<'a>> {
        let is_its = move |finding: &&Finding<'a>| finding.step == Some(step);
        self.findings.iter().filter(is_its)
    }

    /// Whether a difference of the full trip is one that a step is blamed for.
    #[must_use]
    pub fn is_trace(&self, found: &Found) -> bool {
        trip::is_trace(found, self.outcome, &self.allowed)
    }
}
