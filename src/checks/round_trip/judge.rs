//! The verdict of one migration, and what its down declares held against what was found.

use super::outcome::{Allowed, Found, LostData, StepError, StepOutcome, Verdict};
use super::place::Stale;
use crate::migrations::{Loss, Script};
use crate::runner;
use crate::sql::ErrorClass;

/// Gives the verdict of a step whose every movement ran.
pub(super) fn judge(outcome: &mut StepOutcome, down: &Script, lost: Vec<Loss>, allowed: &Allowed) {
    let declared = &down.directives.loses;
    let stale: Vec<String> = declared
        .iter()
        .filter(|declared| !lost.iter().any(|loss| covers(declared, loss)))
        .map(Loss::to_string)
        .collect();
    outcome.stale = stale
        .iter()
        .map(|loss| Stale {
            declared: format!("loses {loss}"),
            words: unborne(down, loss),
        })
        .collect();
    outcome.lose(lost, down);
    let is_allowed = |found: &Found| allowed.difference(found);
    if !outcome.differences.iter().all(is_allowed) {
        outcome.verdict = Verdict::Differs;
    } else if !allowed.loss && outcome.lost.iter().any(|lost| !lost.declared) {
        outcome.verdict = Verdict::UndeclaredLoss;
    } else if !stale.is_empty() {
        outcome.verdict = Verdict::StaleDeclaration;
        outcome.error = Some(StepError::Words(unborne(down, &stale.join(", "))));
    }
    let evidence = Evidence::of_findings(outcome);
    declared_irreversible(outcome, down, evidence);
}

fn unborne(down: &Script, losses: &str) -> String {
    let file = &down.name;
    format!("{file} declares that it loses {losses}, but it does not")
}

/// What bears out that a migration is irreversible.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The way back is refused, or something is not as it was.
    Found,
    /// The down does not run, for a reason that somebody could mend.
    Faulty,
    /// Nothing.
    None,
}

impl Evidence {
    /// What a down that failed bears out. A statement that cannot be understood or names what is not
    /// there is a slip, and no refusal.
    pub fn of_failure(error: &runner::Error) -> Self {
        match error {
            runner::Error::Sql { failed, .. } => {
                match failed.sqlstate.as_deref().map(ErrorClass::of) {
                    Some(ErrorClass::SyntaxErrorOrAccessRuleViolation) | None => Self::Faulty,
                    Some(_) => Self::Found,
                }
            }
            _ => Self::Faulty,
        }
    }

    pub fn of_findings(outcome: &StepOutcome) -> Self {
        if outcome.differences.is_empty() && outcome.lost.is_empty() {
            Self::None
        } else {
            Self::Found
        }
    }
}

/// Holds a declaration of irreversibility, if there is one, against the evidence.
pub(super) fn declared_irreversible(outcome: &mut StepOutcome, down: &Script, evidence: Evidence) {
    let Some(reason) = &down.directives.irreversible else {
        return;
    };
    if outcome.verdict == Verdict::Confined {
        // It was not seen what the down does.
        return;
    }
    let (verdict, words) = match evidence {
        Evidence::Faulty => return,
        Evidence::None => {
            let file = &down.name;
            let words = format!(
                "{file} declares that it is irreversible because {reason}, but it brings everything back"
            );
            outcome.stale.push(Stale {
                declared: "irreversible".to_owned(),
                words: words.clone(),
            });
            (Verdict::StaleDeclaration, words)
        }
        Evidence::Found => (
            Verdict::DeclaredIrreversible,
            format!("irreversible because {reason}"),
        ),
    };
    outcome.verdict = verdict;
    outcome.error = Some(StepError::Words(words));
}

impl StepOutcome {
    /// Notes what is lost, and whether the down declares it.
    pub(super) fn lose(&mut self, mut lost: Vec<Loss>, down: &Script) {
        lost.sort();
        lost.dedup();
        // Whoever loses a table has lost its columns with it.
        let tables: Vec<Loss> = lost
            .iter()
            .filter(|loss| loss.column.is_none())
            .cloned()
            .collect();
        lost.retain(|loss| loss.column.is_none() || !tables.iter().any(|it| covers(it, loss)));
        let declared = &down.directives.loses;
        self.lost = lost
            .iter()
            .map(|loss| LostData {
                data: loss.to_string(),
                declared: declared.iter().any(|declared| covers(declared, loss)),
            })
            .collect();
    }
}

/// Whether a declared loss is this one, or the loss of its whole table.
fn covers(declared: &Loss, loss: &Loss) -> bool {
    let table = |loss: &Loss| (loss.schema.clone(), loss.table.clone());
    table(declared) == table(loss) && (declared.column.is_none() || declared.column == loss.column)
}
