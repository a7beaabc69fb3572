//! What is not as it was.

use std::collections::BTreeSet;

use super::super::outcome::{After, Found, StepOutcome};
use crate::catalog::Class;
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
    for found in &step.differences {
        let after = match found.after {
            After::Down => "after the down",
            After::UpAgain => "after the second up",
        };
        let what = format!("{after} {}", words::differs(&found.difference));
        let mut draft = step.draft(kind(found, Kind::Differs), what);
        // Whatever is left is the down's doing.
        draft.place = step.down.as_ref().map(|file| file.at(None));
        draft.object = Some(found.difference.object.to_string());
        draft.about = about(found);
        draft.former = former(draft.kind, Kind::Differs, &draft.about);
        draft.evidence = evidence(found);
        if is_by_nature(found, &step.dropped_from) {
            draft.severity = Severity::Note;
        }
        draft.help.clone_from(&found.help);
        draft.acknowledged_by = step.given_up();
        drafts.add(draft);
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

pub(super) fn about(found: &Found) -> Vec<String> {
    let after = match found.after {
        After::Down => "down",
        After::UpAgain => "up_again",
    };
    let mut about = vec![after.to_owned()];
    about.extend(words::about(&found.difference));
    about
}

/// What an earlier release called it: all differences were of one kind.
pub(super) fn former(
    kind: Kind,
    former: Kind,
    about: &[String],
) -> Vec<(&'static str, Vec<String>)> {
    match kind == former {
        true => Vec::new(),
        false => vec![(former.word(), about.to_vec())],
    }
}
