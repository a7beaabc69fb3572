//! Findings: what somebody has to fix or to know, with an id that is the same from run to run.
//!
//! Every check returns [`Findings`]. What becomes of one, by its severity, by what was asked, by an acknowledgement or
//! by a baseline, is decided here, and no check is known by name.

#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new kind or standing is decided wherever one is matched"
)]

mod acknowledge;
mod baseline;
mod draft;
mod evidence;
mod id;
mod kind;
mod merge;
mod pages;
mod phase;
mod policy;
mod scope;
mod seen_on;
pub mod words;

pub use baseline::{Accept, Baseline, Error, Written};
pub use draft::{Draft, Drafts};
pub use evidence::{Evidence, Looks};
pub use id::Id;
pub use kind::{Directive, Hides, Kind, Severity};
pub use merge::FoundOn;
pub use phase::Phase;
pub use policy::{Notes, Policy, Standing};
pub use scope::{OnMajor, Scope, Step, Whole};
pub use seen_on::{ByMajor, SeenOn, listed};

use std::path::PathBuf;

use serde::Serialize;

/// One thing to fix or to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Its name, in every run the same.
    pub id: Id,
    /// What earlier releases called it.
    #[serde(skip)]
    pub former: Vec<Id>,
    /// The command that asked.
    pub check: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Whether it fails by default.
    pub severity: Severity,
    /// How it counts in this run.
    pub standing: Standing,
    /// Of which migration; `None` where it is of none.
    pub migration: Option<Migration>,
    /// Where to look for it.
    pub place: Option<Place>,
    /// What it is about.
    pub object: Option<String>,
    /// A short sentence, on one line.
    pub what: String,
    /// What was seen.
    pub evidence: Evidence,
    /// What to do.
    pub help: Option<String>,
    /// Who says that it is meant so, and why.
    pub acknowledged_by: Option<String>,
    /// On which of several major versions of PostgreSQL it was seen; `None` for a run on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_on: Option<SeenOn>,
}

/// A migration, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// As its tool writes its version.
    pub version: String,
    /// Its name.
    pub name: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// Where it was read from.
    #[serde(skip)]
    pub path: PathBuf,
    /// From 1, where it is known.
    pub line: Option<usize>,
    /// From 1, in characters, where it is known.
    pub column: Option<usize>,
}

/// A finding of the baseline that is resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// Its id.
    pub id: Id,
    /// Its sentence in the baseline.
    pub what: String,
}

/// A remark: not a finding, but good to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What is common to all of it.
    pub title: &'static str,
    /// One line in place of the list, which `--verbose` prints.
    pub summary: Option<String>,
    /// The objects that it concerns, by reason.
    pub groups: Vec<Group>,
}

/// The objects that a remark concerns for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Their names.
    pub names: Vec<String>,
    /// The reason, if there is one.
    pub why: Option<String>,
}

/// Figures that need no action: a table that `--verbose` prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// What they are of, and what they come to.
    pub title: String,
    /// What stands in each column.
    pub header: Vec<&'static str>,
    /// What the figures of a line are of, and the figures.
    pub lines: Vec<Vec<String>>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The command that asked.
    pub check: &'static str,
    /// Oldest migration first, what is of none last.
    pub items: Vec<Finding>,
    /// What was checked, and how far.
    pub scope: Scope,
    /// A remark: not a finding, but good to know.
    pub remarks: Vec<Remark>,
    /// Remarks that only `--verbose` prints.
    pub details: Vec<Remark>,
    /// Where the check has any.
    pub figures: Option<Figures>,
    /// The findings of the baseline that are resolved.
    pub resolved: Vec<Resolved>,
}

impl Findings {
    /// What a check found, where nothing else was asked than what fails by default.
    #[must_use]
    pub fn new(
        check: &'static str,
        items: Vec<Finding>,
        scope: Scope,
        remarks: Vec<Remark>,
    ) -> Self {
        let findings = Self {
            check,
            items,
            scope,
            remarks,
            details: Vec::new(),
            figures: None,
            resolved: Vec::new(),
        };
        findings.under(&Policy::default())
    }

    /// The same with what is told only to who asks for everything.
    #[must_use]
    pub fn with_details(self, details: Vec<Remark>) -> Self {
        Self { details, ..self }
    }

    /// The same, where this was asked.
    #[must_use]
    pub fn under(mut self, policy: &Policy) -> Self {
        for finding in &mut self.items {
            finding.standing = policy.standing(finding);
        }
        self
    }

    /// Whether any finding fails the run.
    #[must_use]
    pub fn fail(&self) -> bool {
        self.items.iter().any(|finding| finding.standing.fails())
    }

    /// Whether there is nothing to fix, known or not.
    #[must_use]
    pub fn hold(&self) -> bool {
        !self.items.iter().any(|finding| finding.standing.is_fault())
    }

    /// How many findings stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        let standings = self.items.iter().map(|finding| finding.standing);
        standings.filter(|it| *it == standing).count()
    }

    /// The findings of one migration; of none where there is none.
    pub fn of<'a>(&'a self, version: Option<&'a str>) -> impl Iterator<Item = &'a Finding> {
        let is_its = move |finding: &&Finding| finding.version() == version;
        self.items.iter().filter(is_its)
    }

    /// The worst that has to be fixed in one migration.
    #[must_use]
    pub fn worst<'a>(&'a self, version: &'a str) -> Option<&'a Finding> {
        let faults = self.of(Some(version)).filter(|it| it.standing.is_fault());
        // Of several of one kind, the first.
        faults.min_by_key(|finding| finding.kind)
    }
}

impl Findings {
    /// Of what was found on several major versions of PostgreSQL, what was found on one of them.
    #[must_use]
    pub fn on(&self, major: u32) -> Self {
        let is_on = |it: &&Finding| {
            let seen = it.seen_on.as_ref();
            seen.is_none_or(|seen| seen.majors.contains(&major))
        };
        Self {
            items: self.items.iter().filter(is_on).cloned().collect(),
            ..self.clone()
        }
    }

    /// The same with what another check of the same thing found.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.scope.claim += &format!("; {}", other.scope.claim);
        self.scope.kinds.to_mut().extend(other.scope.kinds.iter());
        let holds = [self.hold(), other.hold()];
        if let (Some(whole), Some(more)) = (&mut self.scope.whole, other.scope.whole) {
            whole.reached = whole.reached.min(more.reached);
            match holds {
                [_, true] => {}
                [true, false] => whole.at_fault = more.at_fault,
                [false, false] => whole.at_fault += &format!("; {}", more.at_fault),
            }
        }
        self.items.extend(other.items);
        self.remarks.extend(other.remarks);
        self
    }

    /// What a migration needs that servers of some of several major versions lack, so that it ended there.
    #[must_use]
    pub fn stopped<'a>(&'a self, version: &'a str) -> Option<&'a Finding> {
        self.of(Some(version)).find(|it| {
            let seen = it.seen_on.as_ref();
            seen.is_some_and(|seen| seen.difference == Some(ByMajor::NotSupported))
        })
    }
}

impl Finding {
    /// Its migration's version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.migration.as_ref().map(|it| it.version.as_str())
    }
}
