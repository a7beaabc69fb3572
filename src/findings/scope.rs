//! What a check checked, and how far.

use std::borrow::Cow;

use super::{Id, Phase};

/// Everything that a check checked. What it did not check is neither resolved nor new.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// What it claims if nothing is found: `3 migrations proved on PostgreSQL 16.14`.
    pub claim: String,
    /// On which server.
    pub server: String,
    /// What a migration is called that nothing is found of.
    pub sound: &'static str,
    /// The kinds of findings that the check can make.
    pub kinds: Cow<'static, [super::Kind]>,
    /// The migrations that were asked for, oldest first.
    pub steps: Vec<Step>,
    /// The versions of all there are, oldest first, whether they were asked for or not.
    pub all: Vec<String>,
    /// What belongs to no single migration; `None` where it was not asked for.
    pub whole: Option<Whole>,
}

/// One migration.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// As its tool writes its version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// Its up's file name.
    pub file: String,
    /// How far it was proved.
    pub reached: Phase,
    /// Why it is irreversible, as its down declares.
    pub irreversible: Option<String>,
    /// The up, in milliseconds.
    pub up_ms: Option<f64>,
    /// The down, in milliseconds.
    pub down_ms: Option<f64>,
    /// The same on each of several major versions of PostgreSQL, oldest first; empty for a run on one.
    pub on_majors: Vec<OnMajor>,
}

/// One migration on servers of one major version.
#[derive(Debug, Clone, PartialEq)]
pub struct OnMajor {
    /// For instance 16.
    pub major: u32,
    /// How far it was proved.
    pub reached: Phase,
    /// The up, in milliseconds.
    pub up_ms: Option<f64>,
    /// The down, in milliseconds.
    pub down_ms: Option<f64>,
}

/// What belongs to no single migration: a trip through all of them, a database.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// Its name in an acknowledgement: `full_trip`.
    pub name: &'static str,
    /// Its name for people: `head to base to head`.
    pub title: String,
    /// What is said where it alone is at fault: `the full trip is at fault`.
    pub at_fault: String,
    /// How far it was proved.
    pub reached: Phase,
    /// Why it was not proved, or why not all that was seen is a finding.
    pub remark: Option<String>,
}

impl Scope {
    /// Where the migration of an id stands among all that were asked for and not, from 0; `None` where it is of none, or
    /// its migration is gone.
    #[must_use]
    pub fn place(&self, id: &Id) -> Option<usize> {
        self.all.iter().position(|version| id.is_of(version))
    }

    /// Whether a finding of this id would have shown. Of a migration that is gone, everything has.
    #[must_use]
    pub fn would_show(&self, id: &Id) -> bool {
        let phase = id.kind().phase();
        if !self.kinds.contains(&id.kind()) {
            return false;
        }
        if id.is_of_none() {
            let whole = self.whole.as_ref();
            return whole.is_some_and(|whole| whole.reached >= phase);
        }
        match self.steps.iter().find(|step| id.is_of(&step.version)) {
            Some(step) => step.reached >= phase,
            None => self.place(id).is_none(),
        }
    }
}
