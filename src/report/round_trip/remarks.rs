//! What is no finding and good to know, said once for all whom it concerns.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::findings::Judged;
use crate::checks::round_trip::{StepError, StepOutcome, Verdict};
use crate::foreign;
use crate::report::differences::indent;
use crate::report::palette::{noted, quiet};

/// So many names are listed; of more, their number is told as well.
const NAMES: usize = 20;

pub(super) fn remarks(judged: &Judged<'_>) -> String {
    let steps = &judged.outcome.steps;
    let mut text = irreversible(steps);
    text += &lost(steps);
    text += &allowed(judged);
    text += &empty(steps);
    if text.is_empty() {
        return text;
    }
    format!("\nnot at fault, but good to know:\n{}", indent(&text))
}

fn is_given_up(step: &StepOutcome) -> bool {
    step.verdict == Verdict::DeclaredIrreversible
}

fn irreversible(steps: &[StepOutcome]) -> String {
    let given_up: Vec<&StepOutcome> = steps.iter().filter(|step| is_given_up(step)).collect();
    let title = |step: &StepOutcome| match &step.error {
        Some(StepError::Words(reason)) => foreign::line(format!("{}: {reason}", step.file)),
        _ => foreign::line(&step.file),
    };
    let mut text = String::new();
    if !given_up.is_empty() {
        text += &format!("{} ({}):\n", noted("declared irreversible"), given_up.len());
        text += &indent(
            &given_up
                .into_iter()
                .map(|step| title(step) + "\n")
                .collect::<String>(),
        );
    }
    text
}

/// What is lost and declared so, where the whole migration is, or where something else is at fault.
fn lost(steps: &[StepOutcome]) -> String {
    let concerned = steps
        .iter()
        .filter(|step| step.verdict != Verdict::Reversible);
    let lost: BTreeSet<&str> = concerned
        .flat_map(|step| {
            let is_declared = move |declared| declared || is_given_up(step);
            step.lost
                .iter()
                .filter(move |lost| is_declared(lost.declared))
        })
        .map(|lost| lost.data.as_str())
        .collect();
    line("lost, as declared", &lost)
}

/// What `--allow` lets pass.
fn allowed(judged: &Judged<'_>) -> String {
    let mut objects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let steps = judged
        .outcome
        .steps
        .iter()
        .filter(|step| !is_given_up(step));
    for step in steps {
        for found in &step.differences {
            if judged.allowed.classes.contains(&found.class) {
                let class = serde_json::json!(found.class);
                let class = format!("allowed, {}", class.as_str().unwrap_or_default());
                let object = found.difference.object.to_string();
                objects.entry(class).or_default().insert(object);
            }
        }
        for lost in step
            .lost
            .iter()
            .filter(|it| judged.allowed.loss && !it.declared)
        {
            let class = "allowed, loss".to_owned();
            objects.entry(class).or_default().insert(lost.data.clone());
        }
    }
    let lines = objects.iter().map(|(class, objects)| {
        let objects = objects.iter().map(String::as_str).collect();
        line(class, &objects)
    });
    lines.collect()
}

/// The tables that nothing is known of, by reason. One reason for many tables names each of them,
/// or a part of it, in its quotation marks, and is the same reason nevertheless.
fn empty(steps: &[StepOutcome]) -> String {
    let mut reasons: BTreeMap<String, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for unfilled in steps.iter().flat_map(|step| &step.unfilled) {
        let (tables, words) = reasons.entry(nameless(&unfilled.why)).or_default();
        tables.insert(&unfilled.table);
        words.insert(&unfilled.why);
    }
    let tables = reasons.values().flat_map(|(tables, _)| tables);
    let different: BTreeSet<&str> = tables.copied().collect();
    if different.is_empty() {
        return String::new();
    }
    let title = "empty, so that nothing is known of their rows";
    let mut text = format!("{} ({}):\n", noted(title), different.len());
    for (reason, (tables, words)) in &reasons {
        let why = match words.first() {
            Some(one) if words.len() == 1 => one,
            _ => reason.as_str(),
        };
        text += &indent(&format!("{}: {}", names(tables), quiet(foreign::line(why))));
    }
    text
}

/// The words without what stands in quotation marks.
fn nameless(why: &str) -> String {
    let parts = why.split('"').enumerate();
    let parts = parts.map(|(index, part)| if index % 2 == 0 { part } else { "..." });
    parts.collect::<Vec<_>>().join("\"")
}

fn line(title: &str, all: &BTreeSet<&str>) -> String {
    if all.is_empty() {
        return String::new();
    }
    format!("{} ({}): {}\n", noted(title), all.len(), names(all))
}

fn names(all: &BTreeSet<&str>) -> String {
    let mut text = all
        .iter()
        .take(NAMES)
        .map(foreign::line)
        .collect::<Vec<_>>()
        .join(", ");
    if all.len() > NAMES {
        text += &format!(", and {} more", all.len() - NAMES);
    }
    text
}
