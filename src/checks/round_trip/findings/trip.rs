//! Findings of the trip from head to base and back that no single step is at fault for.

use super::{differences, empty_down, failures};
use crate::checks::round_trip::outcome::{
    After, Failure, Found, FullTrip, Outcome, StepError, StepOutcome, TripEnd,
};
use crate::findings::{Draft, Drafts, Evidence, Kind, Severity, words};

const STOPS: &str = "the trip from head to base and back stops";

/// Adds the findings of the trip.
pub(super) fn collect(drafts: &mut Drafts, outcome: &Outcome) {
    let Some(trip) = &outcome.full_trip else {
        return;
    };
    if trip.ended == TripEnd::Failed && behind_empty_down(outcome, trip).is_none() {
        drafts.add(failed(outcome, trip));
    }
    for found in trip.differences.iter().filter(|it| !is_trace(it, outcome)) {
        let place = match found.after {
            After::Down => "at base",
            After::UpAgain => "at head again",
        };
        let what = format!("{place} {}", words::differs(&found.difference));
        let kind = differences::kind(found, Kind::FullTripDiffers);
        let mut draft = Draft::new(kind, None, what);
        draft.object = Some(found.difference.object.to_string());
        draft.about = found.about();
        draft.former = differences::former(kind, Kind::FullTripDiffers, &draft.about);
        draft.evidence = differences::evidence(found);
        let mut steps = outcome.steps.iter();
        if steps.any(|step| differences::is_by_nature(found, &step.dropped_from)) {
            draft.severity = Severity::Note;
        }
        draft.help.clone_from(&found.help);
        drafts.add(draft);
    }
}

fn failed(outcome: &Outcome, trip: &FullTrip) -> Draft {
    let error = trip.error.clone().unwrap_or_default();
    let what = format!("{STOPS}: {}", words::line(&error));
    let mut draft = Draft::new(Kind::FullTripFailed, None, what);
    draft.evidence = Evidence::Words(error);
    draft.help =
        Some("what downs leave or lose prevents it: fix the findings above first".to_owned());
    let step = stopped_at(outcome, trip);
    let version = step.map(|step| step.version.clone()).unwrap_or_default();
    draft.former = vec![(Kind::FullTripFailed.word(), vec![version.clone()])];
    // A trip that stops at another migration, or for another reason, has another cause.
    draft.about = vec![version];
    if let (Some(halt), Some(step)) = (&trip.halt, step) {
        let (file, why) = (&halt.failed.file, words::message(&halt.failed));
        draft.what = format!("{STOPS} at {}: {why}", words::line(file));
        draft.about.extend(failures::about(&halt.failed));
        let mut files = [Some(&step.up), step.down.as_ref()].into_iter().flatten();
        let line = halt.failed.location().map(|it| it.line);
        let file = files.find(|script| script.name == *file);
        draft.place = file.map(|file| file.at(line));
    }
    draft
}

fn stopped_at<'a>(outcome: &'a Outcome, trip: &FullTrip) -> Option<&'a StepOutcome> {
    let halt = trip.halt.as_ref()?;
    outcome.steps.get(halt.step)
}

/// The migration where the trip stops on what its empty down leaves, as its own second up does: that is found there.
fn behind_empty_down<'a>(outcome: &'a Outcome, trip: &FullTrip) -> Option<&'a StepOutcome> {
    let halt = trip.halt.as_ref()?;
    let step = stopped_at(outcome, trip).filter(|step| step.up.name == halt.failed.file);
    let is_same = |it: &&Failure| match &it.error {
        Some(StepError::Sql(failed)) => failures::about(failed) == failures::about(&halt.failed),
        Some(StepError::Words(_)) | None => false,
    };
    step.filter(|step| {
        let mut failures = step.failures.iter().filter(is_same);
        failures.any(|it| empty_down::explains(step, it))
    })
}

/// Why the trip shows no more than it does.
pub(super) fn remark(outcome: &Outcome) -> Option<String> {
    let trip = outcome.full_trip.as_ref()?;
    if trip.ended == TripEnd::NotPossible {
        let error = trip.error.as_ref()?;
        return Some(format!("not possible: {error}"));
    }
    match behind_empty_down(outcome, trip) {
        Some(step) => Some(format!(
            "not made past {} {}, whose down does nothing",
            step.version, step.name
        )),
        None => traces(outcome),
    }
}

/// How much of what the trip shows the steps are at fault for; `None` where it is nothing.
fn traces(outcome: &Outcome) -> Option<String> {
    let trip = outcome.full_trip.as_ref()?;
    let traces = trip.differences.iter().filter(|it| is_trace(it, outcome));
    match traces.count() {
        0 => None,
        1 => Some("1 difference is a trace of what is found in the migrations".to_owned()),
        many => Some(format!(
            "{many} differences are traces of what is found in the migrations"
        )),
    }
}

/// Whether a difference of the trip is already reported of a step.
fn is_trace(found: &Found, outcome: &Outcome) -> bool {
    let trace = &found.difference;
    let mut told = outcome.steps.iter().flat_map(|step| &step.differences);
    told.any(|told| {
        let told = &told.difference;
        (&told.object, told.change, &told.fact) == (&trace.object, trace.change, &trace.fact)
    })
}
