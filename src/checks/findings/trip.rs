//! What is found on the trip from head to base and back, beyond what its steps are blamed for.

use super::collect::{Collected, Draft, about};
use super::{Evidence, Kind, words};
use crate::checks::round_trip::{Allowed, Found, FullVerdict, Outcome, StepOutcome};

const STOPS: &str = "the trip from head to base and back stops";

/// Adds the findings of the trip.
pub(super) fn collect<'a>(collected: &mut Collected<'a>, outcome: &'a Outcome, allowed: &Allowed) {
    let trip = &outcome.full_trip;
    if trip.verdict == FullVerdict::Failed {
        // A trip that stops at another migration has another cause.
        let version = stopped_at(outcome).map(|step| step.version.clone());
        let version = version.unwrap_or_default();
        collected.add(None, failed(outcome, &[&version]));
    }
    let is_own = |found: &&Found| !allowed.difference(found) && !is_trace(found, outcome, allowed);
    for found in trip.differences.iter().filter(is_own) {
        let draft = Draft {
            kind: Kind::FullTripDiffers,
            about: &about(found),
            what: words::trip_difference(found),
            file: None,
            line: None,
            evidence: Evidence::Difference(found),
        };
        collected.add(None, draft);
    }
}

fn failed<'a, 'b>(outcome: &'a Outcome, about: &'b [&'b str]) -> Draft<'a, 'b> {
    let trip = &outcome.full_trip;
    let error = trip.error.as_deref().unwrap_or_default();
    let mut draft = Draft {
        kind: Kind::FullTripFailed,
        about,
        what: format!("{STOPS}: {}", words::line(error)),
        file: None,
        line: None,
        evidence: Evidence::Words(error),
    };
    if let (Some(halt), Some(step)) = (&trip.halt, stopped_at(outcome)) {
        let (file, why) = (&halt.failed.file, words::message(&halt.failed));
        draft.what = format!("{STOPS} at {}: {why}", words::line(file));
        let mut files = [Some(&step.up), step.down.as_ref()].into_iter().flatten();
        draft.file = files.find(|script| script.name == *file);
        draft.line = halt.failed.place.as_ref().map(|place| place.line);
    }
    draft
}

fn stopped_at(outcome: &Outcome) -> Option<&StepOutcome> {
    let halt = outcome.full_trip.halt.as_ref()?;
    outcome.steps.get(halt.step)
}

/// Whether a difference of the trip is one that a step is blamed for already.
pub(super) fn is_trace(found: &Found, outcome: &Outcome, allowed: &Allowed) -> bool {
    let trace = &found.difference;
    let told = outcome.steps.iter().flat_map(|step| &step.differences);
    told.filter(|told| !allowed.difference(told)).any(|told| {
        let told = &told.difference;
        (&told.object, told.change, &told.fact) == (&trace.object, trace.change, &trace.fact)
    })
}
