//! Findings while they are made.

use std::collections::HashMap;

use super::{Evidence, Finding, Id, Kind, Migration, Place, Severity, Standing};

/// A finding before it has its id.
#[derive(Debug)]
pub struct Draft {
    /// What kind of thing it is.
    pub kind: Kind,
    /// What it does by default.
    pub severity: Severity,
    /// Of which migration; `None` where it is of none.
    pub migration: Option<Migration>,
    /// Where to look for it.
    pub place: Option<Place>,
    /// What it is about, as its kind names it: `users.email`, `index public.idx`.
    pub object: Option<String>,
    /// What tells it apart from others of its kind and migration: no value, no message, no line.
    pub about: Vec<String>,
    /// What an earlier release called it: the word of its kind then, and what it was about.
    pub former: Vec<(&'static str, Vec<String>)>,
    /// A short sentence.
    pub what: String,
    /// What was seen.
    pub evidence: Evidence,
    /// What to do.
    pub help: Option<String>,
    /// Who says that it is meant so, and why.
    pub acknowledged_by: Option<String>,
}

impl Draft {
    /// One with nothing but its kind, its migration and its sentence.
    #[must_use]
    pub fn new(kind: Kind, migration: Option<Migration>, what: String) -> Self {
        Self {
            kind,
            severity: kind.severity(),
            migration,
            place: None,
            object: None,
            about: Vec::new(),
            former: Vec::new(),
            what,
            evidence: Evidence::Nothing,
            help: None,
            acknowledged_by: None,
        }
    }
}

/// The findings so far.
#[derive(Debug, Default)]
pub struct Drafts {
    check: &'static str,
    findings: Vec<Finding>,
    /// How often each id was given: an object's name may be spelt like another's.
    given: HashMap<Id, usize>,
}

impl Drafts {
    /// None yet.
    #[must_use]
    pub fn of(check: &'static str) -> Self {
        Self {
            check,
            ..Self::default()
        }
    }

    /// Gives a finding its id.
    pub fn add(&mut self, draft: Draft) {
        let version = draft.migration.as_ref().map(|it| it.version.clone());
        let version = version.as_deref();
        let mut id = |word, about: &[String]| {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            let nth = self
                .given
                .entry(Id::new(version, word, &about, 0))
                .or_default();
            let id = Id::new(version, word, &about, *nth);
            *nth += 1;
            id
        };
        let is_other =
            |it: &&(&str, Vec<String>)| (it.0, &it.1) != (draft.kind.word(), &draft.about);
        let former = draft.former.iter().filter(is_other);
        let former = former.map(|(word, about)| id(word, about)).collect();
        self.findings.push(Finding {
            id: id(draft.kind.word(), &draft.about),
            former,
            check: self.check,
            kind: draft.kind,
            severity: draft.severity,
            standing: Standing::Note,
            migration: draft.migration,
            place: draft.place,
            object: draft.object,
            what: draft.what,
            evidence: draft.evidence,
            help: draft.help.or(draft.kind.help().map(str::to_owned)),
            acknowledged_by: draft.acknowledged_by,
            seen_on: None,
        });
    }

    /// All of them, in the order in which they were added.
    #[must_use]
    pub fn end(self) -> Vec<Finding> {
        self.findings
    }
}
