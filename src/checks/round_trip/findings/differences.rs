//! Findings about objects that are not as they were.

use std::collections::BTreeSet;

use serde_json::Value;

use super::empty_down;
use crate::catalog::{Change, Class, Difference};
use crate::checks::help;
use crate::checks::round_trip::outcome::{After, Found, StepOutcome};
use crate::findings::{Drafts, Evidence, Kind, Looks, Severity, words};

const AFTER_DOWN: Looks = looks("after the down, compared with before the up:");
const AFTER_UP_AGAIN: Looks = looks("after the second up, compared with the first:");

const fn looks(heading: &'static str) -> Looks {
    Looks {
        heading: Some(heading),
        missing: "missing",
        leftover: "left over",
        was: "was",
        is: "is",
    }
}

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome) {
    let is_empty = empty_down::is_at_fault(step);
    let is_own = |it: &&Found| !(is_empty && it.after == After::Down);
    // What has another name is reported by the one that it had.
    let is_reported = |it: &&Found| is_own(it) && !is_other_name(it);
    for found in step.differences.iter().filter(is_reported) {
        let line = created_by_down(found, step);
        let mut draft = step.draft(kind(found, Kind::Differs), what(found, line));
        // Whatever is left is the down's doing.
        draft.place = step.down.as_ref().map(|file| file.at(line));
        draft.object = Some(found.difference.object.to_string());
        draft.about = found.about();
        draft.former = former(draft.kind, Kind::Differs, &draft.about);
        let twin = step.differences.iter().find(|it| is_twin(found, it));
        let of_twin = twin.map(|it| (Kind::Differs.word(), it.about()));
        draft.former.extend(of_twin);
        draft.evidence = evidence(found);
        if is_by_nature(found, &step.dropped_from) {
            draft.severity = Severity::Note;
            draft.help = Some(ADDED_AT_THE_END.to_owned());
        } else if !is_in_other_words(found) {
            draft.help = help_of(found, step).map(|help| with_statement(help, found, step));
        }
        draft.acknowledged_by = step.given_up();
        drafts.add(draft);
    }
}

const ADDED_AT_THE_END: &str =
    "PostgreSQL adds a column at the end only: accept it with --allow column-order";

const LABEL_STAYS: &str = "PostgreSQL drops no enum value: acknowledge in pgconform.toml that the label stays, which the up allows for, or make the type again without it and rebuild what uses it";

/// Whether a difference is one of words alone, of which nothing is to be put back.
fn is_in_other_words(found: &Found) -> bool {
    found.class == Class::Cosmetic && found.difference.fact.as_deref() != Some("comment")
}

/// Whether it is what another finding calls by its earlier name.
fn is_other_name(found: &Found) -> bool {
    found.other_name.is_some() && found.difference.change == Change::Leftover
}

/// Whether another is the same thing under the name that it has now.
fn is_twin(found: &Found, other: &Found) -> bool {
    is_other_name(other)
        && other.after == found.after
        && other.difference.object.kind == found.difference.object.kind
        && found.other_name.as_ref() == Some(&other.difference.object.name)
}

/// The line of the down that creates what is there after it, and was not before the up.
fn created_by_down(found: &Found, step: &StepOutcome) -> Option<usize> {
    let is_new = found.after == After::Down && found.difference.change == Change::Leftover;
    let down = step.down.as_ref().filter(|_| is_new)?;
    down.creates_at(&found.difference.object)
}

/// What is said of a difference; `line` is that of the down which creates it.
fn what(found: &Found, line: Option<usize>) -> String {
    let object = words::line(&found.difference.object.to_string());
    if line.is_some() {
        return format!("the down creates {object}, which did not exist before the up");
    }
    let after = match found.after {
        After::Down => "after the down",
        After::UpAgain => "after the second up",
    };
    match &found.other_name {
        Some(name) => format!("{after} {object} has the name {}", words::line(name)),
        None => format!("{after} {}", differs(found)),
    }
}

fn differs(found: &Found) -> String {
    let object = words::line(&found.difference.object.to_string());
    match found.difference.fact.as_deref() {
        Some("generated_names") => format!("parts of {object} have other names"),
        Some("body") if is_in_other_words(found) => {
            format!("{object} has its body with other white space or comments")
        }
        Some(fact) if is_in_other_words(found) => {
            format!("{object} has its {fact} in other words, which mean the same")
        }
        _ => words::differs(&found.difference),
    }
}

pub(super) fn evidence(found: &Found) -> Evidence {
    Evidence::Difference {
        difference: found.difference.clone(),
        looks: match found.after {
            After::Down => &AFTER_DOWN,
            After::UpAgain => &AFTER_UP_AGAIN,
        },
    }
}

/// What to do about a column that has another name, where only one of its table has.
fn renamed(found: &Found, all: &[Found]) -> Option<String> {
    let others = all.iter().filter(|it| it.after == found.after);
    let mut helps = others.filter_map(|other| {
        help::renamed(&found.difference, &other.difference)
            .or_else(|| help::renamed(&other.difference, &found.difference))
    });
    let first = helps.next()?;
    helps.next().is_none().then_some(first)
}

/// What to do about a difference, in the light of the others, of what the up dropped and of what the down creates.
pub(super) fn help_of(found: &Found, step: &StepOutcome) -> Option<String> {
    if let Some(line) = created_by_down(found, step) {
        let file = step.down.as_ref().map(|it| words::line(&it.name));
        let file = file.unwrap_or_default();
        return Some(format!(
            "leave out the statement in {file}:{line}, or acknowledge in pgconform.toml that it stays"
        ));
    }
    if let Some(help) = said_by_down(found, step) {
        return Some(help);
    }
    if let Some(name) = &found.other_name {
        return help::has_other_name(&found.difference, name);
    }
    let is_enum = found.difference.object.kind == "enum";
    let own = || {
        // Repeating what the up says is not advice.
        let is_said = is_enum && found.after == After::Down && step.up.adds_values_again();
        is_said
            .then(|| LABEL_STAYS.to_owned())
            .or_else(|| found.help.clone())
    };
    match found.after {
        After::Down => renamed(found, &step.differences)
            .or_else(|| help::missing(&found.difference, &step.touched))
            .map(|help| with_its_function(help, found, step))
            .or_else(own),
        After::UpAgain => own(),
    }
}

/// The same help, where it creates a trigger whose function is missing as well.
fn with_its_function(help: String, found: &Found, step: &StepOutcome) -> String {
    let is_missing_function = |it: &&Found| {
        let Difference { object, change, .. } = &it.difference;
        it.after == After::Down && *change == Change::Missing && object.kind == "function"
    };
    let mut functions = step.differences.iter().filter(is_missing_function);
    let is_its = |it: &Found| help.contains(&format!(" FUNCTION {}", it.difference.object.name));
    if found.difference.object.kind == "trigger" && functions.any(is_its) {
        return format!(
            "{help}, behind the CREATE FUNCTION of its function, which is missing as well"
        );
    }
    help
}

/// What to do where the down itself says otherwise of a column than what stood, and nothing of it is to be put back: it makes
/// the column anew, or changes what the up leaves alone.
fn said_by_down(found: &Found, step: &StepOutcome) -> Option<String> {
    let Difference { object, fact, .. } = &found.difference;
    let (down, fact) = (step.down.as_ref()?, fact.as_deref()?);
    if found.after != After::Down || found.difference.change != Change::Changed {
        return None;
    }
    let at = |line: usize| format!("{}:{line}", words::line(&down.name));
    let was_required = fact == "not_null" && found.difference.was == Some(Value::Bool(true));
    match (
        down.makes_column_at(object),
        down.alters_column_at(object, fact),
    ) {
        (Some(line), None) if was_required => {
            Some(format!("in {}, write NOT NULL for the column", at(line)))
        }
        (None, Some((line, done))) => {
            // A column that was NOT NULL before is as it was where the up says so once more.
            let changes = |(_, done): (usize, String)| !(was_required && done.starts_with("SET"));
            let is_the_ups = step.up.alters_column_at(object, fact).is_some_and(changes)
                || step.up.makes_column_at(object).is_some();
            let place = at(line);
            (!is_the_ups).then(|| {
                format!("leave out {done} for the column in {place}: the up does not change it")
            })
        }
        _ => None,
    }
}

/// The same help, where it is to put a thing back, behind the statement of the down that leaves it otherwise.
fn with_statement(help: String, found: &Found, step: &StepOutcome) -> String {
    let is_changed = found.after == After::Down && found.difference.change == Change::Changed;
    let puts_back = is_changed && help.contains(" back");
    let down = step.down.as_ref().filter(|_| puts_back);
    let Difference { object, fact, .. } = &found.difference;
    match down.and_then(|down| Some((down, down.last_about(object, fact.as_deref())?))) {
        Some((down, line)) => {
            let file = words::line(&down.name);
            format!("{file}:{line} leaves it otherwise: {help}")
        }
        None => help,
    }
}

/// Whether no down could avoid a difference: columns stand in the order in which they were added.
pub(super) fn is_by_nature(found: &Found, dropped_from: &BTreeSet<String>) -> bool {
    found.class == Class::ColumnOrder && dropped_from.contains(&found.difference.object.name)
}

/// The kind of a difference; `schema` is that of one that matters.
pub(super) fn kind(found: &Found, schema: Kind) -> Kind {
    match found.class {
        Class::Schema => schema,
        Class::ColumnOrder => Kind::ColumnOrder,
        Class::Cosmetic => Kind::Cosmetic,
    }
}

/// What an earlier release called it: all differences were of one kind.
pub(super) fn former(
    kind: Kind,
    former: Kind,
    about: &[String],
) -> Vec<(&'static str, Vec<String>)> {
    if kind == former {
        Vec::new()
    } else {
        vec![(former.word(), about.to_vec())]
    }
}
