//! Checks what a down declares against what was seen.

use std::collections::BTreeSet;

use super::tried::Tried;
use crate::checks::round_trip::losses::Lost;
use crate::checks::round_trip::outcome::Stale;
use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::outcome::{Failure, LostData, StepOutcome};
use crate::findings::Kind;
use crate::migrations::{Loss, Script};
use crate::runner;
use crate::sql::ErrorClass;

/// Notes what a step lost whose every movement ran, and what its down declares that is not so.
pub(in crate::checks::round_trip) fn judge(
    outcome: &mut StepOutcome,
    down: &Script,
    lost: Vec<Lost>,
    tried: &Tried<'_>,
) {
    let declared = &down.directives.loses;
    // Where no row could stand, or rows were taken out of a movement's way, nothing is known of what becomes of them.
    let is_known = |declared: &Loss| {
        let name = [&*declared.schema, &*declared.table].join(".");
        let unfilled = outcome.unfilled.iter().map(|it| &it.table);
        let mut unknown = unfilled.chain(&outcome.emptied);
        !unknown.any(|table| table.replace('"', "") == name) && tried.shows(declared)
    };
    let stale = declared
        .iter()
        .filter(|declared| !lost.iter().any(|lost| is_declared(declared, lost)))
        .filter(|declared| is_known(declared))
        .map(Loss::to_string);
    outcome.stale = stale
        .map(|loss| Stale {
            declared: format!("loses {loss}"),
            words: unborne(down, &loss),
        })
        .collect();
    outcome.lose(lost, down);
    let evidence = Evidence::of_findings(outcome);
    declared_irreversible(outcome, down, evidence);
}

fn unborne(down: &Script, losses: &str) -> String {
    let file = &down.name;
    format!("{file} declares that it loses {losses}, but it does not")
}

/// What bears out that a migration is irreversible.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::checks::round_trip) enum Evidence {
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
        let refuses = |it: &Failure| it.kind == Kind::DownRefusesRows;
        let is_refused = outcome.failures.iter().any(refuses);
        if outcome.differences.is_empty() && outcome.lost.is_empty() && !is_refused {
            Self::None
        } else {
            Self::Found
        }
    }
}

/// Holds a declaration of irreversibility, if there is one, against the evidence.
pub(in crate::checks::round_trip) fn declared_irreversible(
    outcome: &mut StepOutcome,
    down: &Script,
    evidence: Evidence,
) {
    let Some(reason) = &down.directives.irreversible else {
        return;
    };
    let is_unseen = |it: &Failure| matches!(it.kind, Kind::Confined | Kind::Hangs);
    if outcome.failures.iter().any(is_unseen) {
        // It was not seen what the down does.
        return;
    }
    match evidence {
        Evidence::Faulty => {}
        Evidence::None => {
            let file = &down.name;
            let words = format!(
                "{file} declares that it is irreversible because {reason}, but it brings everything back"
            );
            outcome.stale.push(Stale {
                declared: "irreversible".to_owned(),
                words,
            });
        }
        Evidence::Found => outcome.irreversible = Some(reason.clone()),
    }
}

impl StepOutcome {
    /// Notes what is lost, and whether the down declares it.
    pub(in crate::checks::round_trip) fn lose(&mut self, mut lost: Vec<Lost>, down: &Script) {
        lost.sort_by(|a, b| (&a.reported, a.kind).cmp(&(&b.reported, b.kind)));
        // Whoever loses a table has lost its columns with it.
        let whole = lost.iter().filter(|it| it.reported.column.is_none());
        let whole: Vec<Loss> = whole.map(|it| it.reported.clone()).collect();
        lost.retain(|it| {
            it.reported.column.is_none() || !whole.iter().any(|all| all.covers(&it.reported))
        });
        let declared = &down.directives.loses;
        // Of two sorts of one loss the worse one counts, which comes first; of several partitions each must be declared.
        let reported = lost.chunk_by(Lost::is_one_with);
        self.lost = reported
            .map(|all| LostData {
                data: all[0].data.clone(),
                kind: all[0].kind,
                reported: all[0].reported.clone(),
                seen: all.iter().find_map(|lost| lost.seen.clone()),
                declared: all
                    .iter()
                    .all(|lost| declared.iter().any(|declared| is_declared(declared, lost))),
                with: with(all),
                is_made_again: all[0].is_made_again,
            })
            .collect();
        self.drop_consequences();
    }

    /// Where the files name a table that loses rows, what tables lose that no file names is a consequence: rows that go
    /// by a cascade, or sums that a trigger keeps. What is declared is shown for itself, and what comes behind it too.
    fn drop_consequences(&mut self) {
        let Self { lost, up, down, .. } = self;
        let files: Vec<&ScriptFile> = [&*up].into_iter().chain(&*down).collect();
        let is_named = |it: &LostData| files.iter().any(|file| file.names(&it.reported.table));
        let is_fault = |it: &&LostData| it.kind != Kind::Forgets && !it.declared;
        let mut causes = lost.iter().filter(is_fault);
        if causes.any(is_named) {
            lost.retain(|it| !is_fault(&it) || is_named(it));
        }
    }
}

/// What of other tables is lost with the first of these.
fn with(all: &[Lost]) -> Vec<String> {
    let others = all.iter().filter(|it| it.goes_with_others);
    let names: BTreeSet<String> = others.map(|it| it.loss.to_string()).collect();
    names.into_iter().collect()
}

/// Whether a loss is declared: of the table that it is reported of, of the partition where it was seen, or of a table
/// above it.
fn is_declared(declared: &Loss, lost: &Lost) -> bool {
    let of_itself = [&lost.loss, &lost.reported].into_iter();
    of_itself.chain(&lost.above).any(|it| declared.covers(it))
}
