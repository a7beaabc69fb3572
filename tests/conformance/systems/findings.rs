//! Every promise of the three documents, asked of the system that its document describes.

use std::fs;
use std::path::Path;

use super::promises::{self, Asked, Promise, Question};
use super::{QUICKSTART, SPECIFICATION, STORY, System, folder};
use crate::conventions;
use crate::support::{approved, told};

#[tokio::test]
async fn every_promise_is_kept_or_shown_as_broken() {
    let mut text = String::new();
    for system in [STORY, SPECIFICATION, QUICKSTART] {
        for promise in promises::read(system.promises) {
            let verdict = verdict(&system, &promise).await;
            text += &format!("{} | {} | {verdict}\n", system.name, promise.says);
        }
        text += &breaches(&system).await;
    }
    approved(folder().join("findings.txt"), &text);
}

async fn verdict(system: &System, promise: &Promise) -> String {
    let (expected, question) = match &promise.asked {
        Asked::Elsewhere { file } => return format!("not the schema's to keep: {file}"),
        Asked::Here { expected, question } => (expected, question),
    };
    let answer = answer(system, question).await;
    if answer == *expected {
        "kept".to_owned()
    } else {
        format!("broken: {answer}, not {expected}")
    }
}

async fn answer(system: &System, question: &Question) -> String {
    match question {
        Question::Sql(steps) => promises::answer(&mut system.head().await, steps).await,
        Question::FullTrip => full_trip(system).await,
        Question::Files => files(system),
        Question::Rule(rule) => or_none(&system.breaches(rule).await),
    }
}

async fn full_trip(system: &System) -> String {
    let told = told(&system.proof().await);
    let (_, trip) = told.split_once("full trip: ").expect("it is always told");
    let words: Vec<&str> = trip.lines().map(str::trim).collect();
    words.join(", ")
}

fn files(system: &System) -> String {
    let migrations = system.load();
    let scripts = migrations.all().iter().map(|migration| &migration.up);
    let is_plain = |file: &Path| {
        let bytes = fs::read(file).expect("it was read before");
        bytes.is_ascii() && !bytes.contains(&b'\r')
    };
    let others = scripts.filter(|script| !is_plain(&script.file));
    or_none(&others.map(|script| script.name.clone()).collect::<Vec<_>>())
}

/// Our own conventions, which are no promises of the document.
async fn breaches(system: &System) -> String {
    let found = conventions::violations(&system.head().await).await;
    let mut text = String::new();
    for (rule, _) in conventions::rules() {
        let of_rule = found.iter().filter(|violation| violation.rule == rule);
        let objects: Vec<&str> = of_rule.map(|violation| &*violation.object).collect();
        let verdict = if objects.is_empty() {
            "kept".to_owned()
        } else {
            format!("broken: {}", objects.join(", "))
        };
        text += &format!("{} | our convention {rule} | {verdict}\n", system.name);
    }
    text
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
