//! Would the same migrations make the same schema on another major version of PostgreSQL?
//!
//! What is compared is what they make on new servers, not what pg_upgrade makes of an old one.

use serde::Serialize;

use super::{Error, drift};
use crate::catalog::{Difference, diff};
use crate::findings::{Draft, Drafts, Evidence, Findings, Kind, Looks, Phase, Scope, Whole, words};
use crate::migrations::Migrations;
use crate::postgres::Source;
use crate::runner::{self, FailedSql, Limits};

const KINDS: &[Kind] = &[
    Kind::UpFailed,
    Kind::UpgradeDiffers,
    Kind::StaleAcknowledgement,
];

const LOOKS: Looks = Looks {
    heading: None,
    missing: "not made there",
    leftover: "made there only",
    was: "now",
    is: "there",
};

/// What was seen. What of it is to be fixed, [`Outcome::findings`] says.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The major version now.
    pub from: u32,
    /// The other one.
    pub to: u32,
    /// What the migrations make otherwise: `was` is what they make now, `is` what they make on the other.
    pub differences: Vec<Difference>,
    /// Where they stop on the other one.
    pub failed: Option<Box<FailedSql>>,
    #[serde(skip)]
    head: String,
}

/// Runs the migrations on a server of each, and compares what they make.
///
/// An error where they do not run on that of now.
pub async fn rehearse(
    from: &Source,
    to: &Source,
    migrations: &Migrations,
    limits: Limits,
) -> Result<Outcome, Error> {
    let head = Some(migrations.head());
    let was = drift::made_by(from, migrations, head, limits).await?;
    let mut outcome = Outcome {
        from: from.settings().major().number(),
        to: to.settings().major().number(),
        differences: Vec::new(),
        failed: None,
        head: migrations.head().to_string(),
    };
    match drift::made_by(to, migrations, head, limits).await {
        Ok(is) => outcome.differences = diff(&was, &is),
        Err(Error::Runner(runner::Error::Sql { failed, .. })) => {
            outcome.failed = Some(failed);
        }
        Err(error) => return Err(error),
    }
    Ok(outcome)
}

impl Outcome {
    /// What is to be fixed, in the order of the objects, as findings of the command that asks.
    #[must_use]
    pub fn findings(&self, check: &'static str) -> Findings {
        let mut drafts = Drafts::of(check);
        let on = format!("on PostgreSQL {}", self.to);
        if let Some(failed) = &self.failed {
            let file = words::line(&failed.file);
            let what = format!("{on} {file} fails: {}", words::message(failed));
            let mut draft = Draft::new(Kind::UpFailed, None, what);
            draft.about = [file].into_iter().chain(failed.sqlstate.clone()).collect();
            draft.evidence = Evidence::Sql(failed.clone());
            drafts.add(draft);
        }
        for difference in &self.differences {
            let what = format!("{on} {}", words::differs(difference));
            let mut draft = Draft::new(Kind::UpgradeDiffers, None, what);
            draft.object = Some(difference.object.to_string());
            draft.about = words::about(difference).to_vec();
            draft.evidence = Evidence::Difference {
                difference: difference.clone(),
                looks: &LOOKS,
            };
            drafts.add(draft);
        }
        Findings::new(check, drafts.end(), self.scope(), Vec::new())
    }

    fn scope(&self) -> Scope {
        let Self { from, to, head, .. } = self;
        Scope {
            claim: format!(
                "up to {head} the migrations make the same on PostgreSQL {to} as on {from}"
            ),
            kinds: KINDS.into(),
            whole: Some(Whole {
                name: "database",
                title: format!("PostgreSQL {from} to {to}"),
                at_fault: format!(
                    "the migrations do not make the same on PostgreSQL {to} as on {from}"
                ),
                reached: if self.failed.is_some() {
                    Phase::Up
                } else {
                    Phase::Compared
                },
                remark: None,
            }),
            ..Scope::default()
        }
    }
}
