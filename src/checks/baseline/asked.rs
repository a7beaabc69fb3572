//! Whether a proof could have found a recorded finding at all. One that it did not look for is
//! not mended.

use crate::checks::findings::{Id, Kind};
use crate::checks::round_trip::{FullVerdict, Outcome, StepOutcome, Verdict};

/// Whether this proof came far enough to find it. Of a migration that is gone everything is
/// answered.
pub(super) fn is_answered(outcome: &Outcome, id: &Id) -> bool {
    let trip = outcome.full_trip.verdict;
    let is_its = |step: &&StepOutcome| id.is_of(&step.version);
    match id.kind() {
        Kind::FullTripFailed => trip != FullVerdict::NotPossible,
        Kind::FullTripDiffers => matches!(trip, FullVerdict::Equal | FullVerdict::Differs),
        kind => {
            let found = outcome.steps.iter().find(is_its);
            found.is_none_or(|step| reached(step) >= shows_at(kind))
        }
    }
}

/// How far the proof of a step goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Before,
    Up,
    Down,
    UpAgain,
    End,
}

/// How far it came.
fn reached(step: &StepOutcome) -> Moment {
    match step.verdict {
        Verdict::NotReached => Moment::Before,
        Verdict::UpFailed | Verdict::NeedsExtension | Verdict::NeedsNewerPostgres => Moment::Up,
        Verdict::Confined if step.up_ms.is_none() => Moment::Up,
        Verdict::Confined if step.down_ms.is_some() => Moment::UpAgain,
        Verdict::NoDown | Verdict::DownFailed | Verdict::Confined => Moment::Down,
        Verdict::UpAgainFailed => Moment::UpAgain,
        Verdict::Reversible
        | Verdict::DeclaredIrreversible
        | Verdict::Differs
        | Verdict::UndeclaredLoss
        | Verdict::StaleDeclaration => Moment::End,
    }
}

/// How far it has to come before everything of this kind would have shown.
fn shows_at(kind: Kind) -> Moment {
    match kind {
        Kind::UpFailed => Moment::Up,
        Kind::NoDown | Kind::DownFailed => Moment::Down,
        Kind::UpAgainFailed => Moment::UpAgain,
        _ => Moment::End,
    }
}
