//! Remarks that are not findings, each once for all objects that it concerns.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::round_trip::outcome::{Outcome, StepOutcome};
use crate::findings::{Group, Remark};

pub(super) fn remarks(outcome: &Outcome) -> Vec<Remark> {
    let steps = &outcome.steps;
    let remarks = [irreversible(steps), moved(steps), empty(steps)];
    let is_any = |remark: &Remark| !remark.groups.is_empty();
    remarks.into_iter().filter(is_any).collect()
}

/// What matters only to who looks for it.
pub(super) fn details(outcome: &Outcome) -> Vec<Remark> {
    let left = left(&outcome.steps);
    if left.groups.is_empty() {
        return Vec::new();
    }
    vec![left]
}

fn irreversible(steps: &[StepOutcome]) -> Remark {
    let given_up = steps.iter().filter_map(|step| {
        Some(Group {
            names: vec![step.file.clone()],
            why: Some(step.given_up()?),
        })
    });
    Remark {
        title: "declared irreversible",
        summary: None,
        groups: given_up.collect(),
    }
}

/// What the migrations' own UPDATEs made triggers move.
fn moved(steps: &[StepOutcome]) -> Remark {
    let mut triggers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for moved in steps.iter().flat_map(|step| &step.moved) {
        let data = triggers.entry(&moved.trigger).or_default();
        data.insert(&moved.data);
    }
    let groups = triggers.into_iter().map(|(trigger, data)| Group {
        names: data.into_iter().map(str::to_owned).collect(),
        why: Some(format!("trigger {trigger}")),
    });
    Remark {
        title: "moved by a trigger when a migration wrote the row",
        summary: None,
        groups: groups.collect(),
    }
}

/// The tables that nothing is known of, by reason. One reason for many tables names each of them,
/// or a part of it, in its quotation marks, and is the same reason nevertheless.
fn empty(steps: &[StepOutcome]) -> Remark {
    let mut reasons: BTreeMap<String, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for unfilled in steps.iter().flat_map(|step| &step.unfilled) {
        let (tables, words) = reasons.entry(nameless(&unfilled.why)).or_default();
        tables.insert(&unfilled.table);
        words.insert(&unfilled.why);
    }
    let groups = reasons.into_iter().map(|(reason, (tables, words))| Group {
        names: tables.into_iter().map(str::to_owned).collect(),
        why: Some(match words.first() {
            Some(one) if words.len() == 1 => (*one).to_owned(),
            _ => reason,
        }),
    });
    let tables: BTreeSet<&str> = steps
        .iter()
        .flat_map(|step| &step.unfilled)
        .map(|it| it.table.as_str())
        .collect();
    let sort = if tables.len() == 1 { "table" } else { "tables" };
    Remark {
        summary: Some(format!("{} {sort} stayed empty", tables.len())),
        title: "empty, so that nothing is known of their rows",
        groups: groups.collect(),
    }
}

/// What ups leave in their sessions, which only counts where something then fails.
fn left(steps: &[StepOutcome]) -> Remark {
    let mut by_what: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for step in steps.iter().filter(|step| !step.left.is_nothing()) {
        let names = by_what.entry(step.left.to_string()).or_default();
        names.push(step.file.clone());
    }
    let groups = by_what.into_iter().map(|(what, names)| Group {
        names,
        why: Some(what),
    });
    Remark {
        title: "left in the session by the up",
        summary: None,
        groups: groups.collect(),
    }
}

/// The words without what stands in quotation marks.
fn nameless(why: &str) -> String {
    let parts = why.split('"').enumerate();
    let parts = parts.map(|(index, part)| if index % 2 == 0 { part } else { "..." });
    parts.collect::<Vec<_>>().join("\"")
}
