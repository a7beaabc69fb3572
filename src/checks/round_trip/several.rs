//! The same migrations proved on servers of several major versions, as one result.

use serde::Serialize;

use super::findings::View;
use super::outcome::Outcome;
use crate::catalog::{Difference, diff};
use crate::connection;
use crate::findings::{Evidence, Finding, Findings, FoundOn};

/// What was seen on each, oldest major version first.
#[derive(Debug, Clone)]
pub struct Proofs {
    outcomes: Vec<Outcome>,
}

/// The JSON form: of one proof as ever, of several each under `majors`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ProofsView<'a> {
    /// Of one major version.
    One(Box<View<'a>>),
    /// Of several.
    Several {
        /// Oldest first.
        majors: Vec<View<'a>>,
    },
}

impl Proofs {
    /// These, if there are any.
    #[must_use]
    pub fn of(outcomes: Vec<Outcome>) -> Option<Self> {
        (!outcomes.is_empty()).then_some(Self { outcomes })
    }

    /// Each of them, oldest major version first.
    #[must_use]
    pub fn all(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// What is to be fixed and to be known. What was seen on several major versions is one finding.
    #[must_use]
    pub fn findings(&self) -> Findings {
        if let [one] = &self.outcomes[..] {
            return one.findings();
        }
        let of = |outcome: &Outcome| FoundOn {
            major: major(outcome),
            findings: outcome.findings(),
        };
        let all: Vec<FoundOn> = self.outcomes.iter().map(of).collect();
        let server = self.server();
        let claim = self.outcomes[0].claim(&server);
        let defaults = self.defaults();
        Findings::merged(&all, claim, server, |finding| is_of(finding, &defaults))
    }

    /// What JSON has beside the findings, which are those of [`Proofs::findings`].
    #[must_use]
    pub fn view(&self, findings: &Findings) -> ProofsView<'_> {
        if let [one] = &self.outcomes[..] {
            return ProofsView::One(Box::new(one.view(findings)));
        }
        let outcomes = self.outcomes.iter();
        let majors = outcomes.map(|it| it.view(&findings.on(major(it))));
        ProofsView::Several {
            majors: majors.collect(),
        }
    }

    /// `PostgreSQL 14.23, 15.18 and 16.14, local`.
    fn server(&self) -> String {
        let versions: Vec<&str> = self
            .outcomes
            .iter()
            .map(|it| &*it.postgres.version)
            .collect();
        let (last, others) = versions.split_last().unwrap_or((&"", &[]));
        self.outcomes[0].server(&format!("{} and {last}", others.join(", ")))
    }

    /// What differs between the major versions before the first step: the servers' own defaults.
    fn defaults(&self) -> Vec<Difference> {
        let pairs = self.outcomes.windows(2);
        let differences = pairs.map(|pair| diff(&pair[0].at_base, &pair[1].at_base));
        differences.flatten().collect()
    }
}

fn major(outcome: &Outcome) -> u32 {
    connection::major(&outcome.postgres.version).unwrap_or_default()
}

/// Whether a finding is about what is another thing in a new database of another major version.
fn is_of(finding: &Finding, defaults: &[Difference]) -> bool {
    match &finding.evidence {
        Evidence::Difference { difference, .. } => {
            let is_same =
                |it: &Difference| (&it.object, &it.fact) == (&difference.object, &difference.fact);
            defaults.iter().any(is_same)
        }
        Evidence::Sql(_) | Evidence::Words(_) | Evidence::Nothing => false,
    }
}
