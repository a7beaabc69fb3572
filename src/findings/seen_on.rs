//! On which major versions of PostgreSQL a finding was seen, where several were asked for.

use serde::Serialize;

use super::{Finding, OnMajor, Phase, Scope, Step};

/// Where a finding was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenOn {
    /// The major versions that it was seen on, oldest first.
    pub majors: Vec<u32>,
    /// Those on which as much was proved, and where it was not seen.
    pub not_on: Vec<u32>,
    /// Why those differ; `None` where it was seen wherever as much was proved.
    pub difference: Option<ByMajor>,
}

/// Why a finding was seen on some major versions only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ByMajor {
    /// The older ones lack what the migration uses.
    NotSupported,
    /// A new database of one has something else from the start than that of another.
    ServerDefault,
    /// The same migration does something else.
    Real,
}

impl ByMajor {
    /// Each of them, what has to be fixed first.
    pub const ALL: [Self; 3] = [Self::Real, Self::NotSupported, Self::ServerDefault];

    /// What people read.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NotSupported => "not supported there",
            Self::ServerDefault => "server default differs",
            Self::Real => "a real difference",
        }
    }
}

impl SeenOn {
    /// `on PostgreSQL 14, not on 15 and 16 (not supported there)`; `None` where it was seen wherever as much was proved.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let why = self.difference?.title();
        let [majors, not_on] = [&self.majors, &self.not_on].map(|it| listed(it));
        Some(format!("on PostgreSQL {majors}, not on {not_on} ({why})"))
    }
}

impl Scope {
    /// What was found, and on which major versions unless it was on all.
    #[must_use]
    pub fn said(&self, finding: &Finding) -> String {
        match self.seen_on(finding) {
            Some(on) => format!("{} {on}", finding.what),
            None => finding.what.clone(),
        }
    }

    /// Where a finding was seen, for people; `None` where it was seen on each major version that was asked for.
    #[must_use]
    pub fn seen_on(&self, finding: &Finding) -> Option<String> {
        let seen = finding.seen_on.as_ref()?;
        let asked = self.steps.first().map_or(0, |step| step.on_majors.len());
        let on_some = || format!("on PostgreSQL {}", listed(&seen.majors));
        let is_on_some = seen.majors.len() < asked;
        seen.words().or_else(|| is_on_some.then(on_some))
    }
}

impl Finding {
    /// Why it was seen on some major versions only; `None` where it was seen wherever as much was proved.
    #[must_use]
    pub fn difference(&self) -> Option<ByMajor> {
        self.seen_on.as_ref()?.difference
    }
}

impl Step {
    /// The major versions on which it was not reached, where it was on others.
    #[must_use]
    pub fn unreached_on(&self) -> Vec<u32> {
        let is_unreached = |on: &&OnMajor| on.reached == Phase::Unreached;
        let unreached = self.on_majors.iter().filter(is_unreached);
        let unreached: Vec<u32> = unreached.map(|on| on.major).collect();
        if unreached.len() < self.on_majors.len() {
            unreached
        } else {
            Vec::new()
        }
    }
}

/// `14, 15 and 16`.
#[must_use]
pub fn listed(majors: &[u32]) -> String {
    let words: Vec<String> = majors.iter().map(u32::to_string).collect();
    match words.split_last() {
        None => String::new(),
        Some((one, [])) => one.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
