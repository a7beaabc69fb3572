//! A down that does nothing is one finding, whatever it leaves.

use crate::catalog::Class;
use crate::checks::round_trip::outcome::{After, Failure, Found, StepError, StepOutcome};
use crate::findings::{Drafts, Evidence, Kind, words};
use crate::sql::is_duplicate;

/// Whether a step's down holds no statement, and several things of its up are there after it.
pub(super) fn is_at_fault(step: &StepOutcome) -> bool {
    is_empty(step) && matters(step).count() > 1
}

/// Whether a failure is the second up meeting what an empty down leaves.
pub(super) fn explains(step: &StepOutcome, failure: &Failure) -> bool {
    is_empty(step) && matters(step).next().is_some() && meets_what_is_left(failure)
}

fn is_empty(step: &StepOutcome) -> bool {
    step.down.as_ref().is_some_and(|down| down.is_empty)
}

fn matters(step: &StepOutcome) -> impl Iterator<Item = &Found> {
    left(step).filter(|it| it.class == Class::Schema)
}

fn meets_what_is_left(failure: &Failure) -> bool {
    const REPEATED_ROW: &str = "23505";
    let Some(StepError::Sql(failed)) = &failure.error else {
        return false;
    };
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let is_there = is_duplicate(state) || state == REPEATED_ROW;
    failure.kind == Kind::UpAgainFailed && is_there
}

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome) {
    let mut draft = step.draft(
        Kind::Differs,
        format!("the down does nothing, and leaves what {} makes", step.file),
    );
    draft.place = step.down.as_ref().map(|file| file.at(None));
    draft.about = vec!["down".to_owned(), "empty".to_owned()];
    let known = |found: &Found| (Kind::Differs.word(), found.about());
    draft.former = left(step).map(known).collect();
    let of_failure = |it: &Failure| (it.kind.word(), Vec::new());
    let failures = step.failures.iter().filter(|it| explains(step, it));
    draft.former.extend(failures.map(of_failure));
    // What is only written otherwise is no fault, and goes with the others.
    let lines = left(step).filter(|it| it.class != Class::Cosmetic);
    let lines = lines.map(|it| words::differs(&it.difference) + "\n");
    let lines: String = lines.collect();
    draft.evidence = Evidence::Words(format!("{}:\n{}", draft.what, lines.trim_end()));
    draft.help = Some(
        "write what undoes the up, or declare '-- pgconform: irreversible because ...'".to_owned(),
    );
    draft.acknowledged_by = step.given_up();
    drafts.add(draft);
}

fn left(step: &StepOutcome) -> impl Iterator<Item = &Found> {
    let is_left = |it: &&Found| it.after == After::Down;
    step.differences.iter().filter(is_left)
}
